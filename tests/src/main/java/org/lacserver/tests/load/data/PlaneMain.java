package org.lacserver.tests.load.data;

import org.lacserver.data.UserspaceDataPlane;
import org.lacserver.data.UserspaceSettings;
import org.lacserver.data.kernel.KernelDataPlane;
import org.lacserver.data.kernel.KernelPath;
import org.lacserver.data.kernel.KernelSettings;
import org.lacserver.data.kernel.KernelUnavailable;
import org.lacserver.io.Arrivals;
import org.lacserver.io.CoreSockets;
import org.lacserver.port.Binding;
import org.lacserver.port.DataPlane;
import org.lacserver.port.Encapsulation;
import org.lacserver.port.Encapsulation.AddressControl;
import org.lacserver.port.Encapsulation.Reordering;
import org.lacserver.port.Encapsulation.SendPolicy;
import org.lacserver.port.Encapsulation.Sequencing;
import org.lacserver.port.Line;
import org.lacserver.pppoe.admission.Gate;
import org.lacserver.pppoe.admission.GateRules;
import org.lacserver.pppoe.admission.KnownCallers;
import org.lacserver.pppoe.ethernet.AccessPort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A data plane of the product without call control, in the LAC's namespace: joins calls and answers
 * questions, a line each, until its input ends.
 *
 * <p>Arguments: the path ({@code userspace}, or what begins with {@code kernel}), how many calls,
 * and whether UDP has a checksum.
 */
public final class PlaneMain implements Arrivals {
    static final InetSocketAddress OWN = address("10.77.0.1");
    static final InetSocketAddress PEER = address("10.77.0.2");

    /** A bpffs; the benchmark mounts one of its own there. */
    static final String PINS = "/sys/fs/bpf";

    static final int OWN_TUNNEL = 100;
    static final int PEER_TUNNEL = 200;

    private PlaneMain() {}

    private static InetSocketAddress address(String text) {
        return new InetSocketAddress(InetAddress.ofLiteral(text), CoreSockets.L2TP_PORT);
    }

    /** The LNS's id of a session, which is never ours. */
    static int peerSession(int own) {
        return own ^ 0xa5a5;
    }

    public static void main(String[] arguments) throws IOException {
        int calls = Integer.parseInt(arguments[1]);
        boolean checksum = Boolean.parseBoolean(arguments[2]);
        try (AccessPort port = AccessPort.open(0, Site.ACCESS_PORT, AccessPort.Options.DEFAULT);
                CoreSockets sockets =
                        CoreSockets.open(List.of(OWN), CoreSockets.USUAL_BUFFER_OCTETS);
                UserspaceDataPlane userspace =
                        new UserspaceDataPlane(
                                List.of(port),
                                sockets,
                                new PlaneMain(),
                                new Gate(GateRules.OFF, 1, new KnownCallers(1, 2)),
                                UserspaceSettings.DEFAULT)) {
            userspace.start();
            if (arguments[0].equals("userspace")) {
                serve(userspace, userspace, userspace::counters, calls, checksum);
                return;
            }
            KernelSettings settings =
                    new KernelSettings(
                            KernelSettings.Mode.NATIVE,
                            KernelSettings.DEFAULT.slots(),
                            Path.of(PINS, "lac"),
                            KernelSettings.OnStart.FRESH,
                            KernelSettings.DEFAULT.adoptTime());
            try (KernelDataPlane kernel =
                    KernelPath.open(settings, List.of(port), List.of(Site.CORE_PORT), userspace)) {
                serve(kernel, userspace, kernel::verdicts, calls, checksum);
            }
        } catch (KernelUnavailable refused) {
            System.out.println(refused.getMessage());
        }
    }

    private interface Counters {
        Map<String, Long> get();
    }

    private static void serve(
            DataPlane plane,
            UserspaceDataPlane userspace,
            Counters counters,
            int calls,
            boolean checksum)
            throws IOException {
        for (int id = 1; id <= calls; id++) {
            plane.join(binding(id, checksum));
        }
        System.out.println("ready");
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(
                    line.equals("cost") ? cost(userspace.threadIds()) : counted(counters.get()));
        }
    }

    private static Map<String, Long> counted(Map<String, Long> counters) {
        Map<String, Long> counted = new TreeMap<>(counters);
        counted.values().removeIf(count -> count == 0);
        return counted;
    }

    private static String cost(List<Long> threads) {
        var bean = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long cpu = 0;
        long heap = 0;
        for (long thread : threads) {
            cpu += bean.getThreadCpuTime(thread);
            heap += bean.getThreadAllocatedBytes(thread);
        }
        return cpu + " " + heap;
    }

    private static Binding binding(int id, boolean checksum) {
        Line line = new Line(0, Site.ACCESS_PORT, 0, 0, Site.CALLER, id, null, null, 0, 0, "");
        Encapsulation data =
                new Encapsulation(
                        AddressControl.ALWAYS,
                        false,
                        -1,
                        false,
                        Sequencing.ALLOW,
                        Reordering.DELIVER,
                        new SendPolicy(false, checksum, 0));
        return new Binding(
                id,
                Binding.Access.SERVED,
                line,
                OWN,
                PEER,
                OWN_TUNNEL,
                PEER_TUNNEL,
                id,
                peerSession(id),
                data);
    }

    // whatever no call owns is nobody's here

    @Override
    public boolean discovery(int port, ByteBuffer frame) {
        return false;
    }

    @Override
    public boolean session(int port, ByteBuffer frame) {
        return false;
    }

    @Override
    public boolean datagram(InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets) {
        return false;
    }

    @Override
    public boolean callFrame(long callId, ByteBuffer pppFrame) {
        return false;
    }

    @Override
    public long mark() {
        return 0;
    }

    @Override
    public boolean isPast(long mark) {
        return true;
    }
}

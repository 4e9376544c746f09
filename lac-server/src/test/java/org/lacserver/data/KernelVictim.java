package org.lacserver.data;

import org.apache.logging.log4j.LogManager;
import org.lacserver.data.kernel.KernelDataPlane;
import org.lacserver.data.kernel.KernelPath;
import org.lacserver.data.kernel.KernelSettings;
import org.lacserver.io.Arrivals;
import org.lacserver.io.CoreSockets;
import org.lacserver.port.Binding;
import org.lacserver.port.Encapsulation;
import org.lacserver.port.Line;
import org.lacserver.pppoe.admission.Gate;
import org.lacserver.pppoe.admission.GateRules;
import org.lacserver.pppoe.admission.KnownCallers;
import org.lacserver.pppoe.ethernet.AccessPort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A process with the kernel path and one call, to be killed. */
final class KernelVictim implements AutoCloseable {
    private final Process process;
    private final InetSocketAddress local;

    private KernelVictim(Process process, InetSocketAddress local) {
        this.process = process;
        this.local = local;
    }

    /**
     * @return when its call is open
     */
    static KernelVictim start(KernelLab lab, InetSocketAddress lns) throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                classPath(),
                                KernelVictim.class.getName(),
                                lab.access().lac(),
                                lab.core(),
                                lab.local(),
                                lns.getAddress().getHostAddress(),
                                Integer.toString(lns.getPort()),
                                KernelRig.settings(lab, KernelSettings.Mode.AUTO)
                                        .pinDirectory()
                                        .toString())
                        .redirectErrorStream(true)
                        .start();
        BufferedReader said =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith("port ")) {
                int port = Integer.parseInt(line.substring(5));
                return new KernelVictim(
                        process, new InetSocketAddress(InetAddress.ofLiteral(lab.local()), port));
            }
            all.append(line).append('\n');
        }
        throw new IOException("the other process says: " + all);
    }

    private static String classPath() {
        return Stream.of(KernelVictim.class, KernelPath.class, AccessPort.class, LogManager.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(":"));
    }

    /** Its address towards the LNS. */
    InetSocketAddress local() {
        return local;
    }

    /** Kill -9. */
    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** In the other process: joins call 1 as {@link Wire} does with id 7, and waits for its end. */
    public static void main(String[] arguments) throws Exception {
        AccessPort port = AccessPort.open(0, arguments[0], AccessPort.Options.DEFAULT);
        InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral(arguments[2]), 0);
        CoreSockets sockets = CoreSockets.open(List.of(any), CoreSockets.USUAL_BUFFER_OCTETS);
        UserspaceDataPlane userspace =
                new UserspaceDataPlane(
                        List.of(port),
                        sockets,
                        new Nobody(),
                        new Gate(GateRules.OFF, 1, new KnownCallers(1, 2)),
                        UserspaceSettings.DEFAULT);
        userspace.start();
        KernelSettings settings =
                new KernelSettings(
                        KernelSettings.Mode.AUTO,
                        1024,
                        Path.of(arguments[5]),
                        KernelSettings.OnStart.FRESH,
                        Duration.ofMinutes(5));
        KernelDataPlane plane =
                KernelPath.open(settings, List.of(port), List.of(arguments[1]), userspace);
        InetSocketAddress local = sockets.all().getFirst().local();
        plane.join(
                new Binding(
                        1,
                        Binding.Access.SERVED,
                        new Line(0, arguments[0], 0, 0, Wire.MAC, 7, null, null, 0, 0, ""),
                        local,
                        new InetSocketAddress(
                                InetAddress.ofLiteral(arguments[3]),
                                Integer.parseInt(arguments[4])),
                        100,
                        200,
                        7,
                        3007,
                        Encapsulation.DEFAULT));
        while (!plane.isOpen(1)) {
            Thread.onSpinWait();
        }
        System.out.println("port " + local.getPort());
        System.out.flush();
        int _ = System.in.read();
    }

    private static final class Nobody implements Arrivals {
        @Override
        public boolean discovery(int port, ByteBuffer frame) {
            return false;
        }

        @Override
        public boolean session(int port, ByteBuffer frame) {
            return false;
        }

        @Override
        public boolean datagram(InetSocketAddress to, InetSocketAddress from, ByteBuffer octets) {
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
}

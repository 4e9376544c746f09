package org.lacserver.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.lacserver.data.kernel.KernelDataPlane;
import org.lacserver.data.kernel.KernelPath;
import org.lacserver.data.kernel.KernelSettings;
import org.lacserver.data.kernel.KernelUnavailable;
import org.lacserver.port.Binding;
import org.lacserver.port.DataPlane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The kernel path with the userspace path below; a call that is joined here is open at once. */
final class KernelRig implements Rig {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

    private final UserspaceRig below;
    private final KernelDataPlane plane;

    /**
     * @param six whether the core is IPv6
     */
    KernelRig(KernelLab lab, boolean six, KernelSettings settings)
            throws IOException, KernelUnavailable {
        below =
                new UserspaceRig(
                        lab.access(),
                        InetAddress.ofLiteral(six ? lab.local6() : lab.local()),
                        InetAddress.ofLiteral(six ? lab.lns6() : lab.lns()),
                        InetAddress.ofLiteral(six ? lab.other6() : lab.other()),
                        UserspaceSettings.DEFAULT,
                        lab::socket,
                        System::nanoTime);
        try {
            plane =
                    KernelPath.open(
                            settings,
                            List.of(below.port()),
                            List.of(lab.core()),
                            below.userspace());
        } catch (KernelUnavailable | RuntimeException e) {
            below.close();
            throw e;
        }
    }

    static KernelSettings settings(KernelLab lab, KernelSettings.Mode mode) {
        return new KernelSettings(
                mode,
                1024,
                lab.bpffs().resolve("lac"),
                KernelSettings.OnStart.FRESH,
                Duration.ofMinutes(5));
    }

    KernelDataPlane kernel() {
        return plane;
    }

    /** Frames that the program has moved. */
    long moved() {
        Map<String, Long> verdicts = plane.verdicts();
        return verdicts.getOrDefault("kernel-moved-up", 0L)
                + verdicts.getOrDefault("kernel-moved-down", 0L);
    }

    @Override
    public DataPlane plane() {
        return new Settled(this);
    }

    @Override
    public DataPlane hurried() {
        return plane;
    }

    /** Until the call's next frames are the program's, if it has the call at all. */
    void settle(long callId) {
        long begin = System.nanoTime();
        var path = plane.path(callId);
        while (path != null && path.isKernel() && !plane.isOpen(callId)) {
            assertThat(System.nanoTime() - begin)
                    .as("waiting for call %d to be open: %s", callId, plane.path(callId))
                    .isLessThan(PATIENCE_NANOS);
            Thread.onSpinWait();
        }
    }

    private record Settled(KernelRig rig) implements DataPlane {
        @Override
        public void join(Binding binding) {
            rig.plane.join(binding);
            rig.settle(binding.callId());
        }

        @Override
        public Counters part(long callId) {
            return rig.plane.part(callId);
        }

        @Override
        public Map<Long, Counters> partAll(Collection<Long> callIds) {
            return rig.plane.partAll(callIds);
        }

        @Override
        public Counters rebind(Binding binding) {
            Counters last = rig.plane.rebind(binding);
            rig.settle(binding.callId());
            return last;
        }

        @Override
        public void portChanged(int accessPort, long mac, int mtu) {
            rig.plane.portChanged(accessPort, mac, mtu);
        }

        @Override
        public Counters counters(long callId) {
            return rig.plane.counters(callId);
        }

        @Override
        public Activity activity(long callId) {
            return rig.plane.activity(callId);
        }

        @Override
        public void sendToLns(long callId, ByteBuffer pppFrame) {
            rig.plane.sendToLns(callId, pppFrame);
        }

        @Override
        public long datagramsFrom(int localTunnelId) {
            return rig.plane.datagramsFrom(localTunnelId);
        }
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> counters = new TreeMap<>(below.counters());
        counters.putAll(plane.verdicts());
        return counters;
    }

    @Override
    public long portMac() {
        return below.portMac();
    }

    @Override
    public InetSocketAddress local() {
        return below.local();
    }

    @Override
    public InetSocketAddress lns() {
        return below.lns();
    }

    @Override
    public void subscriberSends(byte[] frame) {
        plane.tick(System.nanoTime());
        below.subscriberSends(frame);
    }

    @Override
    public byte @Nullable [] subscriberGets() {
        return below.subscriberGets();
    }

    @Override
    public void lnsSends(byte[] datagram) {
        plane.tick(System.nanoTime());
        below.lnsSends(datagram);
    }

    @Override
    public void strangerSends(byte[] datagram) {
        below.strangerSends(datagram);
    }

    @Override
    public void otherPortSends(byte[] datagram) {
        below.otherPortSends(datagram);
    }

    @Override
    public byte @Nullable [] lnsGets() {
        return below.lnsGets();
    }

    @Override
    public byte @Nullable [] engineGetsFrame() {
        return below.engineGetsFrame();
    }

    @Override
    public byte @Nullable [] engineGetsDatagram() {
        return below.engineGetsDatagram();
    }

    @Override
    public byte @Nullable [] engineGetsCallFrame() {
        return below.engineGetsCallFrame();
    }

    @Override
    public void passes(Duration time) {
        below.passes(time);
    }

    @Override
    public void close() {
        try {
            plane.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        below.close();
    }
}

package org.lacserver.wiring;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import org.lacserver.config.DataConfig;
import org.lacserver.config.LacConfig;
import org.lacserver.data.UserspaceDataPlane;
import org.lacserver.data.UserspaceSettings;
import org.lacserver.data.kernel.CallPath;
import org.lacserver.data.kernel.InterfaceRow;
import org.lacserver.data.kernel.KernelDataPlane;
import org.lacserver.data.kernel.KernelPath;
import org.lacserver.data.kernel.KernelSettings;
import org.lacserver.data.kernel.KernelUnavailable;
import org.lacserver.io.Arrivals;
import org.lacserver.io.CoreSockets;
import org.lacserver.ops.CallDetail;
import org.lacserver.ops.DataState;
import org.lacserver.port.CallView;
import org.lacserver.port.DataPlane;
import org.lacserver.pppoe.admission.Gate;
import org.lacserver.pppoe.ethernet.AccessPort;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The paths that frames of established calls may take: the box's own threads, and the kernel's
 * where it is wanted and can be had. On the engine's thread, but for {@link #open}.
 */
final class DataPlanes implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger("lac.data");
    private static final String KERNEL = "kernel";
    private static final String USERSPACE = "userspace";
    private static final String ESTABLISHED = "established";
    private static final CallDetail.Way NOT_JOINED = new CallDetail.Way("none", "");
    private static final long TICK_NANOS = Duration.ofSeconds(1).toNanos();

    private final DataConfig config;
    private final List<AccessPort> ports;
    private final UserspaceDataPlane userspace;
    private final @Nullable KernelDataPlane kernel;
    private final String why;
    private final AdoptedCallers adopted;
    private long nextTickNanos;

    private DataPlanes(
            DataConfig config,
            List<AccessPort> ports,
            UserspaceDataPlane userspace,
            @Nullable KernelDataPlane kernel,
            String why) {
        this.config = config;
        this.ports = ports;
        this.userspace = userspace;
        this.kernel = kernel;
        this.why = why;
        this.adopted = AdoptedCallers.on(ports);
        if (kernel == null) {
            nextTickNanos = Long.MAX_VALUE;
        } else {
            kernel.onAdoptedEnd(adopted);
        }
    }

    /**
     * @param ports stay the caller's to close, after this; as do the sockets
     * @throws IOException with one sentence, if {@code data.path} is {@code kernel} and that cannot
     *     be had, or if the userspace path cannot
     */
    static DataPlanes open(
            LacConfig config,
            List<AccessPort> ports,
            CoreSockets sockets,
            Arrivals arrivals,
            Gate gate)
            throws IOException {
        DataConfig data = config.data();
        UserspaceSettings threads =
                new UserspaceSettings(data.threads(), data.busyPoll().toNanos());
        UserspaceDataPlane userspace =
                new UserspaceDataPlane(ports, sockets, arrivals, gate, threads);
        if (data.path() == DataConfig.Choice.USERSPACE) {
            return new DataPlanes(data, ports, userspace, null, "data.path is userspace");
        }
        String why;
        try {
            List<String> core = CoreInterfaces.of(config);
            KernelDataPlane kernel = KernelPath.open(settings(data), ports, core, userspace);
            return new DataPlanes(data, ports, userspace, kernel, "");
        } catch (KernelUnavailable e) {
            why = e.why();
        } catch (IOException e) {
            why = String.valueOf(e.getMessage());
        } catch (RuntimeException | Error e) {
            userspace.close();
            throw e;
        }
        if (data.path() == DataConfig.Choice.KERNEL) {
            userspace.close();
            throw new IOException("data.path = \"kernel\" cannot be had: " + why);
        }
        LOG.warn("frames of calls take the userspace path: {}", why);
        return new DataPlanes(data, ports, userspace, null, why);
    }

    private static KernelSettings settings(DataConfig data) {
        return new KernelSettings(
                switch (data.xdpMode()) {
                    case AUTO -> KernelSettings.Mode.AUTO;
                    case NATIVE -> KernelSettings.Mode.NATIVE;
                    case GENERIC -> KernelSettings.Mode.GENERIC;
                },
                data.kernelCalls(),
                data.pinDirectory(),
                switch (data.onStart()) {
                    case ADOPT -> KernelSettings.OnStart.ADOPT;
                    case FRESH -> KernelSettings.OnStart.FRESH;
                },
                data.adoptTime());
    }

    /** Frames move from now on. */
    void start() {
        userspace.start();
    }

    DataPlane plane() {
        return kernel == null ? userspace : kernel;
    }

    UserspaceDataPlane userspace() {
        return userspace;
    }

    /** Whether a frame from an access port is an adopted flow's, and not for the frontend. */
    boolean owns(int port, ByteBuffer frame) {
        return kernel != null && adopted.owns(kernel, port, frame);
    }

    /** Looks after interfaces and adopted flows when it is time to. */
    void onDeadline(long nowNanos) {
        if (kernel != null && nowNanos >= nextTickNanos) {
            nextTickNanos = nowNanos + TICK_NANOS;
            kernel.tick(System.nanoTime());
        }
    }

    long nextDeadlineNanos() {
        return nextTickNanos;
    }

    /** What was dropped, and what the kernel's program did with frames. */
    Map<String, Long> counters() {
        Map<String, Long> all = userspace.counters();
        if (kernel != null) {
            all.putAll(kernel.verdicts());
            all.putAll(adopted.counters());
        }
        return all;
    }

    /** Which way the frames of a call go. */
    CallDetail.Way way(CallView call) {
        if (!call.state().equals(ESTABLISHED)) {
            return NOT_JOINED;
        }
        CallPath path = kernel == null ? null : kernel.path(call.facts().callId());
        return path == null
                ? new CallDetail.Way(USERSPACE, why)
                : new CallDetail.Way(path.isKernel() ? KERNEL : USERSPACE, path.why());
    }

    DataState state() {
        int calls = userspace.calls(); // all of them are joined there too
        if (kernel == null) {
            return state(0, calls, Map.of(), null, null, interfaces(List.of()));
        }
        Map<String, Integer> reasons = kernel.reasons();
        int flows = kernel.adopted();
        long seconds = Duration.ofNanos(kernel.adoptedNanosLeft(System.nanoTime())).toSeconds();
        return state(
                kernel.calls(),
                reasons.values().stream().mapToInt(Integer::intValue).sum(),
                reasons,
                new DataState.Slots(kernel.slotsInUse(), kernel.slots()),
                flows == 0 ? null : new DataState.Adopted(flows, seconds),
                interfaces(kernel.interfaces()));
    }

    private DataState state(
            int kernelCalls,
            int userspaceCalls,
            Map<String, Integer> reasons,
            DataState.@Nullable Slots slots,
            DataState.@Nullable Adopted adopted,
            List<DataState.Interface> interfaces) {
        return new DataState(
                kernel == null ? USERSPACE : KERNEL,
                spelling(config.path()),
                why,
                kernelCalls,
                userspaceCalls,
                reasons,
                slots,
                adopted,
                interfaces,
                userspace.threadsEachWay(),
                config.busyPoll().toNanos());
    }

    /** Access ports by index, then the core's. */
    private List<DataState.Interface> interfaces(List<InterfaceRow> rows) {
        List<DataState.Interface> all = new ArrayList<>();
        for (int port = 0; port < ports.size(); port++) {
            InterfaceRow row =
                    port < rows.size()
                            ? rows.get(port)
                            : new InterfaceRow(
                                    ports.get(port).name(), "access", "", "", 0, Map.of());
            all.add(row(row, userspace.ringDrops(port), userspace.refusals(port)));
        }
        for (InterfaceRow core : rows.subList(Math.min(ports.size(), rows.size()), rows.size())) {
            all.add(row(core, 0, 0));
        }
        return all;
    }

    private static DataState.Interface row(InterfaceRow row, long ringDrops, long refusals) {
        return new DataState.Interface(
                row.name(),
                row.role(),
                row.mode(),
                row.why(),
                row.moved(),
                row.left(),
                ringDrops,
                refusals);
    }

    private static String spelling(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** No program runs after this, and nothing of it stays. */
    @Override
    public void close() throws IOException {
        if (kernel == null) {
            userspace.close();
        } else {
            kernel.close();
        }
    }
}

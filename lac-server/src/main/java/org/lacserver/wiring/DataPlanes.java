package org.lacserver.wiring;

import org.lacserver.config.DataConfig;
import org.lacserver.config.LacConfig;
import org.lacserver.data.UserspaceDataPlane;
import org.lacserver.data.UserspaceSettings;
import org.lacserver.io.Arrivals;
import org.lacserver.io.CoreSockets;
import org.lacserver.ops.CallDetail;
import org.lacserver.ops.DataState;
import org.lacserver.port.CallView;
import org.lacserver.port.DataPlane;
import org.lacserver.pppoe.admission.Gate;
import org.lacserver.pppoe.ethernet.AccessPort;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The paths that frames of established calls may take: the box's own threads, and the kernel's
 * where it is wanted and can be had. On the engine's thread, but for {@link #open}.
 */
final class DataPlanes implements AutoCloseable {
    private static final String USERSPACE = "userspace";
    private static final String ESTABLISHED = "established";
    private static final CallDetail.Way NOT_JOINED = new CallDetail.Way("none", "");

    private final DataConfig config;
    private final List<AccessPort> ports;
    private final UserspaceDataPlane userspace;
    private final String why;

    private DataPlanes(
            DataConfig config, List<AccessPort> ports, UserspaceDataPlane userspace, String why) {
        this.config = config;
        this.ports = ports;
        this.userspace = userspace;
        this.why = why;
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
        UserspaceSettings settings =
                new UserspaceSettings(config.data().threads(), config.data().busyPoll().toNanos());
        UserspaceDataPlane userspace =
                new UserspaceDataPlane(ports, sockets, arrivals, gate, settings);
        return new DataPlanes(config.data(), ports, userspace, "");
    }

    /** Frames move from now on. */
    void start() {
        userspace.start();
    }

    DataPlane plane() {
        return userspace;
    }

    UserspaceDataPlane userspace() {
        return userspace;
    }

    Map<String, Long> counters() {
        return userspace.counters();
    }

    /** Which way the frames of a call go. */
    CallDetail.Way way(CallView call) {
        return call.state().equals(ESTABLISHED) ? new CallDetail.Way(USERSPACE, why) : NOT_JOINED;
    }

    DataState state() {
        int calls = 0;
        List<DataState.Interface> interfaces = new ArrayList<>();
        for (int port = 0; port < ports.size(); port++) {
            calls += userspace.calls(port);
            interfaces.add(
                    new DataState.Interface(
                            ports.get(port).name(),
                            "access",
                            "",
                            "",
                            0,
                            Map.of(),
                            userspace.ringDrops(port),
                            userspace.refusals(port)));
        }
        return new DataState(
                USERSPACE,
                config.path().name().toLowerCase(Locale.ROOT),
                why,
                0,
                calls,
                Map.of(),
                null,
                null,
                interfaces,
                config.threads(),
                config.busyPoll().toNanos());
    }

    @Override
    public void close() throws IOException {
        userspace.close();
    }
}

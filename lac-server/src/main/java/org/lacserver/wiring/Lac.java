package org.lacserver.wiring;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import org.lacserver.config.LacConfig;
import org.lacserver.engine.Engine;
import org.lacserver.io.CoreSockets;
import org.lacserver.io.EngineThread;
import org.lacserver.io.MonotonicClock;
import org.lacserver.io.NameResolver;
import org.lacserver.io.PortWatch;
import org.lacserver.ops.AccountingState;
import org.lacserver.ops.ControlServer;
import org.lacserver.ops.Reply;
import org.lacserver.ops.Text;
import org.lacserver.pppoe.Frontend;
import org.lacserver.pppoe.FrontendSettings;
import org.lacserver.pppoe.admission.Gate;
import org.lacserver.pppoe.admission.KnownCallers;
import org.lacserver.pppoe.ethernet.AccessPort;
import org.lacserver.pppoe.modem.ModemPool;
import org.lacserver.pppoe.modem.ModemSettings;
import org.lacserver.pppoe.modem.serial.SerialModems;
import org.lacserver.radius.accounting.AccountingSettings;
import org.lacserver.radius.accounting.RadiusAccounting;
import org.lacserver.radius.client.TlsFiles;
import org.lacserver.radius.dynauth.DynamicListener;
import org.lacserver.radius.lookup.RadiusLookup;
import org.lacserver.wiring.trace.FlightRecorder;
import org.lacserver.wiring.trace.TraceDesk;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The running LAC: opened in order, closed in the reverse one. */
final class Lac {
    private static final Logger LOG = LogManager.getLogger("lac");
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final int ALL_RING_FRAMES = 131_072;
    private static final int FEWEST_RING_FRAMES = 256;

    private final LacConfig config;
    private final Opened open;
    private final List<AccessPort> ports = new ArrayList<>();
    private final CoreSockets sockets;
    private final DataPlanes planes;
    private final EngineThread thread;
    private final Daemon daemon;
    private final FlightRecorder recorder;
    private final SerialModems devices;
    private final NameResolver resolver;
    private final @Nullable RadiusLookup lookup;
    private final @Nullable RadiusAccounting accounting;
    private final @Nullable DynamicDesk dynamic;
    private @Nullable DynamicListener listener;

    private Lac(LacConfig config, Opened open) throws IOException {
        this.config = config;
        this.open = open;
        List<String> names = config.access().ports();
        for (int i = 0; i < names.size(); i++) {
            ports.add(open.add(AccessPort.openAny(i, names.get(i), options(names.size()))));
        }
        sockets =
                open.add(
                        CoreSockets.open(
                                Settings.localAddresses(config), CoreSockets.USUAL_BUFFER_OCTETS));
        boolean hasServers = !config.radius().servers().isEmpty();
        lookup =
                hasServers
                        ? open.add(
                                new RadiusLookup(
                                        RadiusServers.settings(
                                                config.radius(), config.radius().lookup()),
                                        VendorAttributes.settings(config.attributes())))
                        : null;
        accounting =
                hasServers && config.accounting().enabled()
                        ? open.add(openAccounting(config))
                        : null;
        NasIdentity nas =
                new NasIdentity(
                        (int) Instant.now().getEpochSecond(), config.radius().nasPortType().code());
        resolver = open.add(Settings.names(config));
        LookupDesk lookups =
                new LookupDesk(
                        config,
                        lookup == null ? null : LookupDesk.Radius.of(lookup),
                        Names.of(resolver),
                        nas);
        daemon =
                new Daemon(
                        ports,
                        sockets,
                        lookups,
                        new DialDesk(config, lookup == null ? null : lookup::dial),
                        new AccountingDesk(
                                config.accounting().interim(),
                                config.accounting().tunnelRecords(),
                                nas,
                                () -> Instant.now().getEpochSecond(),
                                accounting == null ? record -> {} : accounting::send));
        MonotonicClock clock = new MonotonicClock();
        thread = new EngineThread("lac-engine", EngineThread.Limits.DEFAULT, clock, daemon);
        recorder =
                new FlightRecorder(clock, VendorAttributes.settings(config.attributes()).vendors());
        recorder.pumpedBy(() -> thread.execute(recorder::pump));
        lookups.tells(recorder);
        daemon.tells(
                new TraceDesk(
                        recorder,
                        port -> names.get(port),
                        () -> epochNanos() - clock.getAsLong(),
                        task -> thread.execute(_ -> task.run())));
        SecureRandom random = new SecureRandom();
        KnownCallers known = new KnownCallers(random.nextLong(), random.nextLong());
        Gate gate = new Gate(AdmissionSettings.box(config).gate(), names.size(), known);
        planes = open.add(DataPlanes.open(config, ports, sockets, thread, gate));
        daemon.tells(planes);
        open.add(thread); // ends first: it may touch all that is above
        List<ModemSettings> modems = config.modems().stream().map(Settings::modem).toList();
        devices = open.add(SerialModems.open(modems, new ModemArrivals(thread, daemon)));
        daemon.owns(box(modems, known), thread, devices);
        dynamic =
                config.dynamic().clients().isEmpty()
                        ? null
                        : new DynamicDesk(nas, new DynamicCalls(daemon, thread), daemon.moves());
        if (dynamic != null) {
            daemon.tells(dynamic);
        }
    }

    /** The rings of many ports are shorter: together they keep some 131,000 frames. */
    private static AccessPort.Options options(int ports) {
        AccessPort.Options usual = AccessPort.Options.DEFAULT;
        int frames = Math.clamp(ALL_RING_FRAMES / ports, FEWEST_RING_FRAMES, usual.ringFrames());
        return new AccessPort.Options(frames, usual.promiscuous(), usual.bypassQdisc());
    }

    private static RadiusAccounting openAccounting(LacConfig config) throws IOException {
        AccountingSettings own = Settings.accounting(config.accounting());
        try {
            return new RadiusAccounting(
                    RadiusServers.settings(config.radius(), config.radius().accounting()), own);
        } catch (IOException e) {
            throw new IOException(
                    "accounting.directory = \"" + own.directory() + "\": " + e.getMessage(), e);
        }
    }

    private Box box(List<ModemSettings> modems, KnownCallers known) {
        SecureRandom random = new SecureRandom();
        List<FrontendSettings.Port> accessPorts =
                ports.stream()
                        .map(port -> new FrontendSettings.Port(port.name(), port.mac(), port.mtu()))
                        .toList();
        Frontend frontend = new Frontend(Settings.frontend(config, accessPorts), random, known);
        Engine engine = new Engine(Settings.engine(config), planes.plane(), random);
        return new Box(frontend, engine, planes.plane(), new ModemPool(modems), recorder, daemon);
    }

    private static long epochNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    /**
     * Opens all that the configuration names and takes calls.
     *
     * @param end has the process end, and {@link #stop} called, at once or later
     * @throws IOException with one sentence: what could not be opened, and why
     */
    static Lac start(LacConfig config, Runnable end) throws IOException {
        Opened open = new Opened();
        try {
            Lac lac = new Lac(config, open);
            lac.begin(end);
            return lac;
        } catch (TlsFiles.BadFile e) {
            open.close();
            throw new IOException(e.getMessage(), e);
        } catch (IOException | RuntimeException | Error e) {
            open.close();
            throw e;
        }
    }

    private void begin(Runnable end) throws IOException {
        ControlServer control =
                open.add(
                        new ControlServer(
                                config.control().socket(),
                                new ControlDesk(
                                        thread,
                                        daemon,
                                        config,
                                        planes,
                                        this::counters,
                                        this::portRows,
                                        this::radius,
                                        this::accountingState,
                                        end)));
        thread.start();
        PortWatch watch =
                open.add(new PortWatch(ports, PortWatch.USUAL_INTERVAL, daemon::portChanged));
        watch.look();
        planes.start();
        watch.start();
        thread.execute(daemon.accounting()::boxStarts);
        if (dynamic != null) {
            listener =
                    open.add(new DynamicListener(DynamicCalls.settings(config), dynamic::handle));
        }
        control.start();
        LOG.info(
                "taking calls on {}, tunnels from {}, control socket {}",
                config.access().ports(),
                Settings.localAddresses(config).stream().map(Text::address).toList(),
                config.control().socket());
        StartNotes.of(config).forEach(LOG::warn);
    }

    /** On the engine's thread. */
    private List<Reply.PortRow> portRows(long nowNanos) {
        return daemon.ports().rows(nowNanos, daemon.box().frontend(), planes.userspace());
    }

    private List<Reply.RadiusRow> radius() {
        List<Reply.RadiusRow> all = new ArrayList<>();
        if (lookup != null) {
            all.addAll(RadiusServers.rows("lookup", lookup.servers()));
        }
        if (accounting != null) {
            all.addAll(RadiusServers.rows("accounting", accounting.servers()));
        }
        return all;
    }

    /** On the engine's thread. */
    private Map<String, Long> counters() {
        Map<String, Long> all = new LinkedHashMap<>();
        all.putAll(daemon.box().frontend().counters());
        all.putAll(daemon.box().modemCounters());
        all.putAll(devices.counters());
        all.putAll(daemon.box().engine().counters());
        all.putAll(planes.counters());
        all.putAll(sockets.counters());
        all.putAll(thread.counters());
        all.put("trace-failures", recorder.failures());
        all.putAll(resolver.counters());
        daemon.lookups().counters().forEach((name, value) -> all.put("lookup-desk-" + name, value));
        if (lookup != null) {
            lookup.counters().forEach((name, value) -> all.put("lookup-" + name, value));
        }
        if (accounting != null) {
            accounting.counters().forEach((name, value) -> all.put("accounting-" + name, value));
        }
        if (listener != null) {
            listener.counters().forEach((name, value) -> all.put("dynamic-" + name, value));
        }
        return all;
    }

    /** On the engine's thread. */
    private @Nullable AccountingState accountingState() {
        return accounting == null
                ? null
                : AccountingViews.of(
                        accounting, config.accounting(), daemon.accounting().openAccounts());
    }

    /** StopCCN to every LNS, PADT to every caller, accounting stops; within the configured time. */
    void stop(String reason) {
        long end = System.nanoTime() + config.control().stopTimeout().toNanos();
        LOG.info("stopping: {}", reason);
        thread.execute(now -> daemon.box().shutDown(now, reason));
        while (!isQuiet(end) && System.nanoTime() < end) {
            pause();
        }
        thread.execute(daemon.accounting()::boxEnds);
        isQuiet(end); // everything before it in the queue is done
        if (accounting != null) {
            long left = Math.max(end - System.nanoTime(), LOOK_AGAIN.toNanos());
            accounting.close(Duration.ofNanos(left));
        }
        open.close();
        LOG.info("stopped");
    }

    private boolean isQuiet(long end) {
        CompletableFuture<Boolean> quiet = new CompletableFuture<>();
        if (!thread.execute(_ -> quiet.complete(daemon.box().isQuiet()))) {
            return false;
        }
        try {
            return quiet.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package org.lacserver.tests.daemon;

import org.lacserver.tests.net.AccessConcentratorPort;
import org.lacserver.tests.net.LacProcess;
import org.lacserver.tests.net.LnsSocket;
import org.lacserver.tests.net.Namespaces;
import org.lacserver.tests.net.PeerLoop;
import org.lacserver.tests.net.Station;
import org.lacserver.tests.net.SubscriberPort;
import org.lacserver.tests.peer.AccessConcentrator;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.Subscriber;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The daemon in one namespace, its peers in another: acc0 is cabled to sub0, where subscribers and
 * a remote access concentrator are, core0 to lns0, where LNSs are.
 */
public final class RealBox implements AutoCloseable {
    static final String LOCAL = "10.200.0.1";
    static final String LOCAL_V6 = "fd00:200::1";

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Path CONF = Path.of("").toAbsolutePath().resolveSibling("conf");

    public final Path directory;
    public final Map<String, LnsSocket> lnses = new LinkedHashMap<>();
    public final SubscriberPort access;
    final AccessConcentratorPort remote;
    private final Namespaces namespaces;
    private final String site;
    private Process daemon;
    private final PeerLoop loop;

    /** In the calling thread's namespace; LNSs by the address that each has. */
    public RealBox(
            String yaml,
            List<Subscriber> subscribers,
            AccessConcentrator concentrator,
            Map<String, Lns> lnsByAddress)
            throws IOException, InterruptedException {
        directory = Files.createTempDirectory("lac-real");
        namespaces = Namespaces.open();
        namespaces.cable("sub0", "acc0");
        namespaces.cable("lns0", "core0");
        must(List.of("sysctl", "-qw", "net.ipv6.conf.lns0.disable_ipv6=0"));
        must(namespaces.other("sysctl", "-qw", "net.ipv6.conf.core0.disable_ipv6=0"));
        must(namespaces.other("ip", "addr", "add", LOCAL_V6 + "/64", "dev", "core0", "nodad"));
        namespaces.addressThere("core0", LOCAL + "/24");
        List<Station> stations = new ArrayList<>();
        for (Map.Entry<String, Lns> lns : lnsByAddress.entrySet()) {
            InetAddress address = InetAddress.getByName(lns.getKey());
            String prefix = lns.getKey() + (lns.getKey().contains(":") ? "/64" : "/24");
            List<String> add = new ArrayList<>(List.of("ip", "addr", "add", prefix));
            add.addAll(List.of("dev", "lns0"));
            if (lns.getKey().contains(":")) {
                add.add("nodad");
            }
            must(add);
            LnsSocket socket = new LnsSocket(new InetSocketAddress(address, 1701), lns.getValue());
            lnses.put(lns.getKey(), socket);
            stations.add(socket);
        }
        access = new SubscriberPort("sub0", subscribers);
        remote = new AccessConcentratorPort("sub0", concentrator);
        stations.add(access);
        stations.add(remote);
        site = yaml;
        daemon = start();
        loop = new PeerLoop(stations);
    }

    /** A further cable between a peer's interface and one beside the daemon. */
    public void cable(String here, String there) throws IOException, InterruptedException {
        namespaces.cable(here, there);
    }

    /** Runs a command where the daemon is; what it says. */
    public String there(String... command) {
        try {
            Namespaces.Finished finished = Namespaces.run(namespaces.other(command));
            if (finished.exit() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + finished.output());
            }
            return finished.output();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What an operator's command says, {@code show ports --json} for example. */
    public String operator(String... words) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "org.lacserver.wiring.LacMain"));
        command.addAll(List.of(words));
        command.addAll(List.of("--socket", directory.resolve("control").toString()));
        return there(command.toArray(String[]::new));
    }

    private static void must(List<String> command) throws IOException, InterruptedException {
        Namespaces.Finished finished = Namespaces.run(command);
        if (finished.exit() != 0) {
            throw new IOException(String.join(" ", command) + ": " + finished.output());
        }
    }

    private Process start() throws IOException {
        Path config = directory.resolve("lac.yaml");
        Path control = directory.resolve("control");
        String own = "\naccounting:\n  directory: " + directory.resolve("accounting") + "\n";
        Files.writeString(
                config,
                site.replace("\naccounting:\n", own)
                        // whether or not a bpffs is mounted here, and nothing stays of a killed one
                        + (site.contains("\ndata:\n") ? "" : "data:\n  path: userspace\n")
                        + "control:\n  socket: "
                        + control
                        + "\n");
        List<String> command =
                namespaces.other(
                        ProcessHandle.current().info().command().orElse("java"),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dlog4j2.configurationFile=" + CONF.resolve("log4j2.xml"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.lacserver.wiring.LacMain",
                        "run",
                        "--config",
                        config.toString());
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("lac.log").toFile())
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        await(
                Duration.ofSeconds(30),
                "the daemon takes calls\n" + log(),
                () -> !process.isAlive() || log().contains("taking calls"));
        if (!process.isAlive()) {
            throw new IOException("the daemon ended: " + log());
        }
        return process;
    }

    public LnsSocket lns(String address) {
        LnsSocket socket = lnses.get(address);
        if (socket == null) {
            throw new IllegalArgumentException(address);
        }
        return socket;
    }

    /** On the peers' thread. */
    public void act(Runnable action) {
        loop.ask(
                () -> {
                    action.run();
                    return true;
                });
    }

    /** Waits until a condition holds that is looked at on the peers' thread. */
    public void await(String what, BooleanSupplier condition) {
        try {
            await(PATIENCE, what, () -> loop.ask(condition::getAsBoolean));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + log(), e);
        }
    }

    public static void await(Duration limit, String what, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not in time: " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    public static long now() {
        return System.nanoTime();
    }

    public String log() {
        try {
            return Files.readString(directory.resolve("lac.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the daemon. */
    long pid() {
        return daemon.pid();
    }

    /** SIGTERM; its exit code. */
    public int terminate() throws InterruptedException {
        daemon.destroy();
        return daemon.waitFor(15, TimeUnit.SECONDS) ? daemon.exitValue() : -1;
    }

    /** SIGKILL: nothing is told to anybody. */
    public void kill() throws InterruptedException {
        daemon.destroyForcibly().waitFor();
    }

    /** Starts it once more with the same configuration, from within the same namespace. */
    public void restart() throws IOException {
        daemon = start();
    }

    /** What a daemon that has ended left in its accounting queue: records, and open sessions. */
    public long leftInQueue() throws SQLException {
        Path file = directory.resolve("accounting").resolve("queue.db");
        try (Connection queue = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = queue.createStatement();
                ResultSet found =
                        statement.executeQuery(
                                "SELECT (SELECT count(*) FROM record)"
                                        + " + (SELECT count(*) FROM open)")) {
            found.next();
            return found.getLong(1);
        }
    }

    @Override
    public void close() throws IOException {
        daemon.destroyForcibly();
        loop.close();
        access.close();
        remote.close();
        for (LnsSocket lns : lnses.values()) {
            lns.close();
        }
        namespaces.close();
        LacProcess.delete(directory);
    }
}

package org.lacserver.tests.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * One lab of real peers, by the commands of {@code tests/lab/lab}: network namespaces, User-Mode
 * Linux guests, servers. Its files are below {@code tests/target/lab}; closing it stops and removes
 * everything but those files.
 */
final class Lab implements AutoCloseable {

    static final Path ROOT = root();
    static final Path KIT = ROOT.resolve("tests/lab");

    static final String LAC = "10.200.0.1";
    static final String XL2TPD = "10.200.0.11";
    static final String L2TPNS = "10.200.0.21";
    static final String RADIUS = "10.200.0.31";
    static final String DEAD = "10.200.0.99";

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String id;
    private final Path directory;
    private final List<String> guests = new ArrayList<>();
    private final Thread atExit = new Thread(this::down, "lab-down");

    private Lab(String name) {
        // names of interfaces and namespaces start with it: five characters at most
        long number = ProcessHandle.current().pid() * 8 + COUNT.incrementAndGet();
        id = "i" + Long.toString(number % (36 * 36 * 36 * 36L), 36);
        directory = ROOT.resolve("tests/target/lab").resolve(name);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** The wiring without a peer: an MTU of 1600 carries 1492 octets of IP in L2TP in one piece. */
    static Lab up(String name, int mtu) {
        Lab lab = new Lab(name);
        try {
            Files.createDirectories(lab.directory.getParent());
            Shell.run(LIMIT, Map.of(), List.of("rm", "-rf", lab.directory.toString())).orFail();
            lab.run("up", "--mtu", Integer.toString(mtu));
            return lab;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return here.endsWith("tests") ? here.resolveSibling("").toAbsolutePath() : here;
    }

    /** Runs a lab command that must succeed, and returns what it printed. */
    String run(String... arguments) {
        return attempt(LIMIT, arguments).orFail();
    }

    Shell.Result attempt(Duration limit, String... arguments) {
        List<String> command = new ArrayList<>(List.of("bash", KIT.resolve("lab").toString()));
        command.addAll(List.of(arguments));
        return Shell.run(limit, Map.of("LAB_DIR", directory.toString(), "LAB_ID", id), command);
    }

    /** Runs a program in the network namespace whose name ends so: lac, sw, rad, ns-NAME. */
    Shell.Result inNamespace(String suffix, String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace(suffix)));
        command.addAll(List.of(arguments));
        return Shell.run(LIMIT, Map.of(), command);
    }

    String namespace(String suffix) {
        return id + "-" + suffix;
    }

    Path directory() {
        return directory;
    }

    /** Starts a lab command that runs until it is done, with what it says in a file. */
    Process start(Path output, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("bash", KIT.resolve("lab").toString()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().put("LAB_DIR", directory.toString());
        builder.environment().put("LAB_ID", id);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A guest whose pppds are subscribers. */
    void subscriberGuest(String name, String... options) {
        guest(name, options);
    }

    /** xl2tpd and pppd as LNS at {@link #XL2TPD} in a guest of this name. */
    Xl2tpd xl2tpd(String name, String... options) {
        guest(name, "--nic", "core:" + XL2TPD + "/24");
        Xl2tpd lns = new Xl2tpd(this, name);
        lns.start(options);
        return lns;
    }

    /** l2tpns as LNS at {@link #L2TPNS}. */
    L2tpns l2tpns(String name, String... options) {
        L2tpns lns = new L2tpns(this, name);
        lns.start(options);
        return lns;
    }

    /** A guest for a role that has no class of its own. */
    void guest(String name, String... options) {
        List<String> command = new ArrayList<>(List.of("guest", "start", name));
        command.addAll(List.of(options));
        run(command.toArray(String[]::new));
        guests.add(name);
    }

    /** Captures on a bridge of the switch namespace: {@code br-acc} or {@code br-core}. */
    Capture capture(String name, String bridge) {
        run("capture", "start", name, namespace("sw"), bridge);
        return new Capture(this, name, directory.resolve("cap").resolve(name + ".pcap"));
    }

    /** A file below the lab's directory, empty when there is none (yet). */
    String read(String path) {
        Path file = directory.resolve(path);
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            // a guest's file may vanish between the two
            return "";
        }
    }

    /** The content of each file of a directory below the lab's, in order of name. */
    List<String> readAll(String path) {
        Path folder = directory.resolve(path);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().map(f -> read(path + "/" + f.getFileName())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        down();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void down() {
        for (String guest : guests) {
            // power cut: nobody is left to read a farewell
            attempt(LIMIT, "guest", "kill", guest);
        }
        attempt(LIMIT, "down");
    }

    /**
     * For {@code exec}: signals the guest's pppd, whichever unit it has; an earlier one may linger.
     */
    static String killPppd(String signal) {
        return "for f in /run/ppp[0-9]*.pid; do read p <$f && kill -"
                + signal
                + " $p && done=1; done; [ \"$done\" ]";
    }
}

package org.lacserver.tests.interop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.lacserver.config.LacConfig;
import org.lacserver.ops.Actions;
import org.lacserver.ops.LacCommand;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The daemon, {@code lac run}, in the lab's network namespace, and the commands to ask it. */
final class Product implements AutoCloseable {

    private static final Path LOG_CONFIG = Lab.ROOT.resolve("conf/log4j2.xml");

    private static final JsonMapper JSON = new JsonMapper();

    private static final Duration START = Duration.ofSeconds(40);

    /** How long an orderly stop may take: the configured ten seconds and the JVM's own end. */
    private static final Duration STOP = Duration.ofSeconds(15);

    private final Lab lab;
    private final Path socket;
    private final Path log;
    private final Process process;

    private Product(Lab lab, Path socket, Path log, Process process) {
        this.lab = lab;
        this.socket = socket;
        this.log = log;
        this.process = process;
    }

    /** Starts it with this configuration, and its control socket in the lab's directory. */
    static Product start(Lab lab, String yaml) {
        Path config = lab.directory().resolve("lac.yaml");
        Path log = lab.directory().resolve("lac.log");
        Path socket = lab.directory().resolve("lac.sock");
        try {
            String own =
                    "\naccounting:\n  directory: " + lab.directory().resolve("accounting") + "\n";
            Files.writeString(
                    config,
                    yaml.replace("\naccounting:\n", own)
                            + "\ncontrol:\n  socket: "
                            + socket
                            + "\n");
            List<String> command =
                    new ArrayList<>(List.of("ip", "netns", "exec", lab.namespace("lac")));
            command.addAll(java("run", "--config", config.toString()));
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectInput(new java.io.File("/dev/null"))
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            Product product = new Product(lab, socket, log, process);
            product.awaitReady();
            return product;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The daemon's classes are on the path of the tests: no second build, no other version. */
    private static List<String> java(String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                ProcessHandle.current().info().command().orElse("java"),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Dlog4j2.configurationFile=" + LOG_CONFIG,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "org.lacserver.wiring.LacMain"));
        command.addAll(List.of(arguments));
        return command;
    }

    private void awaitReady() {
        Await.until(
                START,
                "the daemon answers `show counters`",
                () -> !process.isAlive() || lac("show", "counters").ok(),
                this::log);
        if (!process.isAlive()) {
            throw new AssertionError("exit " + process.exitValue() + "\n" + log());
        }
    }

    /** Runs {@code lac <arguments>} against this daemon, without a JVM of its own. */
    Shell.Result lac(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--socket", socket.toString()));
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output);
        int code =
                LacCommand.create(new NoActions())
                        .setOut(writer)
                        .setErr(writer)
                        .execute(all.toArray(String[]::new));
        return new Shell.Result(all, code, output.toString());
    }

    /** What {@code lac show <what> --json} says. */
    JsonNode show(String... what) {
        List<String> arguments = new ArrayList<>(List.of("show"));
        arguments.addAll(List.of(what));
        arguments.add("--json");
        String text = lac(arguments.toArray(String[]::new)).orFail();
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    /** The one line that a call of this user left in the log; empty when there is none yet. */
    String callEnd(String user) {
        return log().lines()
                .filter(l -> l.contains("call end ") && l.contains("user=\"" + user + "\""))
                .reduce((before, last) -> last)
                .orElse("");
    }

    int calls() {
        return show("calls").size();
    }

    /** Those that are open or being opened; a closed one stays a while to answer repetitions. */
    int tunnels() {
        int open = 0;
        for (JsonNode tunnel : show("tunnels")) {
            open += tunnel.get("state").asText().equals("closed") ? 0 : 1;
        }
        return open;
    }

    String log() {
        return lab.read(lab.directory().relativize(log).toString());
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** SIGKILL: it gets no chance to say or clean anything. */
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** {@code lac run --stop}: ends what runs and removes what a daemon that was killed left. */
    Shell.Result removeLeftovers() {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec"));
        command.add(lab.namespace("lac"));
        command.addAll(
                java("run", "--config", lab.directory().resolve("lac.yaml").toString(), "--stop"));
        return Shell.run(START, Map.of(), command);
    }

    /** SIGTERM; returns the exit code, which must come in bounded time. */
    int terminate() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + STOP + "\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                terminate();
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** The commands of a running box need none of them. */
    private static final class NoActions implements Actions {
        @Override
        public int run(LacConfig config) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int stop(LacConfig config) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> problems(LacConfig config) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> notes(LacConfig config) {
            throw new UnsupportedOperationException();
        }
    }
}

package org.lacserver.tests.interop;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The test kit's LNS as a process of its own, at 10.200.0.41: it opens a tunnel to the daemon,
 * places one call, pings through it and hangs up.
 */
final class KitLns implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Lab lab;
    private final String log;
    private final Process process;
    private final BufferedWriter input;

    private KitLns(Lab lab, String log, Process process) {
        this.lab = lab;
        this.log = log;
        this.process = process;
        this.input = process.outputWriter(StandardCharsets.US_ASCII);
    }

    /** With the tunnel secret of the lab and further options of {@code LnsMain}. */
    static KitLns dial(Lab lab, String number, String... options) {
        List<String> command = new ArrayList<>(List.of("kit", "run", "lns"));
        command.addAll(List.of("--classpath", System.getProperty("java.class.path")));
        command.addAll(List.of("--java", ProcessHandle.current().info().command().orElse("java")));
        command.addAll(List.of("--lac", Lab.LAC, "--secret", "lns-secret", "--dial", number));
        command.addAll(List.of(options));
        Path log = lab.directory().resolve("kit-lns.log");
        return new KitLns(lab, "kit-lns.log", lab.start(log, command));
    }

    String said() {
        return lab.read(log);
    }

    /** Waits until it has printed this; fails at once when it ends without. */
    void awaitSaid(String text) {
        Await.until(
                LIMIT,
                "the LNS says " + text,
                () -> said().contains(text) || !process.isAlive(),
                this::said);
        if (!said().contains(text)) {
            throw new AssertionError("it never said " + text + "\n" + said());
        }
    }

    /** Ends what {@code --stay} asked for. */
    void hangUp() {
        try {
            input.newLine();
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for its end and returns all that it said; the exit code is the last line. */
    String end() {
        try {
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running\n" + said());
            }
            return said() + "exit " + process.exitValue() + "\n";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}

package org.lacserver.tests.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The product as a child process in the other namespace, started as an operator starts it. */
public final class LacProcess implements AutoCloseable {
    private final Process process;
    private final Path socket;
    private final Path log;

    private LacProcess(Process process, Path socket, Path log) {
        this.process = process;
        this.socket = socket;
        this.log = log;
    }

    /** Starts {@code lac run} and waits until it answers on its control socket. */
    public static LacProcess start(
            Namespaces namespaces, Path config, Path socket, Path log, String heap)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(namespaces.other());
        command.addAll(List.of(launcher(), "run", "--config", config.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("LAC_NO_BUILD", "1");
        builder.environment().put("LAC_HEAP", heap);
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Namespaces.end(process)));
        LacProcess made = new LacProcess(process, socket, log);
        for (int i = 0; i < 600; i++) {
            if (Files.exists(socket)) {
                return made;
            }
            if (!process.isAlive()) {
                throw new IOException("the LAC ended at once:\n" + made.log());
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        made.close();
        throw new IOException("the LAC did not start within 60 s:\n" + made.log());
    }

    private static String launcher() throws IOException {
        Path launcher = Path.of(System.getProperty("lac.home", "."), "lac");
        if (!Files.isExecutable(launcher)) {
            throw new IOException("no launcher " + launcher.toAbsolutePath() + ": use ./lac");
        }
        return launcher.toString();
    }

    public long pid() {
        return process.pid();
    }

    /** One of the operator's commands, {@code show calls} for example. */
    public Namespaces.Finished command(String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("env", "LAC_NO_BUILD=1", launcher()));
        line.addAll(List.of(words));
        line.addAll(List.of("--socket", socket.toString()));
        return Namespaces.run(line);
    }

    /** What it has logged. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    /** Ends it in order; its exit code, or -1 when it had to be killed. */
    public int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return -1;
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        Namespaces.end(process);
    }

    /** Removes a directory of ours. */
    public static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}

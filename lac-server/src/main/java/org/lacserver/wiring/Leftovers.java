package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.config.LacConfig;
import org.lacserver.ops.ControlClient;
import org.lacserver.ops.Reply;
import org.lacserver.ops.Request;
import org.lacserver.ops.Response;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * What a box leaves in the kernel that was killed: maps and links below {@code data.pin-directory},
 * which go on moving frames. It ends with the last name of them.
 */
final class Leftovers {
    /** Beside the time that an orderly stop may take. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    private Leftovers() {}

    /**
     * Has the box that runs end, and removes what is left of this network namespace's.
     *
     * @return what was done, for people
     * @throws IOException with one sentence on what could not be done
     */
    static String clear(LacConfig config) throws IOException {
        Path socket = config.control().socket();
        ControlClient box = new ControlClient(socket);
        boolean isRunning = box.isAnswered();
        if (isRunning) {
            await(box.ask(new Request.StopBox()), config.control().stopTimeout().plus(SLACK));
        }
        String ran = isRunning ? "the box has stopped" : "no box was running";
        Path directory = config.data().pinDirectory().resolve(namespace());
        int removed = clear(directory);
        return ran
                + "; "
                + (removed == 0
                        ? "nothing was left below " + config.data().pinDirectory()
                        : removed + " maps and links removed from " + directory);
    }

    private static void await(Response response, Duration limit) throws IOException {
        if (response instanceof Response.Refusal(String error)) {
            throw new IOException(error);
        }
        if (response instanceof Response.Rows(List<? extends Reply> rows)
                && rows.size() == 1
                && rows.getFirst() instanceof Reply.Stopping(long number)) {
            @Nullable ProcessHandle process = ProcessHandle.of(number).orElse(null);
            try {
                if (process != null) {
                    process.onExit().get(limit.toNanos(), TimeUnit.NANOSECONDS);
                }
            } catch (TimeoutException | ExecutionException e) {
                throw new IOException("the box, process " + number + ", does not end", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    /** The number of this network namespace. */
    private static String namespace() throws IOException {
        String name = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
        return name.replaceAll("\\D", ""); // net:[4026531840]
    }

    /** How many names were removed; 0 when the directory is not there. */
    static int clear(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.list(directory)) {
            all = files.toList();
        } catch (NoSuchFileException e) {
            return 0;
        }
        int removed = 0;
        for (Path each : all) {
            removed += Files.deleteIfExists(each) ? 1 : 0;
        }
        Files.deleteIfExists(directory);
        Path parent = directory.getParent();
        try {
            if (parent != null) {
                Files.deleteIfExists(parent);
            }
        } catch (DirectoryNotEmptyException e) {
            return removed; // another namespace's
        }
        return removed;
    }
}

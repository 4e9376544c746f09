package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.config.LacConfig;
import org.lacserver.data.kernel.KernelPath;
import org.lacserver.ops.ControlClient;
import org.lacserver.ops.Reply;
import org.lacserver.ops.Request;
import org.lacserver.ops.Response;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a box leaves in the kernel that was killed: maps and links below {@code data.pin-directory},
 * which go on moving frames. It ends with the last name of them.
 */
final class Leftovers {
    /** Beside the time that an orderly stop may take. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    private Leftovers() {}

    /**
     * Has the box that runs end, and removes what is left, in all network namespaces.
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
        Path pins = config.data().pinDirectory();
        int removed = KernelPath.remove(pins);
        return ran
                + (removed == 0 ? "; nothing was left below " : "; removed what was left below ")
                + pins
                + (removed > 1 ? ", of " + removed + " network namespaces" : "");
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
}

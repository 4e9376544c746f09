package org.lacserver.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Two interfaces joined by a cable, for as long as a test class needs them. */
record VethPair(String lac, String subscriber) implements AutoCloseable {
    private static final AtomicInteger PAIRS = new AtomicInteger();

    /** Throws with the reason when this process may not make one. */
    static VethPair create() throws IOException {
        String name = "native" + ProcessHandle.current().pid() + PAIRS.getAndIncrement();
        VethPair pair = new VethPair(name + "a", name + "b");
        ip("link", "add", pair.lac, "type", "veth", "peer", "name", pair.subscriber);
        ip("link", "set", pair.lac, "up");
        ip("link", "set", pair.subscriber, "up");
        return pair;
    }

    static void ip(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        ip("link", "delete", lac);
    }
}

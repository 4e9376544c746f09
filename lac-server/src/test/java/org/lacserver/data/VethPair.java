package org.lacserver.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Two interfaces joined by a cable, for as long as a test class needs them. */
record VethPair(String lac, String subscriber) implements AutoCloseable {
    /** Addresses of this machine while the pair is there. */
    static final String LNS_ADDRESS = "fd26:61::11";

    static final String OTHER_ADDRESS = "fd26:61::12";

    private static final AtomicInteger PAIRS = new AtomicInteger();

    /** Throws with the reason when this process may not make one. */
    static VethPair create() throws IOException {
        String name = "native" + ProcessHandle.current().pid() + PAIRS.getAndIncrement();
        VethPair pair = new VethPair(name + "a", name + "b");
        ip("link", "add", pair.lac, "type", "veth", "peer", "name", pair.subscriber);
        ip("link", "set", pair.lac, "up");
        ip("link", "set", pair.subscriber, "up");
        for (String address : List.of(LNS_ADDRESS, OTHER_ADDRESS)) {
            ip("-6", "address", "replace", address + "/128", "dev", pair.lac, "nodad");
        }
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

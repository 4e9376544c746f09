package org.lacserver.pppoe.modem.serial;

import com.fazecast.jSerialComm.SerialPort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Loads the serial library's native part. */
final class SerialLibrary {
    private static final String TEMPORARY = "java.io.tmpdir";

    /** How long the end of the process waits for {@link #release}. */
    private static final Duration LAST_WORDS = Duration.ofMinutes(1);

    private static boolean loaded;
    private static int holders;

    private SerialLibrary() {}

    /**
     * Before anything else touches the library. By itself it unpacks its native part below the
     * system's temporary directory under a name known to all, writable by all: here it gets a
     * directory that nobody else may enter, which is gone again once the part is loaded.
     */
    static synchronized void load() throws IOException {
        if (loaded) {
            return;
        }
        Path own = Files.createTempDirectory("lac-serial-");
        String shared = System.getProperty(TEMPORARY);
        System.setProperty(TEMPORARY, own.toString());
        try {
            String _ = SerialPort.getVersion();
            SerialPort.addShutdownHook(new Thread(SerialLibrary::awaitRelease, "serial-end"));
            loaded = true;
        } catch (LinkageError e) {
            throw new IOException("the serial library does not load: " + e.getMessage(), e);
        } finally {
            System.setProperty(TEMPORARY, shared);
            delete(own);
        }
    }

    /**
     * When the process is told to end, the library closes every device at once, off hook or not:
     * between these two it waits.
     */
    static synchronized void hold() {
        holders++;
    }

    static synchronized void release() {
        holders--;
        SerialLibrary.class.notifyAll();
    }

    private static synchronized void awaitRelease() {
        long end = System.nanoTime() + LAST_WORDS.toNanos();
        try {
            for (long left = LAST_WORDS.toMillis();
                    holders > 0 && left > 0;
                    left = (end - System.nanoTime()) / 1_000_000) {
                SerialLibrary.class.wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path directory) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> tree = Files.walk(directory)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}

package org.lacserver.pppoe.modem.serial;

import com.fazecast.jSerialComm.SerialPort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Loads the serial library's native part. */
final class SerialLibrary {
    private static final String TEMPORARY = "java.io.tmpdir";

    private static boolean loaded;

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
            loaded = true;
        } catch (LinkageError e) {
            throw new IOException("the serial library does not load: " + e.getMessage(), e);
        } finally {
            System.setProperty(TEMPORARY, shared);
            delete(own);
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

package org.lacserver.radius.accounting;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;

/** What can be wrong with the file of a {@link SqliteStore}. */
final class StoreFile {
    private static final Logger LOG = LogManager.getLogger("lac.accounting");

    /** Extended codes keep the plain one in their low octet. */
    private static final int PLAIN = 256;

    private StoreFile() {}

    /** Keeps a damaged file under another name. */
    static void moveAside(Path file, String why) throws IOException {
        String name = file.getFileName().toString();
        String aside = name + ".damaged-" + Instant.now().getEpochSecond();
        for (String part : List.of("", "-wal", "-shm")) {
            Path from = file.resolveSibling(name + part);
            if (Files.exists(from)) {
                Path to = file.resolveSibling(aside + part);
                Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        LOG.error(
                "{} is damaged ({}): it is kept as {}, a new one is begun; what waited in it alone"
                        + " is not sent",
                file,
                why,
                aside);
    }

    static StoreFailure failure(Path file, Exception e) {
        SQLiteErrorCode code =
                e instanceof SQLiteException sqlite
                        ? sqlite.getResultCode()
                        : SQLiteErrorCode.SQLITE_OK;
        boolean damaged =
                code.code % PLAIN == SQLiteErrorCode.SQLITE_CORRUPT.code
                        || code == SQLiteErrorCode.SQLITE_NOTADB;
        String what =
                code == SQLiteErrorCode.SQLITE_BUSY
                        ? "another process has " + file + " open"
                        : e instanceof IOException ? e.toString() : String.valueOf(e.getMessage());
        return new StoreFailure(what, damaged, e);
    }

    /** What does not matter: closing or rolling back what has failed already. */
    static void note(Path file, Exception e) {
        LOG.debug("{}", file, e);
    }
}

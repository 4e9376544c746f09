package org.lacserver.radius.accounting;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.accounting.AccountingRecord.Kind;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The records on disk: {@code queue.db}, an SQLite file with a write-ahead log. {@code record}
 * holds what waits, in the order given; {@code open} the last start or interim record of each
 * session that has not ended, from which its stop is made when the process was killed. For one
 * thread.
 */
final class SqliteStore implements AutoCloseable {
    static final String FILE = "queue.db";

    private static final int VERSION = 1;
    private static final int INTERIM = Kind.INTERIM.statusType();
    private static final int CHECKPOINT_PAGES = 4000;
    private static final String[] SCHEMA = {
        "CREATE TABLE record (seq INTEGER PRIMARY KEY, session TEXT NOT NULL,"
                + " kind INTEGER NOT NULL, event INTEGER NOT NULL, attributes BLOB NOT NULL)",
        "CREATE INDEX record_session ON record (session, seq)",
        "CREATE INDEX record_interim ON record (seq) WHERE kind = " + INTERIM,
        "CREATE TABLE open (session TEXT PRIMARY KEY, kind INTEGER NOT NULL,"
                + " event INTEGER NOT NULL, attributes BLOB NOT NULL) WITHOUT ROWID",
        "PRAGMA user_version = " + VERSION
    };

    private final Path file;
    private final boolean full;
    private @Nullable Connection connection;
    private long records;

    /**
     * @param full whether a commit waits until its octets are on the disk, for a power cut
     */
    SqliteStore(Path directory, boolean full) {
        this.file = directory.resolve(FILE);
        this.full = full;
    }

    /**
     * What a file held when it was opened.
     *
     * @param lastSeq the greatest there is
     * @param records how many there are
     * @param ofBox the records of the box itself, oldest first
     * @param ended sessions that were open, whose ends now wait
     */
    record Found(long lastSeq, long records, List<Waiting> ofBox, int ended) {
        static final Found NOTHING = new Found(0, 0, List.of(), 0);
    }

    /**
     * One record to be kept.
     *
     * @param supersedesAfter interim records of the same session from behind this on are needless
     *     now; {@link Long#MAX_VALUE} for none
     */
    record Append(Waiting record, long supersedesAfter) {}

    /**
     * What became of one.
     *
     * @param hasEarlier others of its session were there before it
     * @param superseded how many it made needless
     */
    record Appended(Waiting record, boolean hasEarlier, int superseded) {}

    /**
     * Opens or makes the file; one that is damaged is moved aside. Sessions that an earlier process
     * left open end.
     */
    Found open() throws StoreFailure {
        try {
            return openFile(true);
        } catch (StoreFailure e) {
            if (!e.isDamaged()) {
                throw e;
            }
            moveAside(e);
            return openFile(true);
        }
    }

    /** Opens the file once more, after a failure. */
    void reopen() throws StoreFailure {
        openFile(false);
        try {
            execute("PRAGMA user_version = " + VERSION); // writes, if the disk lets it
            connection().commit();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private Found openFile(boolean endsOpen) throws StoreFailure {
        close();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            SQLiteConfig config = new SQLiteConfig();
            config.setLockingMode(SQLiteConfig.LockingMode.EXCLUSIVE);
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(
                    full ? SQLiteConfig.SynchronousMode.FULL : SQLiteConfig.SynchronousMode.NORMAL);
            config.setBusyTimeout(0);
            Connection opened =
                    DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
            connection = opened;
            opened.setAutoCommit(false);
            execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
            long version = number("PRAGMA user_version");
            if (version == 0) {
                for (String statement : SCHEMA) {
                    execute(statement);
                }
            } else if (version != VERSION) {
                throw new StoreFailure(
                        file + " has version " + version + ", not " + VERSION, false, null);
            }
            records = number("SELECT count(*) FROM record");
            int ended = endsOpen ? endOpen(number("SELECT coalesce(max(seq), 0) FROM record")) : 0;
            List<Waiting> ofBox =
                    select(
                            "SELECT * FROM record WHERE session = '"
                                    + Waiting.BOX
                                    + "'"
                                    + " ORDER BY seq");
            opened.commit();
            return new Found(
                    number("SELECT coalesce(max(seq), 0) FROM record"), records, ofBox, ended);
        } catch (SQLException | IOException e) {
            close();
            throw failure(e);
        } catch (StoreFailure e) {
            close();
            throw e;
        }
    }

    private int endOpen(long lastSeq) throws SQLException {
        List<Waiting> open = select("SELECT 0 AS seq, session, kind, event, attributes FROM open");
        long seq = lastSeq;
        for (Waiting each : open) {
            insert(RecordAttributes.endOf(++seq, each));
        }
        execute("DELETE FROM open");
        return open.size();
    }

    /**
     * All of it, or nothing: what is acknowledged goes, then what is new comes.
     *
     * @param settled records that were acknowledged without ever having been here; sessions they
     *     end are not open
     */
    List<Appended> commit(List<Long> acknowledged, List<Waiting> settled, List<Append> added)
            throws StoreFailure {
        long before = records;
        try {
            Connection open = connection();
            delete(open, acknowledged);
            for (Waiting record : settled) {
                keepOpen(record);
            }
            List<Appended> appended = new ArrayList<>(added.size());
            for (Append append : added) {
                appended.add(append(append));
            }
            if (!added.isEmpty()) {
                delete(open, acknowledged); // what came again and was taken meanwhile
            }
            open.commit();
            return appended;
        } catch (SQLException e) {
            records = before;
            rollBack();
            throw failure(e);
        }
    }

    private void delete(Connection open, List<Long> acknowledged) throws SQLException {
        try (PreparedStatement delete = open.prepareStatement("DELETE FROM record WHERE seq = ?")) {
            for (long seq : acknowledged) {
                delete.setLong(1, seq);
                records -= delete.executeUpdate();
            }
        }
    }

    private Appended append(Append append) throws SQLException {
        Waiting record = append.record();
        int superseded = 0;
        if (append.supersedesAfter() != Long.MAX_VALUE) {
            try (PreparedStatement delete =
                    connection()
                            .prepareStatement(
                                    "DELETE FROM record WHERE session = ? AND kind = "
                                            + INTERIM
                                            + " AND seq > ? AND seq < ?")) {
                delete.setString(1, record.session());
                delete.setLong(2, append.supersedesAfter());
                delete.setLong(3, record.seq());
                superseded = delete.executeUpdate();
                records -= superseded;
            }
        }
        boolean hasEarlier;
        try (PreparedStatement query =
                connection()
                        .prepareStatement(
                                "SELECT 1 FROM record WHERE session = ? AND seq < ? LIMIT 1")) {
            query.setString(1, record.session());
            query.setLong(2, record.seq());
            try (ResultSet found = query.executeQuery()) {
                hasEarlier = found.next();
            }
        }
        insert(record);
        keepOpen(record);
        return new Appended(record, hasEarlier, superseded);
    }

    private void insert(Waiting record) throws SQLException {
        try (PreparedStatement insert =
                connection().prepareStatement("INSERT OR IGNORE INTO record VALUES (?,?,?,?,?)")) {
            insert.setLong(1, record.seq());
            insert.setString(2, record.session());
            insert.setInt(3, record.kind().statusType());
            insert.setLong(4, record.eventSeconds());
            insert.setBytes(5, record.attributes());
            records += insert.executeUpdate();
        }
    }

    private void keepOpen(Waiting record) throws SQLException {
        if (record.kind().isOfBox()) {
            return;
        }
        if (record.kind().leavesOpen()) {
            try (PreparedStatement insert =
                    connection().prepareStatement("INSERT OR REPLACE INTO open VALUES (?,?,?,?)")) {
                insert.setString(1, record.session());
                insert.setInt(2, record.kind().statusType());
                insert.setLong(3, record.eventSeconds());
                insert.setBytes(4, record.attributes());
                insert.executeUpdate();
            }
        } else {
            try (PreparedStatement delete =
                    connection().prepareStatement("DELETE FROM open WHERE session = ?")) {
                delete.setString(1, record.session());
                delete.executeUpdate();
            }
        }
    }

    /** The records behind {@code after}, oldest first. */
    List<Waiting> read(long after, int limit) throws StoreFailure {
        try {
            return select(
                    "SELECT * FROM record WHERE seq > " + after + " ORDER BY seq LIMIT " + limit);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Deletes the oldest interim records behind {@code after}; how many it were. */
    int dropInterims(long after, int limit) throws StoreFailure {
        try {
            int dropped;
            try (Statement statement = connection().createStatement()) {
                dropped =
                        statement.executeUpdate(
                                "DELETE FROM record WHERE seq IN (SELECT seq FROM record WHERE"
                                        + " kind = "
                                        + INTERIM
                                        + " AND seq > "
                                        + after
                                        + " ORDER BY seq LIMIT "
                                        + limit
                                        + ")");
            }
            connection().commit();
            records -= dropped;
            return dropped;
        } catch (SQLException e) {
            rollBack();
            throw failure(e);
        }
    }

    /** How many records there are. */
    long records() {
        return records;
    }

    /** Moves the file out of the way of a new one. */
    void moveAside(StoreFailure why) throws StoreFailure {
        close();
        try {
            StoreFile.moveAside(file, String.valueOf(why.getMessage()));
        } catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                StoreFile.note(file, e);
            }
        }
    }

    /** The open file. */
    Connection connection() throws SQLException {
        Connection open = connection;
        if (open == null) {
            throw new SQLException(file + " is not open");
        }
        return open;
    }

    private void rollBack() {
        try {
            connection().rollback();
        } catch (SQLException e) {
            StoreFile.note(file, e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection().createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = connection().createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            return found.next() ? found.getLong(1) : 0;
        }
    }

    private List<Waiting> select(String sql) throws SQLException {
        List<Waiting> all = new ArrayList<>();
        try (Statement statement = connection().createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                all.add(record(found));
            }
        }
        return all;
    }

    /** Octets that SQLite takes for a row need not make a record. */
    private static Waiting record(ResultSet row) throws SQLException {
        String session = row.getString(2);
        Kind kind = Kind.of(row.getInt(3));
        byte[] attributes = row.getBytes(5);
        if (session == null || kind == null || attributes == null) {
            throw new SQLiteException(
                    "row " + row.getLong(1) + " is no record", SQLiteErrorCode.SQLITE_CORRUPT);
        }
        return new Waiting(row.getLong(1), session, kind, row.getLong(4), attributes);
    }

    private StoreFailure failure(Exception e) {
        return StoreFile.failure(file, e);
    }
}

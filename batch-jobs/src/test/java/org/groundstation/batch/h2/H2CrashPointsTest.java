package org.groundstation.batch.h2;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.SoftAssertions;
import org.groundstation.batch.database.ReaderDataSource;
import org.groundstation.batch.database.WriterDataSource;
import org.groundstation.settings.Setting;
import org.h2.api.ErrorCode;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Partitions write chunks with their checkpoints while others log in, make tables and read, as on a server. Whichever
 * write to the file was the last before a crash, the file must have a checkpoint for every chunk and no other.
 */
class H2CrashPointsTest {
    private static final int PARTITIONS = 4;
    private static final int CHUNKS = 40;
    private static final int CHUNK_ROWS = 50;
    /** More than H2 keeps in memory, so that it saves in the middle of the transaction. */
    private static final int LARGE_ROWS = 120_000;
    private static final int LARGE = PARTITIONS;
    private static final int BATCH_ROWS = 5_000;
    /** A save goes through these too, which gives others time to write into a table that it has not come to yet. */
    private static final int OTHER_TABLES = 30;

    private final Semaphore logins = new Semaphore(0);
    private final AtomicBoolean reading = new AtomicBoolean(true);

    @TempDir
    private Path folder;

    @BeforeEach
    void openOnTheJournal() {
        FilePath.register(new Journal());
        System.setProperty(Setting.DATABASE_URL.key(), "jdbc:h2:journal:" + folder.resolve("station"));
        System.setProperty(Setting.DATABASE_USER.key(), "sa");
    }

    @AfterEach
    void close() throws SQLException {
        execute("shutdown immediately");
        System.clearProperty(Setting.DATABASE_URL.key());
        System.clearProperty(Setting.DATABASE_USER.key());
    }

    @Test
    void everyChunkHasItsCheckpointWhereverTheFileEnds() throws Exception {
        createTables();
        List<Journal.Write> before = Journal.take();
        writeAll();
        List<Journal.Write> writes = Journal.take();
        List<String> torn = replay(before, writes);

        SoftAssertions.assertSoftly(softly -> {
            softly.assertThat(writes.stream().filter(write -> !write.writer()).count()).as("writes to the file while another connection may write")
                    .isZero();
            softly.assertThat(torn).as("of %d places where the file may end", writes.size()).isEmpty();
        });
    }

    private static void createTables() throws SQLException {
        execute("create table checkpoint (part int primary key, row_count bigint not null)");
        execute("insert into checkpoint select x, 0 from system_range(0, " + LARGE + ")");
        execute("create table account (name varchar primary key, logins bigint not null)");
        execute("insert into account values ('admin', 0)");
        execute("create table audit (what varchar)");
        for (int table = 0; table < OTHER_TABLES; table++) {
            execute("create table other" + table + " (id int)");
        }
        execute("create table score (part int, id bigint, primary key (part, id))");
        execute("create table large_score (id bigint primary key)");
    }

    private void writeAll() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int part = 0; part < PARTITIONS; part++) {
                int number = part;
                writers.add(threads.submit(() -> writePartition(number)));
            }
            writers.add(threads.submit(this::logIn));
            List<Future<?>> readers = List.of(threads.submit(this::read), threads.submit(this::read));
            for (Future<?> writer : writers) {
                writer.get();
            }
            reading.set(false);
            for (Future<?> reader : readers) {
                reader.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Void writePartition(int part) throws SQLException {
        try (Connection connection = new WriterDataSource().getConnection();
                PreparedStatement insert = connection.prepareStatement("insert into score values (" + part + ", ?)");
                PreparedStatement insertLarge = connection.prepareStatement("insert into large_score values (?)")) {
            connection.setAutoCommit(false);
            for (int chunk = 0; chunk < CHUNKS; chunk++) {
                write(insert, chunk * CHUNK_ROWS, CHUNK_ROWS);
                if (part == 0) {
                    execute("insert into audit values ('on a connection of its own, as REQUIRES_NEW does')");
                }
                commit(connection, part, CHUNK_ROWS);
            }
            if (part == 1) {
                for (int from = 0; from < LARGE_ROWS; from += BATCH_ROWS) {
                    write(insertLarge, from, BATCH_ROWS);
                }
                commit(connection, LARGE, LARGE_ROWS);
            }
        }
        return null;
    }

    private void write(PreparedStatement insert, int from, int rows) throws SQLException {
        for (int row = from; row < from + rows; row++) {
            insert.setInt(1, row);
            insert.addBatch();
        }
        insert.executeBatch();
        logins.release();
    }

    private static void commit(Connection connection, int part, int rows) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("update checkpoint set row_count = row_count + " + rows + " where part = " + part);
        }
        connection.commit();
    }

    private Void logIn() throws SQLException, InterruptedException {
        for (int login = 0; login < PARTITIONS * CHUNKS + LARGE_ROWS / BATCH_ROWS; login++) {
            logins.acquire();
            execute(login % 50 == 0 ? "create table target" + login + " (id int)" : "update account set logins = logins + 1");
        }
        return null;
    }

    /** Ends its transactions by a rollback, which H2 takes for something to save. */
    private Void read() throws SQLException {
        while (reading.get()) {
            try (Connection connection = new ReaderDataSource().getConnection(); Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                number(statement, "select count(*) from score where part = 2");
                connection.rollback();
                number(statement, "select sum(row_count) from checkpoint");
            }
        }
        return null;
    }

    private List<String> replay(List<Journal.Write> before, List<Journal.Write> writes) throws IOException {
        List<String> torn = new ArrayList<>();
        Path image = folder.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            for (Journal.Write write : before) {
                write.applyTo(file);
            }
            for (Journal.Write write : writes) {
                write.applyTo(file);
                torn.addAll(differences(image));
            }
        }
        return torn;
    }

    private List<String> differences(Path image) throws IOException {
        Path copy = folder.resolve("copy");
        Files.copy(image, folder.resolve("copy.mv.db"), StandardCopyOption.REPLACE_EXISTING);
        List<String> found = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + copy, "sa", "");
                Statement statement = connection.createStatement()) {
            for (int part = 0; part < PARTITIONS; part++) {
                compare(found, statement, "score where part = " + part, "= " + part);
            }
            compare(found, statement, "score", "< " + LARGE);
            compare(found, statement, "large_score", "= " + LARGE);
            compare(found, statement, "large_score where id >= 0", "= " + LARGE);
            statement.execute("shutdown immediately");
        } catch (SQLException failed) {
            if (failed.getErrorCode() != ErrorCode.DATABASE_CALLED_AT_SHUTDOWN && failed.getErrorCode() != ErrorCode.DATABASE_IS_CLOSED) {
                found.add("cannot be opened: " + failed.getMessage());
            }
        }
        return found;
    }

    private static void compare(List<String> found, Statement statement, String rows, String part) throws SQLException {
        long written = number(statement, "select count(*) from " + rows);
        long committed = number(statement, "select sum(row_count) from checkpoint where part " + part);
        if (written != committed) {
            found.add(written + " rows of " + committed + " in " + rows);
        }
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = new WriterDataSource().getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

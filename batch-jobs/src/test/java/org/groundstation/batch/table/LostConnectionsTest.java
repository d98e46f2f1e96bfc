package org.groundstation.batch.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.columnar.BatchLimits;
import org.groundstation.batch.database.Closing;
import org.groundstation.batch.database.DatabaseErrors;
import org.groundstation.batch.database.ReaderDataSource;
import org.groundstation.batch.database.TcpProxy;
import org.groundstation.batch.database.TestDatabase;
import org.groundstation.batch.database.WriterDataSource;
import org.groundstation.batch.rows.BatchSource;
import org.groundstation.batch.rows.JdbcBatchSource;
import org.groundstation.batch.rows.KeyedQuery;
import org.groundstation.batch.rows.Snapshot;
import org.groundstation.settings.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Packets are swallowed at some moment, on connections that neither end knows to be dead: every wait ends, closing first of all. */
class LostConnectionsTest extends DatabaseTest {
    /** A cancel, the end of a scan and a rollback, each with its patience. */
    private static final Duration FEW_SECONDS = Duration.ofSeconds(30);
    private static final Duration SILENCE = Duration.ofMillis(600);
    private static final int ROWS = 30_000;
    /** What comes of the rows, a few megabytes in all, before the rest is swallowed. */
    private static final long SOME_ROWS = 1 << 20;

    private TcpProxy proxy;

    @BeforeEach
    void beImpatient() {
        System.setProperty(Setting.DATABASE_SILENCE.key(), Long.toString(SILENCE.toMillis()));
        System.setProperty(Setting.DATABASE_CONNECT_TIMEOUT.key(), "2000");
    }

    @AfterEach
    void heal() {
        if (proxy != null) {
            proxy.close();
        }
        System.clearProperty(Setting.DATABASE_SILENCE.key());
        System.clearProperty(Setting.DATABASE_CONNECT_TIMEOUT.key());
    }

    @ParameterizedTest
    @EnumSource(value = TestDatabase.Kind.class, names = {"POSTGRES", "MARIADB"})
    void sourceIsClosedWithinSecondsWhileItsRowsAreSwallowed(TestDatabase.Kind kind) throws SQLException {
        neverAsk();
        openProxied(kind);
        try (BufferAllocator allocator = new RootAllocator()) {
            Connection connection = reader();
            BatchSource rows = scan(connection, allocator);
            assertThat(rows.read()).isEqualTo(1_000);
            proxy.swallow();
            assertTimeoutPreemptively(FEW_SECONDS, () -> {
                quietly(rows::close);
                Closing.close(database.dialect(), connection);
            });
            assertThat(connection.isClosed()).as("no pool hands it out again").isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(value = TestDatabase.Kind.class, names = {"POSTGRES", "MARIADB"})
    void cursorIsClosedWithinSecondsWhileItsRowsAreSwallowed(TestDatabase.Kind kind) throws SQLException {
        neverAsk();
        openProxied(kind);
        Connection connection = reader();
        try (BufferAllocator allocator = new RootAllocator()) {
            BatchSource rows = JdbcBatchSource.open(connection, new KeyedQuery("select * from flights", "id", null, null),
                    BatchLimits.ofRows(1_000), allocator);
            assertThat(rows.read()).isEqualTo(1_000);
            proxy.swallow();
            assertTimeoutPreemptively(FEW_SECONDS, () -> {
                quietly(() -> Closing.within(database.dialect(), connection, rows::close));
                Closing.close(database.dialect(), connection);
            });
        }
        assertThat(connection.isClosed()).isTrue();
    }

    @Test
    void rollbackBehindAnAbandonedCopyEnds() throws SQLException {
        neverAsk();
        openProxied(TestDatabase.Kind.POSTGRES);
        Connection connection = new WriterDataSource().getConnection();
        connection.setAutoCommit(false);
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy scores from stdin");
        assertTimeoutPreemptively(FEW_SECONDS, () -> Closing.close(database.dialect(), connection));
        assertThat(connection.isClosed()).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).as("the caller knows nothing of how it was woken").isFalse();
    }

    @Test
    void snapshotIsGivenUpWithinSeconds() throws SQLException {
        neverAsk();
        openProxied(TestDatabase.Kind.POSTGRES);
        Snapshot snapshot = database.dialect().snapshot(new ReaderDataSource());
        proxy.swallow();
        assertTimeoutPreemptively(FEW_SECONDS, snapshot::close);
    }

    @ParameterizedTest
    @EnumSource(value = TestDatabase.Kind.class, names = {"POSTGRES", "MARIADB"})
    void aReadWhoseAnswerWasSwallowedEnds(TestDatabase.Kind kind) throws Exception {
        openProxied(kind);
        proxy.swallowAfter(SOME_ROWS);
        try (BufferAllocator allocator = new RootAllocator()) {
            Connection connection = reader();
            BatchSource rows = scan(connection, allocator);
            assertThat(rows.read()).isEqualTo(1_000);
            proxy.swallowOpen();
            assertLost(() -> {
                while (rows.read() > 0) {
                    // what the driver has already
                }
            });
            quietly(rows::close);
            Closing.close(database.dialect(), connection);
        }
    }

    @ParameterizedTest
    @EnumSource(value = TestDatabase.Kind.class, names = {"POSTGRES", "MARIADB"})
    void aCommitWhoseAnswerWasSwallowedEnds(TestDatabase.Kind kind) throws Exception {
        openProxied(kind);
        Connection connection = new WriterDataSource().getConnection();
        connection.setAutoCommit(false);
        connection.createStatement().execute("insert into scores values (1, 1)");
        proxy.swallowOpen();
        assertLost(connection::commit);
        Closing.close(database.dialect(), connection);
    }

    @Test
    void aCopyThatIsSwallowedOnItsWayEnds() throws Exception {
        openProxied(TestDatabase.Kind.POSTGRES);
        Connection connection = new WriterDataSource().getConnection();
        connection.setAutoCommit(false);
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy scores from stdin");
        byte[] row = "1\t1\n".getBytes(StandardCharsets.US_ASCII);
        copy.writeToCopy(row, 0, row.length);
        proxy.swallowOpen();
        assertLost(copy::endCopy);
        Closing.close(database.dialect(), connection);
    }

    @ParameterizedTest
    @EnumSource(value = TestDatabase.Kind.class, names = {"POSTGRES", "MARIADB"})
    void everyWaitEndsWhenTheDatabaseCannotBeAskedEither(TestDatabase.Kind kind) throws Exception {
        openProxied(kind);
        Connection connection = new WriterDataSource().getConnection();
        proxy.swallow();
        assertLost(() -> connection.createStatement().execute("select 1"));
        Closing.close(database.dialect(), connection);
    }

    @ParameterizedTest
    @EnumSource(value = TestDatabase.Kind.class, names = {"POSTGRES", "MARIADB"})
    void oneThatIsDeadTakesAlongThoseThatLieInAPool(TestDatabase.Kind kind) throws Exception {
        openProxied(kind);
        try (Connection elsewhere = database.direct();
                Connection first = new WriterDataSource().getConnection();
                Connection second = new WriterDataSource().getConnection();
                Connection reader = new ReaderDataSource().getConnection()) {
            proxy.swallowOpen();
            assertLost(() -> first.createStatement().execute("select 1"));
            neverAsk();
            for (Connection idle : List.of(second, reader)) {
                CompletableFuture<Boolean> valid = CompletableFuture.supplyAsync(() -> isValid(idle), task -> new Thread(task).start());
                assertThat(valid.get(5, TimeUnit.SECONDS)).isFalse();
            }
            assertThat(isValid(elsewhere)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(value = TestDatabase.Kind.class, names = {"POSTGRES", "MARIADB"})
    void aSlowQueryAndAWaitForALockAreLeftAlone(TestDatabase.Kind kind) throws Exception {
        openProxied(kind);
        String sleep = kind == TestDatabase.Kind.POSTGRES ? "select pg_sleep(2)" : "select sleep(2)";
        try (Connection connection = new ReaderDataSource().getConnection()) {
            connection.createStatement().execute(sleep);
        }
        try (Connection holder = database.direct(); Connection waiter = new WriterDataSource().getConnection()) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("update flights set distance = 0 where id = 1");
            CompletableFuture<Integer> update = CompletableFuture.supplyAsync(() -> {
                try {
                    return waiter.createStatement().executeUpdate("update flights set distance = 1 where id = 1");
                } catch (SQLException failed) {
                    throw new IllegalStateException(failed);
                }
            });
            holder.createStatement().execute(sleep);
            holder.commit();
            assertThat(update.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(value = TestDatabase.Kind.class, names = {"POSTGRES", "MARIADB"})
    void aPartitionWhoseConnectionDiesGoesOnLater(TestDatabase.Kind kind) throws Exception {
        openProxied(kind);
        proxy.swallowAfter(SOME_ROWS);
        FakeSatellites satellites = new FakeSatellites();
        TableRun run = JobFixture.run(database, satellites, JobFixture.flights().chunkRows(1_000).build());
        new TablePlan(run).mapPartitions();
        TableScore score = (TableScore) run.artifact("score", 0);
        TableSink sink = (TableSink) run.artifact("sink", 0);
        score.open(null);
        sink.writeItems(List.of(score.readItem()));
        proxy.swallowOpen();
        assertTimeoutPreemptively(Duration.ofSeconds(40), () -> {
            assertThatThrownBy(() -> {
                while (true) {
                    score.readItem();
                }
            }).isInstanceOfSatisfying(GroundstationException.class, lost -> assertThat(lost.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));
            score.close();
            run.close();
        });
        proxy.heal();
        TableRun again = JobFixture.again(database, satellites, run);
        TableScore rest = (TableScore) again.artifact("score", 0);
        TableSink restSink = (TableSink) again.artifact("sink", 0);
        rest.open(null);
        for (ScoredBatch batch = rest.readItem(); batch != null; batch = rest.readItem()) {
            restSink.writeItems(List.of(batch));
        }
        rest.close();
        again.close();
        assertThat(database.value("select count(*) from scores where id = score")).isEqualTo(Integer.toString(ROWS));
    }

    private void openProxied(TestDatabase.Kind kind) {
        open(kind);
        database.execute("create table flights (id bigint primary key, distance double precision, padding varchar(200))",
                "create table scores (id bigint primary key, score double precision)",
                kind == TestDatabase.Kind.POSTGRES ? "insert into flights select n, n, repeat('x', 200) from generate_series(1, " + ROWS + ") n"
                        : "insert into flights select seq, seq, repeat('x', 200) from seq_1_to_" + ROWS);
        proxy = database.proxied();
    }

    /** Else the watch might be what ends a close. */
    private static void neverAsk() {
        System.setProperty(Setting.DATABASE_SILENCE.key(), "0");
    }

    private static Connection reader() throws SQLException {
        Connection connection = new ReaderDataSource().getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private BatchSource scan(Connection connection, BufferAllocator allocator) throws SQLException {
        return database.dialect().scan(connection, new KeyedQuery("select * from flights", "id", null, null), BatchLimits.ofRows(1_000), allocator);
    }

    /** As a pool asks: without a limit. */
    private static boolean isValid(Connection connection) {
        try {
            return connection.isValid(0);
        } catch (SQLException never) {
            throw new IllegalStateException(never);
        }
    }

    private static void quietly(Closing.Work work) {
        try {
            work.run();
        } catch (SQLException dead) {
            // as it should be
        }
    }

    private void assertLost(Closing.Work work) throws InterruptedException {
        CompletableFuture<Void> done = CompletableFuture.runAsync(() -> {
            try {
                work.run();
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }, task -> new Thread(task).start());
        assertThatThrownBy(() -> done.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
                .satisfies(lost -> assertThat(DatabaseErrors.isConnectionLost(database.dialect(), lost)).isTrue());
    }
}

package org.groundstation.batch.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ScriptException;
import org.groundstation.batch.database.Endpoint;
import org.groundstation.batch.database.ReaderDataSource;
import org.groundstation.batch.database.TestDatabase;
import org.groundstation.batch.database.WriterDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What passes is waited for, what lasts is told at once and with what was tried before. */
class PatienceTest extends DatabaseTest {
    private static final String POOL_IN_USE = "Error in allocating a connection. Cause: In-use connections equal max-pool-size and expired max-wait-time.";

    private final FakeSatellites satellites = new FakeSatellites();
    private final AtomicInteger writers = new AtomicInteger();
    private final AtomicInteger readersRefused = new AtomicInteger();
    private TableRun run;
    private TableScore score;
    private TableSink sink;

    @AfterEach
    void closeRun() {
        if (run != null) {
            score.close();
            run.close();
        }
    }

    @Test
    void launchesThatFailAreWaitedFor() {
        start(TestDatabase.Kind.H2, 1);
        for (int kill = 0; kill < 2; kill++) {
            satellites.closedDoors.add(new GroundstationException(ErrorCode.LAUNCH_FAILED, "the launcher ended within 10 s of its start; "
                    + "its last words are in the log"));
        }
        satellites.failures.add(new GroundstationException(ErrorCode.SATELLITE_LOST, 17L, "its launcher ended"));
        satellites.failures.add(new GroundstationException(ErrorCode.SATELLITE_LOST, 18L, "its launcher ended"));
        satellites.failures.add(new GroundstationException(ErrorCode.SATELLITE_LOST, 19L, "its launcher ended"));
        assertThat(triesUntilAChunk()).isEqualTo(5);
        assertThat(run.waits()).isEmpty();
    }

    @Test
    void placesAreWaitedForVisibly() {
        start(TestDatabase.Kind.H2, 1);
        GroundstationException full = new GroundstationException(ErrorCode.POOL_FULL, POOL_IN_USE);
        satellites.closedDoors.addAll(List.of(full, full, full, new GroundstationException(ErrorCode.ACCOUNTS_EXHAUSTED, 20, 10_000L)));
        assertThatThrownBy(this::chunk).isInstanceOf(ScoreAgainException.class);
        assertThat(run.waits()).containsExactly(Map.entry(0, full.getMessage()));
        reopen();
        assertThat(triesUntilAChunk()).isEqualTo(3);
        assertThat(run.waits()).isEmpty();
    }

    @Test
    void readersOfAFullPoolAreWaitedFor() {
        start(TestDatabase.Kind.H2, 1);
        score.close();
        readersRefused.set(2);
        score.open(null);
        assertThat(chunk()).isEqualTo(10);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void noConnectionThatWritesIsTakenBeforeThereIsSomethingToWrite(TestDatabase.Kind kind) {
        start(kind, 1);
        score.close();
        writers.set(0);
        score.open(null);
        ScoredBatch batch = score.readItem();
        assertThat(writers).as("it would be idle in the chunk's transaction while rows are read and scored").hasValue(0);
        sink.writeItems(List.of(batch));
        assertThat(writers).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource(value = TestDatabase.Kind.class, names = {"POSTGRES", "MARIADB"})
    void locksThatAreNotHadInTimeAreTriedAgain(TestDatabase.Kind kind) throws SQLException {
        start(kind, 1);
        String name = database.value(kind == TestDatabase.Kind.POSTGRES ? "select current_database()" : "select @@innodb_lock_wait_timeout");
        database.execute(kind == TestDatabase.Kind.POSTGRES ? "alter database " + name + " set lock_timeout = '200ms'"
                : "set global innodb_lock_wait_timeout = 1");
        try (Connection holder = database.connect()) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("insert into scores values (1, 0)");
            assertThatThrownBy(this::chunk).isInstanceOf(ScoreAgainException.class);
            reopen();
            assertThatThrownBy(this::chunk).isInstanceOf(ScoreAgainException.class);
            holder.rollback();
            reopen();
            assertThat(chunk()).isEqualTo(10);
        } finally {
            if (kind == TestDatabase.Kind.MARIADB) {
                database.execute("set global innodb_lock_wait_timeout = " + name);
            }
        }
    }

    @Test
    void whatWasTriedBeforeStaysWithTheError() {
        start(TestDatabase.Kind.H2, 1);
        GroundstationException first = new GroundstationException(ErrorCode.SATELLITE_LOST, 1L, "signal 11");
        GroundstationException second = new GroundstationException(ErrorCode.SATELLITE_LOST, 2L, "signal 9");
        satellites.failures.addAll(List.of(first, second, new GroundstationException(ErrorCode.SATELLITE_LOST, 3L, "exit code 1")));
        assertThatThrownBy(this::triesUntilAChunk).hasMessageStartingWith("GS-3003: satellite 3 ended while it was in use (exit code 1).")
                .satisfies(last -> assertThat(last.getSuppressed()).containsExactly(first, second));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void firstPartitionThatFailsStopsTheOthersAtOnce(TestDatabase.Kind kind) throws Exception {
        start(kind, 2);
        TableScore slow = (TableScore) run.artifact("score", 1);
        satellites.endless = true;
        CompletableFuture<Throwable> other = new CompletableFuture<>();
        slow.open(null);
        new Thread(() -> other.complete(catchThrowable(slow::readItem))).start();
        assertThat(satellites.waiting.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        ScriptException failure = new ScriptException(ErrorCode.SCRIPT_FAILED, "r1", "Traceback", List.of(), null, "ValueError: no");
        satellites.failures.add(failure);
        assertThatThrownBy(score::readItem).hasMessageContaining("ValueError: no");
        assertThat(other.get(10, TimeUnit.SECONDS)).as("what the stop does to it is no failure").isInstanceOf(StopRequestedException.class);
        slow.close();
        assertThatThrownBy(() -> slow.open(null)).isInstanceOf(StopRequestedException.class);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void errorOfTheVirtualMachineInTheScanIsTold(TestDatabase.Kind kind) throws Exception {
        start(kind, 1);
        satellites.sendError = new OutOfMemoryError("no room");
        CompletableFuture<Throwable> read = CompletableFuture.supplyAsync(() -> catchThrowable(score::readItem), task -> new Thread(task).start());
        assertThat(read.get(10, TimeUnit.SECONDS)).isInstanceOf(GroundstationException.class)
                .hasMessageContaining("GS-9001: an unexpected error occurred: java.lang.OutOfMemoryError: no room");
    }

    private void start(TestDatabase.Kind kind, int partitions) {
        open(kind);
        JobFixture.createFlights(database, 25);
        JobServices services = JobServices.in(new Endpoint(database.dialect(), counting(new WriterDataSource()), refusing(new ReaderDataSource())), satellites,
                new FakeModels(), task -> new Thread(task).start());
        JobDefinition definition = JobChecks.prepare(services, JobFixture.flights().partitions(partitions).build());
        long id = JobFixture.store(services, definition);
        run = new TableRun(services, id, 1, definition);
        new TablePlan(run).mapPartitions();
        score = (TableScore) run.artifact("score", 0);
        sink = (TableSink) run.artifact("sink", 0);
        score.open(null);
    }

    private DataSource counting(DataSource database) {
        return proxied(database, writers::incrementAndGet);
    }

    private DataSource refusing(DataSource readers) {
        return proxied(readers, () -> {
            if (readersRefused.get() > 0 && readersRefused.decrementAndGet() >= 0 && isScanning()) {
                throw new IllegalStateException();
            }
        });
    }

    /** The progress is read before, over a connection that has its own place. */
    private static boolean isScanning() {
        return StackWalker.getInstance().walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("connect")
                && frame.getClassName().endsWith("TableScore")));
    }

    private static DataSource proxied(DataSource source, Runnable before) {
        return (DataSource) Proxy.newProxyInstance(DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, values) -> {
            try {
                before.run();
            } catch (IllegalStateException full) {
                throw new SQLException(POOL_IN_USE + " Cannot allocate more connections.");
            }
            return method.invoke(source, values);
        });
    }

    private int triesUntilAChunk() {
        int tries = 0;
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < end) {
            try {
                chunk();
                return tries;
            } catch (ScoreAgainException again) {
                tries++;
                reopen();
            }
        }
        throw new AssertionError("still trying after " + tries);
    }

    private void reopen() {
        score.close();
        score.open(null);
    }

    private int chunk() {
        ScoredBatch batch = score.readItem();
        sink.writeItems(List.of(batch));
        return batch.results().getRowCount();
    }
}

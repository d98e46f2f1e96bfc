package org.groundstation.batch.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.batch.api.partition.PartitionPlan;
import java.util.List;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ScriptException;
import org.groundstation.batch.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scan, score and sink of one partition, driven as JBeret drives them. */
class ChunkTest {
    private final FakeSatellites satellites = new FakeSatellites();
    private TestDatabase database;
    private TableRun run;
    private TableScore score;
    private TableSink sink;

    @AfterEach
    void close() {
        if (database != null) { // else the test was skipped
            score.close();
            run.close();
            database.close();
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void everyRowIsWrittenOnceInChunks(TestDatabase.Kind kind) {
        open(kind, 25);
        assertThat(chunk()).isEqualTo(10);
        assertThat(chunk()).isEqualTo(10);
        assertThat(chunk()).isEqualTo(5);
        assertThat(score.readItem()).isNull();
        assertThat(database.value("select count(*) from scores where id = score")).isEqualTo("25");
        assertThat(run.ledger().plan(run.jobId())).containsExactly(new KeyRange(0, null, null, "25", 25, 25, 25));
        assertThat(satellites.opened).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void scanOpensAfterTheLastWrittenKey(TestDatabase.Kind kind) {
        open(kind, 25);
        chunk();
        score.readItem();
        reopen();
        assertThat(chunk()).isEqualTo(10);
        assertThat(database.value("select max(id) from scores")).isEqualTo("20");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void chunkIsNeverWrittenTwice(TestDatabase.Kind kind) {
        open(kind, 25);
        ScoredBatch batch = score.readItem();
        sink.writeItems(List.of(batch));
        database.execute("delete from scores");
        assertFenced(() -> sink.writeItems(List.of(batch)));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void olderExecutionIsFenced(TestDatabase.Kind kind) {
        open(kind, 25);
        ScoredBatch batch = score.readItem();
        assertThat(run.ledger().raise(run.jobId(), 1)).isEqualTo(2);
        RunStore store = new RunStore(run.services().jobs().writer(), run.services().jobs().dialect());
        store.take(store.get(run.jobId()), "there", 2);
        assertFenced(() -> sink.writeItems(List.of(batch)));
        assertThat(run.ledger().plan(run.jobId()).get(0).rowsWritten()).isZero();
        store.end(run.jobId(), 1, org.groundstation.api.TableJobView.State.FAILED, "too late");
        assertThat(store.get(run.jobId()).error()).isNull();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void lostSatelliteIsReplacedThreeTimesForOneBatch(TestDatabase.Kind kind) {
        open(kind, 25);
        satellites.failures.addAll(List.of(FakeSatellites.lost(), FakeSatellites.lost()));
        assertThatThrownBy(this::chunk).isInstanceOf(ScoreAgainException.class);
        reopen();
        assertThatThrownBy(this::chunk).isInstanceOf(ScoreAgainException.class);
        reopen();
        assertThat(chunk()).isEqualTo(10);
        assertThat(satellites.opened).isEqualTo(3);
        satellites.failures.addAll(List.of(FakeSatellites.lost(), FakeSatellites.lost(), FakeSatellites.lost()));
        assertThatThrownBy(this::chunk).isInstanceOf(ScoreAgainException.class);
        reopen();
        assertThatThrownBy(this::chunk).isInstanceOf(ScoreAgainException.class);
        reopen();
        assertThatThrownBy(this::chunk).isNotInstanceOf(ScoreAgainException.class)
                .hasMessageStartingWith("GS-3003: satellite 17 ended while it was in use (killed).");
        score.close();
        assertThat(satellites.closed).isEqualTo(satellites.opened);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void failingScriptIsNotTriedAgain(TestDatabase.Kind kind) {
        open(kind, 25);
        satellites.failures.add(new ScriptException(ErrorCode.SCRIPT_FAILED, "r1", "Traceback", List.of(), null, "ValueError: no"));
        assertThatThrownBy(this::chunk).isInstanceOf(ScriptException.class).hasMessageContaining("Traceback");
        assertThat(satellites.opened).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void returnedKeysMustBeThoseOfTheBatch(TestDatabase.Kind kind) {
        open(kind, 25);
        satellites.missingRows = 1;
        assertThatThrownBy(this::chunk)
                .hasMessage("GS-1010: the script returned 9 rows for a batch of 10 rows. Return one row for each input row.");
        satellites.missingRows = 0;
        afresh();
        satellites.keys = key -> (Long) key + 2;
        assertThatThrownBy(this::chunk)
                .hasMessage("GS-4012: the script returned keys that were not in its batch: 11, 12 (bigint); it did not return 1, 2 (bigint)."
                        + " Return the key column unchanged, each key once.");
        afresh();
        satellites.keys = key -> 1L;
        assertThatThrownBy(this::chunk).hasMessageStartingWith(
                "GS-4012: the script returned keys that were not in its batch: 1, 1, 1, 1, 1 (bigint); it did not return 2, 3, 4, 5, 6 (bigint).");
        afresh();
        satellites.keys = key -> 11 - (Long) key;
        assertThat(chunk()).as("any order will do").isEqualTo(10);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void refusedRowSaysWhatTheDatabaseSaid(TestDatabase.Kind kind) {
        open(kind, 25);
        database.execute("insert into scores values (3, 0.5)");
        assertThatThrownBy(this::chunk).isInstanceOfSatisfying(GroundstationException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_REFUSED)).hasMessageMatching("(?s).*(nique|Duplicate).*");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void planIsMadeOnceAndReadBack(TestDatabase.Kind kind) {
        open(kind, 25);
        database.execute("insert into flights values (26, 52)");
        PartitionPlan again = new TablePlan(run).mapPartitions();
        assertThat(again.getPartitions()).isEqualTo(1);
        assertThat(again.getPartitionProperties()[0]).containsEntry("partition", "0");
        assertThat(run.ledger().progress(run.jobId(), run.jobId()).get(run.jobId()).get(0).rowsTotal()).isEqualTo(25);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void scriptGetsModelsAndArguments(TestDatabase.Kind kind) {
        open(kind, 25);
        chunk();
        assertThat(satellites.arguments.get(0).get("limit")).isEqualTo(5L);
        assertThat((byte[]) satellites.arguments.get(0).get("model")).containsExactly(FakeModels.VERSION);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void aJobWaitsForItsPoolAsLongAsThatIsFull(TestDatabase.Kind kind) {
        open(kind, 25);
        satellites.refusals = 4;
        for (int refused = 0; refused < 4; refused++) {
            assertThatThrownBy(this::chunk).isInstanceOf(ScoreAgainException.class);
            reopen();
        }
        assertThat(chunk()).isEqualTo(10);
        assertThat(satellites.pools).containsExactly("nightly");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void aPartitionThatWaitsEndsWhenTheJobIsToStop(TestDatabase.Kind kind) {
        open(kind, 25);
        satellites.refusals = 1;
        assertThatThrownBy(this::chunk).isInstanceOf(ScoreAgainException.class);
        run.stop();
        assertThatThrownBy(this::reopen).isInstanceOf(StopRequestedException.class);
        assertThat(satellites.opened).isZero();
    }

    @Test
    void allPartitionsOfAnExecutionSeeTheStateOfItsStart() {
        open(TestDatabase.Kind.POSTGRES, 25);
        database.execute("delete from flights where id > 20", "update flights set id = -1 where id = 1", "insert into flights values (5000, 0)");
        reopen();
        assertThat(chunk() + chunk() + chunk()).isEqualTo(25);
        assertThat(score.readItem()).isNull();
        assertThat(database.value("select min(id) || '-' || max(id) from scores")).isEqualTo("1-25");
    }

    private void open(TestDatabase.Kind kind, int rows) {
        database = TestDatabase.open(kind);
        JobFixture.createFlights(database, rows);
        run = JobFixture.run(database, satellites, JobFixture.flights().model("model", "late").argument("limit", 5)
                .resourcePool("nightly").build());
        new TablePlan(run).mapPartitions();
        score = (TableScore) run.artifact("score", 0);
        sink = (TableSink) run.artifact("sink", 0);
        score.open(null);
    }

    private void reopen() {
        score.close();
        score.open(null);
    }

    /** An execution that has failed is over; this is the next one. */
    private void afresh() {
        score.close();
        run.close();
        run = JobFixture.again(database, satellites, run);
        score = (TableScore) run.artifact("score", 0);
        sink = (TableSink) run.artifact("sink", 0);
        score.open(null);
    }

    private int chunk() {
        ScoredBatch batch = score.readItem();
        sink.writeItems(List.of(batch));
        return batch.results().getRowCount();
    }

    private void assertFenced(Runnable write) {
        assertThatThrownBy(write::run).hasMessage("GS-4010: table job " + run.jobId()
                + " was taken over by another server; this one wrote nothing. Nothing to do: the other server continues the job.");
    }
}

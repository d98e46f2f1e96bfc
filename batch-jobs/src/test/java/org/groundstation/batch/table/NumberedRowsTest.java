package org.groundstation.batch.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.groundstation.api.TableJob;
import org.groundstation.batch.database.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sources without a key: rows that are there twice, and rows of NULLs. What is interrupted begins anew. */
class NumberedRowsTest extends DatabaseTest {
    private static final int ROWS = 45;

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void aTakeoverStartsFromTheFirstRowAsItIsThen(TestDatabase.Kind kind) {
        open(kind);
        createGrades();
        try (TableRun first = JobFixture.run(database, new FakeSatellites(), grades().build())) {
            JobRuns.chunks(first, 2);
            assertThat(database.value("select count(*) from results")).isEqualTo("20");
            database.execute("delete from grades where points in (0, 3)", "insert into grades values ('new', 7), ('new', 7)");
            try (TableRun second = JobRuns.takenOver(database, first)) {
                JobRuns.chunks(second, Integer.MAX_VALUE);
                assertComplete();
                EndCheck.require(second);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void aChunkThatIsRolledBackDoesSo(TestDatabase.Kind kind) {
        open(kind);
        createGrades();
        try (TableRun run = JobFixture.run(database, new FakeSatellites(), grades().build())) {
            new TablePlan(run).mapPartitions();
            try (TableScore score = (TableScore) run.artifact("score", 0)) {
                TableSink sink = (TableSink) run.artifact("sink", 0);
                score.open(null);
                sink.writeItems(List.of(score.readItem()));
                score.readItem();
                score.close(); // JBeret closes and opens after a rollback
                score.open(null);
                for (ScoredBatch batch = score.readItem(); batch != null; batch = score.readItem()) {
                    sink.writeItems(List.of(batch));
                }
            }
            assertComplete();
            EndCheck.require(run);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void nothingIsTakenBackThatIsNotAsItWas(TestDatabase.Kind kind) {
        open(kind);
        createGrades();
        try (TableRun first = JobFixture.run(database, new FakeSatellites(), grades().build())) {
            JobRuns.chunks(first, 2);
            database.execute("delete from results where line = 4");
            try (TableRun second = JobRuns.takenOver(database, first)) {
                assertThatThrownBy(() -> JobRuns.chunks(second, 1)).hasMessageContaining("GS-4017")
                        .hasMessageContaining("20 rows were written before it was interrupted, but 'results' has 19 of them");
            }
        }
    }

    @Test
    void whatCannotBeNumberedIsRefused() {
        open(TestDatabase.Kind.H2);
        createGrades();
        assertThatThrownBy(() -> JobFixture.run(database, new FakeSatellites(), TableJob.named("grades").from("grades", "points").numbered()
                .into("results", "points bigint not null, name varchar").script("OutputDataSet = InputDataSet").build()))
                .hasMessageContaining("GS-4007: the table job cannot be built: 'grades' has a column 'points': number its rows under another name");
        assertThatThrownBy(() -> grades().partitions(2).build()).hasMessageContaining("rows that are numbered have one partition, not 2");
        assertThatThrownBy(() -> grades().onlyWithoutResult().build()).hasMessageContaining("cannot be those without a result");
        assertThatThrownBy(() -> grades().from("grades", "line", "points").build()).hasMessageContaining("rows are numbered in one column");
    }

    private static TableJob.Builder grades() {
        return TableJob.named("grades").from("grades", "line").numbered().into("results", "line bigint not null, name varchar, points integer")
                .script("OutputDataSet = InputDataSet").chunkRows(10);
    }

    private void createGrades() {
        database.execute("create table grades (name varchar(20), points integer)");
        for (int row = 0; row < ROWS; row++) {
            database.execute(row % 9 == 8 ? "insert into grades values (null, null)" : "insert into grades values ('pupil " + row % 5 + "', " + row % 7 + ")");
        }
    }

    /** By the database: the same rows as often as there, under the numbers from 1 on. */
    private void assertComplete() {
        String there = "select name, points, count(*) as often from grades group by name, points";
        String written = "select name, points, count(*) as often from results group by name, points";
        assertThat(database.value("select count(*) from (" + there + " except " + written + ") missing")).isEqualTo("0");
        assertThat(database.value("select count(*) from (" + written + " except " + there + ") added")).isEqualTo("0");
        assertThat(database.value("select count(*) from results where line < 1 or line > (select count(*) from grades)")).isEqualTo("0");
        assertThat(database.value("select count(distinct line) from results")).isEqualTo(database.value("select count(*) from grades"));
    }
}

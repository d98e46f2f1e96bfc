package org.groundstation.batch.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.batch.database.TestDatabase;
import org.groundstation.batch.database.TestDatabase.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Targets that somebody changes while a job writes to them, or while it is stopped. */
class TargetChangesTest extends DatabaseTest {
    private final FakeSatellites satellites = new FakeSatellites();

    /** What can happen to a target of {@code id bigint, score double}. */
    private enum Change {
        TYPE("alter table scores alter column score type bigint", "alter table scores alter column score bigint", "alter table scores modify score bigint"),
        WIDTH("alter table scores alter column score type real", "alter table scores alter column score real", "alter table scores modify score float"),
        NAME("alter table scores rename column score to points", "alter table scores alter column score rename to points",
                "alter table scores rename column score to points"),
        COLUMN("alter table scores add column more integer", null, null),
        GONE("drop table scores", null, null),
        ANEW("drop table scores; create table scores (id bigint primary key, score double precision)", "", ""),
        KEY("alter table scores drop constraint scores_pkey", "", "alter table scores drop primary key"),
        TRIGGER("create function half() returns trigger language plpgsql as 'begin new.score := new.score / 2;return new;end'; create trigger half before insert"
                + " on scores for each row execute function half()", "",
                "create trigger half before insert on scores for each row set new.score = new.score / 2"),
        UNSAFE("alter table scores set unlogged", "", "alter table scores engine = aria");

        private final Map<Kind, String> sql = new EnumMap<>(Kind.class);

        /** @param h2 null for that of PostgreSQL, empty for none */
        Change(String postgres, String h2, String mariaDb) {
            sql.put(Kind.POSTGRES, postgres);
            sql.put(Kind.H2, h2 == null ? postgres : h2);
            sql.put(Kind.MARIADB, mariaDb == null ? postgres : mariaDb);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void fromChunkToChunkNothingOfThemIsWritten(TestDatabase.Kind kind) {
        for (Change change : Change.values()) {
            TableRun run = run(kind);
            try (TableScore score = (TableScore) run.artifact("score", 0)) {
                TableSink sink = (TableSink) run.artifact("sink", 0);
                score.open(null);
                sink.writeItems(List.of(score.readItem()));
                if (applied(change, kind)) {
                    ScoredBatch batch = score.readItem();
                    assertThatThrownBy(() -> sink.writeItems(List.of(batch))).as(change.name()).isInstanceOf(GroundstationException.class)
                            .hasMessageMatching("(?s)GS-(4016: the target 'scores' is not what it was when the job was planned: .*|5002.*)");
                    assertThat(run.ledger().plan(run.jobId()).get(0).rowsWritten()).as(change.name()).isEqualTo(10);
                }
            } finally {
                run.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void betweenTwoExecutionsTheyAreNamed(TestDatabase.Kind kind) {
        for (Change change : Change.values()) {
            TableRun before = run(kind);
            try (TableScore score = (TableScore) before.artifact("score", 0)) {
                score.open(null);
                ((TableSink) before.artifact("sink", 0)).writeItems(List.of(score.readItem()));
            } finally {
                before.close();
            }
            if (applied(change, kind)) {
                TableRun after = new TableRun(before.services(), before.jobId(), 1, new JobDefinition(before.job(), JobFixture.versions()));
                try (TableScore score = (TableScore) after.artifact("score", 0)) {
                    score.open(null);
                    ScoredBatch batch = score.readItem();
                    assertThatThrownBy(() -> ((TableSink) after.artifact("sink", 0)).writeItems(List.of(batch))).as(change.name())
                            .isInstanceOfSatisfying(GroundstationException.class,
                                    failed -> assertThat(failed.code()).isEqualTo(ErrorCode.TARGET_CHANGED));
                } finally {
                    after.close();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void whatDoesNotMatterToRowsMayChange(TestDatabase.Kind kind) {
        TableRun run = run(kind);
        try (TableScore score = (TableScore) run.artifact("score", 0)) {
            TableSink sink = (TableSink) run.artifact("sink", 0);
            score.open(null);
            sink.writeItems(List.of(score.readItem()));
            database.execute("create index by_score on scores (score)", "insert into scores values (1000, 1)");
            ScoredBatch batch = score.readItem();
            assertThatCode(() -> sink.writeItems(List.of(batch))).doesNotThrowAnyException();
        } finally {
            run.close();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "POSTGRES | create unlogged table scores (id bigint primary key, score double precision) | 'scores' is unlogged: the database empties it after a crash",
        "MARIADB | create table scores (id bigint primary key, score double) engine = myisam | its engine MyISAM takes no part in transactions",
        "MARIADB | create table scores (id bigint primary key, score double) engine = aria | its engine Aria takes no part in transactions",
        "MARIADB | create table scores (id bigint primary key, score double) engine = memory | its engine MEMORY takes no part in transactions",
        "MARIADB | create table s (id bigint primary key, score double) engine = myisam; create view scores as select * from s | it is a view, of whose tables nothing is known",
        "POSTGRES | create unlogged table s (id bigint primary key, score double precision); create view scores as select * from s"
                + " | 'scores' is a view, of whose tables nothing is known",
        "H2 | create table s (id bigint primary key, score double precision); create view scores as select * from s | it is a view, of whose tables nothing is known",
        "POSTGRES | create extension file_fdw; create server files foreign data wrapper file_fdw; create foreign table scores (id bigint, score double precision)"
                + " server files options (filename '/nowhere') | 'scores' is a foreign table, which commits by itself"})
    void thatLoseRowsAreRefused(TestDatabase.Kind kind, String create, String why) {
        open(kind);
        JobFixture.createFlights(database, 3);
        database.execute(create.split("; "));
        assertThatThrownBy(() -> JobFixture.run(database, satellites, JobFixture.flights().build())).hasMessageStartingWith("GS-4006: target table 'scores'"
                + " does not take the result: " + why + ", so that rows could be lost that the job counts as written.");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void anEndThatDoesNotAddUpFails(TestDatabase.Kind kind) {
        TableRun complete = run(kind);
        scoreAll(complete);
        assertThatCode(() -> EndCheck.require(complete)).doesNotThrowAnyException();
        database.execute("delete from flights where id = 25", "insert into flights values (26, 1), (27, 1)");
        assertThatCode(() -> EndCheck.require(complete)).as("rows that come later are not the run's").doesNotThrowAnyException();
        database.execute("delete from scores where id = 7");
        incomplete(complete, "25 rows were written, but 'scores' has 24");

        TableRun unread = run(kind);
        scoreAll(unread);
        database.execute("update gs_ledger_partition set rows_read = 24, rows_written = 24");
        incomplete(unread, "the plan found 25 rows and 'flights' has 25 now, but 24 were read");
        database.execute("update gs_ledger_partition set rows_read = 30, rows_written = 30");
        incomplete(unread, "the plan found 25 rows and 'flights' has 25 now, but 30 were read");
        database.execute("update gs_ledger_partition set rows_read = 25, rows_written = 20");
        incomplete(unread, "of 25 rows that were read in partition 0, 20 were written");
    }

    @Test
    void rowsThatAPolicyHidesAreNotCounted() throws Exception {
        open(Kind.POSTGRES);
        database.execute("create table scores (id bigint primary key)", "alter table scores enable row level security", "create role limited",
                "grant select on scores to limited");
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            assertThat(database.dialect().seesAllRows(connection, "scores")).isTrue();
            statement.execute("set role limited");
            assertThat(database.dialect().seesAllRows(connection, "scores")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(value = TestDatabase.Kind.class, names = {"POSTGRES", "MARIADB"})
    void aLockSaysWhoHoldsIt(TestDatabase.Kind kind) throws Exception {
        TableRun run = run(kind);
        try (TableScore score = (TableScore) run.artifact("score", 0); Connection holder = database.connect()) {
            TableSink sink = (TableSink) run.artifact("sink", 0);
            score.open(null);
            ScoredBatch batch = score.readItem();
            holder.setAutoCommit(false);
            try (Statement statement = holder.createStatement()) {
                statement.execute("insert into scores values (5, 0)");
            }
            CompletableFuture<Void> write = CompletableFuture.runAsync(() -> sink.writeItems(List.of(batch)));
            List<String> waits = List.of();
            for (long end = System.nanoTime() + 20_000_000_000L; waits.isEmpty() && System.nanoTime() < end;) {
                Thread.sleep(200); // InnoDB shows the same again to who asks within 0.1 s of having asked
                waits = run.lockWaits(Duration.ZERO);
            }
            assertThat(waits).hasSize(1).first().asString().startsWith("a lock that session " + database.dialect().sessionTold(holder)).endsWith(" holds");
            holder.rollback();
            write.get(20, TimeUnit.SECONDS);
            assertThat(run.lockWaits(Duration.ZERO)).isEmpty();
        } finally {
            run.close();
        }
    }

    private static void incomplete(TableRun run, String numbers) {
        assertThatThrownBy(() -> EndCheck.require(run)).hasMessageStartingWith("GS-4017: table job " + run.jobId()
                + " came to its end, but its numbers do not add up: " + numbers + ".");
        run.close();
    }

    private static void scoreAll(TableRun run) {
        try (TableScore score = (TableScore) run.artifact("score", 0)) {
            TableSink sink = (TableSink) run.artifact("sink", 0);
            score.open(null);
            for (ScoredBatch batch = score.readItem(); batch != null; batch = score.readItem()) {
                sink.writeItems(List.of(batch));
            }
        }
    }

    private TableRun run(TestDatabase.Kind kind) {
        open(kind);
        JobFixture.createFlights(database, 25);
        TableRun run = JobFixture.run(database, satellites, JobFixture.flights().build());
        new TablePlan(run).mapPartitions();
        return run;
    }

    /** @return whether the database has such a change */
    private boolean applied(Change change, TestDatabase.Kind kind) {
        for (String statement : change.sql.get(kind).split("; ")) {
            if (statement.isEmpty()) {
                return false;
            }
            database.execute(statement);
        }
        return true;
    }
}

package org.groundstation.batch.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.groundstation.api.TableJob;
import org.groundstation.batch.database.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The next night: rows have come everywhere in the key, and only they are scored. */
class OnlyWithoutResultTest extends DatabaseTest {
    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void scoresWhatHasComeSince(TestDatabase.Kind kind) {
        open(kind);
        JobFixture.createFlights(database, 25);
        TableJob first = JobFixture.flights().partitions(2).build();
        TableJob next = JobFixture.flights().partitions(3).onlyWithoutResult().build();
        JobRuns.run(database, first);
        database.execute("insert into flights values (-3, 1), (0, 1), (26, 1), (1000, 1)", "delete from scores where id in (7, 8, 9)");

        JobRuns.run(database, next);

        assertThat(database.value("select count(*) from scores")).isEqualTo("29");
        assertThat(database.value("select count(*) from flights f where not exists (select 1 from scores s where s.id = f.id)")).isEqualTo("0");
        assertThat(database.value("select sum(rows_total) from gs_ledger_partition where run_id = 2")).isEqualTo("7");
        assertThatCode(() -> JobRuns.run(database, next)).as("there may be none").doesNotThrowAnyException();
        assertThat(database.value("select count(*) from scores")).isEqualTo("29");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void theFirstNightHasThemAll(TestDatabase.Kind kind) {
        open(kind);
        database.execute(
                "create table \"odd\" (a integer not null, b varchar(20) not null, primary key (a, b))".replace("\"",
                        kind == TestDatabase.Kind.MARIADB ? "`" : "\""),
                "insert into \"odd\" values (1, 'x'), (1, 'y'), (2, 'x')".replace("\"", kind == TestDatabase.Kind.MARIADB ? "`" : "\""));
        TableJob job = TableJob.named("odd").from("\"odd\"", "a", "b").into("results", "a integer not null, b varchar not null, score double")
                .script("OutputDataSet = InputDataSet").chunkRows(2).onlyWithoutResult().build();
        JobRuns.run(database, job);
        assertThat(database.value("select count(*) from results")).isEqualTo("3");
        database.execute("delete from results where a = 1 and b = 'y'");
        JobRuns.run(database, job);
        assertThat(database.value("select count(*) from results")).isEqualTo("3");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void aTargetThatWouldTakeTheSameKeyTwiceIsRefused(TestDatabase.Kind kind) {
        open(kind);
        JobFixture.createFlights(database, 3);
        database.execute("create table scores (id bigint, score double precision)");
        assertThatThrownBy(() -> JobFixture.run(database, new FakeSatellites(), JobFixture.flights().onlyWithoutResult().build()))
                .hasMessageContaining("GS-4007: the table job cannot be built: 'scores' has no unique index over 'id'");
    }

    @Test
    void keysThatDoNotCompareAreRefused() {
        open(TestDatabase.Kind.POSTGRES);
        database.execute("create collation lower (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                "create table names (name text collate \"C\" primary key)", "create table found (name text collate lower primary key, score double precision)",
                "insert into names values ('a')", "insert into found values ('b', 1)");
        assertThatThrownBy(() -> JobFixture.run(database, new FakeSatellites(), TableJob.named("names").from("names", "name")
                .into("found", "name varchar not null, score double").script("x").onlyWithoutResult().build()))
                .hasMessageContaining("GS-4007: the table job cannot be built: the key 'name' of 'names' cannot be compared with that of 'found'");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void aTableIsNotWrittenIntoItself(TestDatabase.Kind kind) {
        open(kind);
        database.execute("create table flights (id bigint primary key, score double precision)");
        assertThatThrownBy(() -> JobFixture.run(database, new FakeSatellites(), TableJob.named("own").from("flights", "id")
                .into("flights", "id bigint not null, score double").script("x").build()))
                .hasMessageContaining("GS-4007: the table job cannot be built: 'flights' is its source and its target");
    }
}

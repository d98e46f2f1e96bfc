package org.groundstation.batch.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.groundstation.api.TableJob;
import org.groundstation.batch.database.TestDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobChecksTest extends DatabaseTest {
    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void missingTableColumnAndModelAreNamed(TestDatabase.Kind kind) {
        open(kind);
        refused(JobFixture.flights().from("nowhere", "id"),
                "GS-4001: there is no table or view 'nowhere'. Check the name, its schema and the rights of the database user.");
        refused(JobFixture.flights().from("flights", "nr").into("scores", "nr bigint, score double"),
                "GS-4002: table 'flights' has no column 'nr'. Check the column's name; names are compared without regard to case.");
        refused(JobFixture.flights().columns("distance", "wind"),
                "GS-4002: table 'flights' has no column 'wind'. Check the column's name; names are compared without regard to case.");
        refused(JobFixture.flights().model("model", "early"),
                "GS-4011: there is no stored model 'early'. Store the model first, or check its name.");
        refused(JobFixture.flights().argument("not a name", 1),
                "GS-1012: the script cannot be built: 'not a name' is not a name that Python accepts. Give every required part of ExternalScript a valid value.");
        refused(JobFixture.flights().resourcePool("gone"),
                "GS-2022: there is no external resource pool 'gone'. Name a pool that an administrator has defined, or none for the default one.");
        assertThatThrownBy(() -> database.connect().createStatement().executeQuery("select * from scores")).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void keysMustNameEachRowOnce(TestDatabase.Kind kind) {
        open(kind);
        database.execute("create table loose (id bigint, distance double precision)", "insert into loose values (1, 1), (2, 2)");
        TableJob.Builder loose = JobFixture.flights().from("loose", "id");
        assertThatCode(() -> prepare(loose)).doesNotThrowAnyException();
        database.execute("insert into loose values (2, 3)");
        refused(loose, "GS-4004: key '" + database.dialect().fold("id")
                + "' of 'loose' is not unique: 2 appears more than once. Choose a unique key, of several columns where no single one is unique; a table without any needs one, for example an identity column.");
        database.execute("insert into loose values (null, 4)");
        refused(loose, "GS-4003: key column '" + database.dialect().fold("id")
                + "' of 'loose' holds NULL. Choose a key without NULL, or score a view that leaves those rows out.");
        database.execute("create view tight as select distinct id from loose where id is not null");
        assertThatCode(() -> prepare(JobFixture.flights().from("tight", "id"))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void keysOfAnotherTypeThanTheSourceAreRefusedUnlessTheyAreTheSame(TestDatabase.Kind kind) {
        open(kind);
        for (String type : new String[] {"varchar", "double precision", "timestamp"}) {
            refused(JobFixture.flights().into("made", "id " + type + " not null, score double"),
                    "GS-4007: the table job cannot be built: the key 'id' is bigint in"
                            + " 'flights' and " + type
                            + " in the result schema, so that no key would come back as it was sent. Give every required part of TableJob a valid value.");
        }
        prepare(JobFixture.flights().into("whole", "id integer not null, score double"));
        prepare(JobFixture.flights().into("exact", "id decimal(20,0) not null, score double"));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void typesThatCannotBeAKeyOrAColumnAreNamed(TestDatabase.Kind kind) {
        open(kind);
        String foreign = kind == TestDatabase.Kind.H2 ? "INTERVAL DAY" : kind == TestDatabase.Kind.POSTGRES ? "point" : "POINT";
        database.execute("create table odd (id bigint primary key, ratio double precision not null, tags "
                + (kind == TestDatabase.Kind.MARIADB ? "integer" : "integer array") + ", strange " + foreign + ")");
        String type = kind == TestDatabase.Kind.H2 ? "DOUBLE PRECISION" : kind == TestDatabase.Kind.POSTGRES ? "float8" : "DOUBLE";
        refused(JobFixture.flights().from("odd", "ratio").into("scores", "ratio double, score double"),
                "GS-4005: key column '" + database.dialect().fold("ratio") + "' of 'odd' has the type " + type
                        + ", which cannot be a key. Use an integer, decimal, text, enum, uuid, date or timestamp key, or several such columns together.");
        if (kind == TestDatabase.Kind.H2) {
            database.execute("create table fine (at timestamp(9) primary key)");
            refused(JobFixture.flights().from("fine", "at").into("scores", "at timestamp, score double"),
                    "GS-4005: key column 'AT' of 'fine' has the type TIMESTAMP(9), which cannot be a key. Use an integer, decimal, text, enum, uuid, date or timestamp key, or several such columns together.");
        }
        refused(JobFixture.flights().from("odd", "id"), "GS-1005: column 'strange' has the SQL type " + foreign
                + ", and is read because the job lists no columns, which cannot be sent to a script. CAST it in the query to a supported type, for example VARCHAR; a table job leaves it out by listing the columns that it reads.");
        prepare(JobFixture.flights().from("odd", "id").columns("tags"));
    }

    @ParameterizedTest
    @EnumSource(value = TestDatabase.Kind.class, names = "MARIADB", mode = EnumSource.Mode.EXCLUDE)
    void arraysAndIntervalsGoWhereTheyAreKept(TestDatabase.Kind kind) {
        open(kind);
        prepare(JobFixture.flights().into("made", "id bigint, tags integer[], prices numeric[]"));
        prepare(JobFixture.flights().into("made", "id bigint, tags smallint[], prices decimal(10,2)[]"));
        assertThatThrownBy(() -> prepare(JobFixture.flights().into("made", "id bigint, tags bigint[]"))).hasMessageStartingWith(
                "GS-4006: target table 'made' does not take the result: its column '" + database.dialect().fold("tags") + "' is ")
                .hasMessageContaining(", the result has bigint[]. ");
        TableJob.Builder waits = JobFixture.flights().into("waits", "id bigint, waited interval");
        if (kind == TestDatabase.Kind.H2) {
            refused(waits, "GS-4006: target table 'waits' does not take the result: the database has no type of column for 'waited interval'; declare"
                    + " it as another type, for example varchar. Let the job create the table, or give it the columns of the result schema.");
        } else {
            prepare(waits);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void targetIsMadeOrMustFit(TestDatabase.Kind kind) {
        open(kind);
        prepare(JobFixture.flights().into("made", "id bigint, score double, note varchar"));
        database.execute("insert into made (id, score, note) values (1, 0.5, 'x')");
        assertThatThrownBy(() -> database.connect().createStatement().execute("insert into made (id) values (1)")).isNotNull();

        database.execute("create table scores (id integer primary key, score double precision)");
        refused(JobFixture.flights(), "GS-4006: target table 'scores' does not take the result: its column '"
                + database.dialect().fold("id") + "' is " + (kind == TestDatabase.Kind.H2 ? "INTEGER" : kind == TestDatabase.Kind.POSTGRES ? "int4" : "INT")
                + ", the result has bigint. Let the job create the table, or give it the columns of the result schema.");
        refused(JobFixture.flights().into("scores", "id integer, other double"),
                "GS-4006: target table 'scores' does not take the result: it has no column 'other'. Let the job create the table, or give it the columns of the result schema.");
        database.execute("create table strict (id bigint primary key, score double precision, batch integer not null)");
        refused(JobFixture.flights().into("strict", "id bigint, score double"),
                "GS-4006: target table 'strict' does not take the result: its column '" + database.dialect().fold("batch")
                        + "' needs a value and the result has none. Let the job create the table, or give it the columns of the result schema.");
        refused(JobFixture.flights().into("x; drop table flights", "id bigint, score double"),
                "GS-4006: target table 'x; drop table flights' does not take the result: this is not the name of a table. Let the job create the table, or give it the columns of the result schema.");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void newestModelVersionIsPinned(TestDatabase.Kind kind) {
        open(kind);
        assertThat(prepare(JobFixture.flights().model("model", "late")).modelVersions()).isEqualTo(JobFixture.versions());
    }

    @Override
    void open(TestDatabase.Kind kind) {
        super.open(kind);
        JobFixture.createFlights(database, 3);
    }

    private JobDefinition prepare(TableJob.Builder job) {
        return JobChecks.prepare(JobFixture.services(database, new FakeSatellites()), job.build());
    }

    private void refused(TableJob.Builder job, String message) {
        assertThatThrownBy(() -> prepare(job)).hasMessage(message);
    }
}

package org.groundstation.batch.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.TableJob;
import org.groundstation.api.columnar.Values;
import org.groundstation.batch.database.TestDatabase;
import org.groundstation.batch.rows.CheckedSink;
import org.groundstation.batch.rows.ResultTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a job returns is in the target as it was returned, or the job says which value the target does not keep. */
class TargetValuesTest extends DatabaseTest {
    private static final String LOOK = " Round or shorten the value in the script, or widen the column.";

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void secondsThatTheColumnWouldRoundAreRefused(TestDatabase.Kind kind) throws SQLException {
        open(kind);
        String timestamp = kind == TestDatabase.Kind.MARIADB ? "datetime" : "timestamp";
        for (int digits : new int[] {0, 3}) {
            database.execute("drop table if exists t", "create table t (id bigint primary key, v " + timestamp + "(" + digits + "))");
            LocalDateTime fine = LocalDateTime.of(2024, 1, 31, 23, 59, 59, digits == 0 ? 0 : 999_000_000);
            written("timestamp", fine, null);
            assertThat(database.value("select count(*) from t where v = '" + fine.toString().replace('T', ' ') + "'")).isEqualTo("1");
            refused("timestamp", LocalDateTime.of(2024, 1, 31, 23, 59, 59, 999_900_000), "'2024-01-31T23:59:59.999900' of key 2: "
                    + (digits == 0 ? "it has a fraction of a second, which the column drops" : "the column keeps 3 digits of a second's fraction"));
            database.execute("drop table t", "create table t (id bigint primary key, v time(" + digits + "))");
            written("time", LocalTime.of(1, 2, 3, digits == 0 ? 0 : 1_000_000));
            refused("time", LocalTime.of(1, 2, 3, 999_900_000), "'01:02:03.999900' of key 2: ");
        }
        if (kind != TestDatabase.Kind.MARIADB) {
            database.execute("drop table t", "create table t (id bigint primary key, v timestamp(0) with time zone)");
            written("timestamptz", OffsetDateTime.of(1969, 12, 31, 23, 59, 59, 0, ZoneOffset.UTC));
            refused("timestamptz", OffsetDateTime.of(1969, 12, 31, 23, 59, 59, 1_000, ZoneOffset.UTC), "'1969-12-31T23:59:59.000001Z' of key 2: ");
            database.execute("drop table t",
                    "create table t (id bigint primary key, v " + (kind == TestDatabase.Kind.H2 ? "timestamp(0) array" : "timestamp(0)[]") + ")");
            List<LocalDateTime> bad = Arrays.asList(LocalDateTime.of(2024, 1, 1, 0, 0), null, LocalDateTime.of(2024, 1, 1, 0, 0, 0, 500_000_000));
            written("timestamp[]", bad.subList(0, 2));
            refused("timestamp[]", bad, "'2024-01-01T00:00:00.500' of key 2: ");
        }
    }

    @Test
    void intervalsThatPostgresWouldRoundAreRefused() throws SQLException {
        open(TestDatabase.Kind.POSTGRES);
        database.execute("create table t (id bigint primary key, v interval(0))");
        written("interval", new PeriodDuration(Period.of(0, 1, 1), Duration.ofSeconds(-1)));
        refused("interval", new PeriodDuration(Period.ZERO, Duration.ofMillis(1_500)), "of key 2: it has a fraction of a second, which the column drops.");
    }

    /** Blanks at the end are cut without an error by PostgreSQL and MariaDB; other letters are not cut by any. */
    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void textsThatTheColumnWouldCutAreRefused(TestDatabase.Kind kind) throws SQLException {
        open(kind);
        for (String type : List.of("varchar(4)", "char(4)")) {
            database.execute("drop table if exists t", "create table t (id bigint primary key, v " + type + ")");
            written("varchar", "\u00fc\u00fc\ud83d\ude80", "abcd", "", null);
            assertThat(database.value("select count(*) from t where v in ('abcd', '\u00fc\u00fc\ud83d\ude80')")).isEqualTo("2");
            refused("varchar", "abcd  ", "'abcd  ' of key 2: it has 6 characters, the column takes 4.");
            refused("varchar", "abcde", "'abcde' of key 2: it has 5 characters, the column takes 4.");
            refused("varchar", "x".repeat(200), "'" + "x".repeat(100) + "...' of key 2: it has 200 characters, the column takes 4.");
            refused("json", "[1, 2]", "'[1, 2]' of key 2: it has 6 characters, the column takes 4.");
        }
    }

    @Test
    void otherTextsThatADatabaseWouldCutAreRefused() throws SQLException {
        open(TestDatabase.Kind.MARIADB);
        database.execute("create table t (id bigint primary key, v char(4))");
        refused("varchar", "ab ", "'ab ' of key 2: the column loses blanks at the end.");
        database.execute("drop table t", "create table t (id bigint primary key, v tinytext)");
        written("varchar", " ".repeat(255));
        refused("varchar", " ".repeat(256), "of key 2: it has 256 bytes, the column takes 255.");
        database.execute("drop table t", "create table t (id bigint primary key, v binary(4))");
        written("varbinary", new byte[4]);
        refused("varbinary", new byte[3], "of key 2: it has 3 bytes, the column has 4.");
        open(TestDatabase.Kind.POSTGRES);
        database.execute("create table t (id bigint primary key, v name)");
        written("varchar", "n".repeat(63));
        refused("varchar", "n".repeat(64), "of key 2: it has 64 bytes, the column takes 63.");
        database.execute("drop table t", "create table t (id bigint primary key, v varchar(2)[])");
        written("varchar[]", Arrays.asList("ab", null));
        refused("varchar[]", List.of("a", "ab "), "'ab ' of key 2: it has 3 characters, the column takes 2.");
        database.execute("drop table t", "create domain short as varchar(3)", "create table t (id bigint primary key, v short)");
        written("varchar", "abc");
        refused("varchar", "abc ", "'abc ' of key 2: it has 4 characters, the column takes 3.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "POSTGRES | numeric(50,20) | decimal(30,21) | numeric(50,20)", "POSTGRES | numeric(50,20) | numeric | numeric(50,20)",
        "POSTGRES | numeric(50,45) | decimal(10,2) | numeric(50,45)",
        "POSTGRES | numeric(50,20)[] | decimal(30,21)[] | numeric(50,20)[]", "POSTGRES | interval year to month | interval | interval year to month",
        "POSTGRES | interval day | interval | interval day", "POSTGRES | money | decimal(10,2) | money", "POSTGRES | money | double precision | money",
        "POSTGRES | inet | varchar | inet",
        "POSTGRES | bit(1) | boolean | bit(1)", "POSTGRES | bit(8) | varchar | bit(8)", "POSTGRES | xml | varchar | xml",
        "POSTGRES | \"char\" | varchar | char", "POSTGRES | timetz | time | timetz",
        "POSTGRES | timetz | varchar | timetz", "POSTGRES | mood[] | varchar[] | _mood",
        "MARIADB | float(7,2) | real | float(7,2)", "MARIADB | double(10,2) | double precision | double(10,2)", "MARIADB | double(10,2) | real | double(10,2)",
        "MARIADB | decimal(50,20) | decimal(30,21) | DECIMAL",
        "MARIADB | year | smallint | year(4)", "MARIADB | enum('a','b') | varchar | enum('a','b')", "MARIADB | set('a','b') | varchar | set('a','b')",
        "MARIADB | bit(8) | boolean | BIT", "MARIADB | inet6 | varchar | inet6",
        "H2 | decfloat(5) | decimal(6,2) | DECFLOAT", "H2 | decfloat(5) | numeric | DECFLOAT", "H2 | decimal(50,20) | decimal(30,21) | DECIMAL",
        "H2 | numeric | decimal(10,2) | NUMERIC",
        "H2 | enum('a','b') | varchar | ENUM('a', 'b')"})
    void typesThatWouldChangeValuesAreRefusedAtTheStart(TestDatabase.Kind kind, String type, String result, String named) {
        open(kind);
        if (kind == TestDatabase.Kind.POSTGRES) {
            database.execute("create type mood as enum ('sad')");
        }
        database.execute("create table t (id bigint primary key, v " + type.strip() + ")");
        assertThatThrownBy(() -> target(result.strip()))
                .hasMessage("GS-4006: target table 't' does not take the result: its column '" + database.dialect().fold("v") + "' is " + named.strip()
                        + ", the result has " + result.strip() + ". Let the job create the table, or give it the columns of the result schema.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "POSTGRES | numeric(50,20) | decimal(30,20)", "POSTGRES | numeric(50,20) | bigint", "POSTGRES | numeric | numeric",
        "POSTGRES | numeric(10,2) | smallint", "MARIADB | decimal(50,20) | decimal(38,18)",
        "MARIADB | double | real", "MARIADB | float | real", "H2 | decfloat | numeric", "H2 | decfloat(6) | decimal(6,2)",
        "H2 | decimal(50,20) | decimal(38,20)"})
    void typesThatKeepEveryValueAreTaken(TestDatabase.Kind kind, String type, String result) throws SQLException {
        open(kind);
        database.execute("create table t (id bigint primary key, v " + type.strip() + ")");
        boolean whole = result.strip().endsWith("int");
        Object value = whole ? (Object) 12 : result.strip().equals("real") ? (Object) 1.5f : new BigDecimal("1.25");
        written(result.strip(), value, null);
        assertThat(database.value("select count(*) from t where v = " + value)).isEqualTo("1");
    }

    @Test
    void enumsDomainsAndCitextAreWritten() throws SQLException {
        open(TestDatabase.Kind.POSTGRES);
        database.execute("create extension citext", "create schema ops", "create type ops.mood as enum ('sad', 'it''s ok')", "create domain moody as ops.mood",
                "create domain price as numeric(10,2) check (value > 0)",
                "create domain tags as int[]", "create domain doc as json");
        String[][] cases = {{"ops.mood", "varchar", "it's ok"}, {"moody", "varchar", "sad"}, {"citext", "varchar", "Stra\u00dfe"},
            {"doc", "json", "{\"a\": 1}"}};
        for (String[] taken : cases) {
            database.execute("drop table if exists t", "create table t (id bigint primary key, v " + taken[0] + ")");
            written(taken[1], taken[2], null);
            assertThat(database.value("select v::text from t where id = 1")).isEqualTo(taken[2]);
        }
        database.execute("drop table t", "create table t (id bigint primary key, v price)");
        written("decimal(10,2)", new BigDecimal("1.50"), null);
        assertThat(database.value("select v::text from t where id = 1")).isEqualTo("1.50");
        assertThat(catchThrowable(() -> write("decimal(10,2)", new BigDecimal("-1.00")))).isInstanceOf(SQLException.class);
        database.execute("drop table t", "create table t (id bigint primary key, v tags)");
        written("integer[]", List.of(1, 2), null);
        assertThat(database.value("select v::text from t where id = 1")).isEqualTo("{1,2}");
        database.execute("drop table t", "create table t (id bigint primary key, v ops.mood)");
        assertThat(catchThrowable(() -> write("varchar", "glad"))).isInstanceOf(SQLException.class);
    }

    @Test
    void rowsThatATriggerOrARuleDropsAreMissed() throws SQLException {
        open(TestDatabase.Kind.POSTGRES);
        String drops = "create function drops() returns trigger language plpgsql as $$ begin if new.id % 2 = 1 then return null; end if; return new; end $$";
        database.execute(drops, "create table copied (id bigint primary key, v bigint)",
                "create trigger d before insert on copied for each row execute function drops()",
                "create domain whole as bigint", "create table inserted (id bigint primary key, v whole)",
                "create trigger d before insert on inserted for each row execute function drops()",
                "create table ruled (id bigint primary key, v bigint)", "create rule nothing as on insert to ruled do instead nothing");
        for (String table : List.of("copied", "inserted", "ruled")) {
            int counted = table.equals("ruled") ? 0 : 5;
            assertThatThrownBy(() -> writeInto(table, "bigint", 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L)).as(table)
                    .hasMessage("GS-4014: 10 rows were sent to '" + table + "', but the database counted "
                            + counted + "; nothing of the chunk was kept. Look for a trigger or a rule on that table that drops or adds rows.");
            assertThat(database.value("select count(*) from " + table)).as(table).isEqualTo("0");
        }
    }

    @Test
    void rowsThatATriggerAddsAreNoticed() throws SQLException {
        open(TestDatabase.Kind.POSTGRES);
        database.execute("create function twice() returns trigger language plpgsql as $$ begin if pg_trigger_depth() < 2 then"
                + " execute format('insert into %I values ($1, $2)', tg_table_name) using new.id, new.v; end if; return new; end $$",
                "create function one_more() returns trigger language plpgsql as $$ begin if pg_trigger_depth() < 2 then"
                        + " execute format('insert into %I values (-1, -1)', tg_table_name); end if; return null; end $$",
                "create domain whole as bigint");
        for (String type : List.of("bigint", "whole")) { // copied, inserted
            for (String partitioned : List.of("", " partition by hash (id)")) {
                for (String trigger : List.of("before insert on added for each row execute function twice()",
                        "after insert on added for each statement execute function one_more()")) {
                    database.execute("drop table if exists added", "create table added (id bigint, v " + type + ")" + partitioned);
                    if (!partitioned.isEmpty()) {
                        database.execute("create table added_0 partition of added for values with (modulus 2, remainder 0)",
                                "create table added_1 partition of added for values with (modulus 2, remainder 1)");
                    }
                    writeInto("added", "bigint", 1L, 2L, 3L);
                    database.execute("create trigger a " + trigger);
                    int there = trigger.startsWith("before") || type.equals("whole") ? 6 : 4; // inserts are a statement each
                    assertThatThrownBy(() -> writeInto("added", "bigint", 4L, 5L, 6L)).as(type + partitioned + trigger).hasMessageStartingWith(
                            "GS-4014: 3 rows were sent to 'added', but the database counted " + there + "; nothing of the chunk was kept.");
                    assertThat(database.value("select count(*) from added")).isEqualTo("3");
                }
            }
        }
    }

    /** The whole chunk, with its checkpoint. */
    @Test
    void chunkWithADroppedRowLeavesTheProgressWhereItWas() {
        open(TestDatabase.Kind.POSTGRES);
        JobFixture.createFlights(database, 10);
        database.execute("create table scores (id bigint primary key, score double precision)",
                "create function drops() returns trigger language plpgsql as $$ begin if new.id % 2 = 1 then return null; end if; return new; end $$",
                "create trigger d before insert on scores for each row execute function drops()");
        try (TableRun run = JobFixture.run(database, new FakeSatellites(), JobFixture.flights().build())) {
            new TablePlan(run).mapPartitions();
            try (TableScore score = (TableScore) run.artifact("score", 0)) {
                score.open(null);
                ScoredBatch batch = score.readItem();
                assertThatThrownBy(() -> ((TableSink) run.artifact("sink", 0)).writeItems(List.of(batch))).isInstanceOfSatisfying(GroundstationException.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.ROWS_NOT_WRITTEN));
            }
            assertThat(run.ledger().plan(run.jobId()).get(0).rowsWritten()).isZero();
        }
    }

    /** Their triggers cannot drop rows. */
    @ParameterizedTest
    @EnumSource(value = TestDatabase.Kind.class, names = "POSTGRES", mode = EnumSource.Mode.EXCLUDE)
    void rowsOfOtherDatabasesAreCounted(TestDatabase.Kind kind) throws SQLException {
        open(kind);
        database.execute("create table t (id bigint primary key, v bigint)");
        Object[] values = new Object[12_345];
        Arrays.fill(values, 7L);
        written("bigint", values);
        assertThat(database.value("select count(*) from t where v = 7")).isEqualTo("12345");
    }

    private ResultTarget target(String result) throws SQLException {
        return target("t", result);
    }

    private ResultTarget target(String table, String result) throws SQLException {
        TableJob job = JobFixture.flights().into(table, "id bigint, v " + result).build();
        try (Connection connection = database.connect()) {
            TargetTable target = new TargetTable(connection, database.dialect(), job);
            assertThat(target.check()).as("it exists").isEmpty();
            return target.find();
        }
    }

    /** Replaces what the table held. */
    private void written(String result, Object... values) throws SQLException {
        database.execute("delete from t");
        write(result, values);
    }

    private void write(String result, Object... values) throws SQLException {
        writeInto("t", result, values);
    }

    private void writeInto(String table, String result, Object... values) throws SQLException {
        TableJob job = JobFixture.flights().into(table, "id bigint, v " + result).build();
        ResultTarget target = target(table, result);
        try (Connection connection = database.connect();
                BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot batch = VectorSchemaRoot.create(job.result().arrowSchema(), allocator)) {
            for (int row = 0; row < values.length; row++) {
                Values.set(batch.getVector(0), row, row + 1L);
                Values.set(batch.getVector(1), row, values[row]);
            }
            batch.setRowCount(values.length);
            connection.setAutoCommit(false);
            try {
                new CheckedSink(target, database.dialect().sink(connection, target)).write(connection, batch);
                connection.commit();
            } finally {
                connection.rollback();
            }
        }
    }

    private void refused(String result, Object bad, String why) throws SQLException {
        database.execute("delete from t");
        List<Object> values = new ArrayList<>();
        values.add(null);
        values.add(bad);
        assertThatThrownBy(() -> write(result, values.toArray())).isInstanceOf(GroundstationException.class)
                .hasMessageStartingWith("GS-4015: column '" + database.dialect().fold("v") + "' of 't' cannot keep the value ").hasMessageContaining(why)
                .hasMessageEndingWith("." + LOOK);
        assertThat(database.value("select count(*) from t")).isEqualTo("0");
    }
}

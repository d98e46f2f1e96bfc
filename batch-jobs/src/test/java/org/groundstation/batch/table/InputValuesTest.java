package org.groundstation.batch.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.TableJob;
import org.groundstation.api.columnar.BatchLimits;
import org.groundstation.api.columnar.OwnSchema;
import org.groundstation.api.columnar.Values;
import org.groundstation.batch.database.ReaderDataSource;
import org.groundstation.batch.database.TestDatabase;
import org.groundstation.batch.rows.BatchSource;
import org.groundstation.settings.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A value of a database arrives exactly, or is refused by the name of its column, in jobs and through the connector. */
class InputValuesTest extends DatabaseTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "date | 'infinity' | 'infinity' is infinite", "date | '-infinity' | '-infinity' is infinite",
        "timestamp | 'infinity' | 'infinity' is infinite", "timestamp | '-infinity' | '-infinity' is infinite",
        "timestamptz | 'infinity' | 'infinity' is infinite", "timestamptz | '-infinity' | '-infinity' is infinite",
        "time | '24:00' | '24:00:00' is not a time within a day",
        "numeric(10,2) | 'NaN' | NaN",
        "timestamp | '294276-12-31' | '294276-12-31 ",
        "date[] | '{2024-01-01,infinity}' | is infinite", "timestamp[] | '{-infinity}' | is infinite", "timestamptz[] | '{infinity}' | is infinite",
        "time[] | '{24:00}' | is not a time within a day", "numeric(10,2)[] | '{1,NaN}' | NaN",
        "interval | '3000000 hours' | has more than 292 years",
        "int[] | '[0:1]={7,8}' | is an array that does not begin at 1", "text[] | '[-3:-3]={x}' | is an array that does not begin at 1",
        "date[] | '[2:2]={2024-01-01}' | is an array that does not begin at 1"})
    void whatHasNoCounterpartIsRefusedOnPostgres(String type, String value, String why) {
        open(TestDatabase.Kind.POSTGRES);
        database.execute("create table t (id bigint primary key, v " + type.strip() + ", good bigint)",
                "insert into t values (1, null), (2, null), (3, null), (4, " + value.strip() + ")");
        refused(4, why.strip());
    }

    /** A statement that is executed often is answered in the binary form; so is every statement of this connection. */
    @Test
    void arrayThatDoesNotBeginAtOneIsRefusedInTheBinaryFormToo() throws SQLException {
        open(TestDatabase.Kind.POSTGRES);
        System.setProperty(Setting.DATABASE_URL.key(), System.getProperty(Setting.DATABASE_URL.key()) + "&prepareThreshold=-1");
        assertThat(JobTables.connectorValues("select 1, '{7,8}'::int[] union all select 2, '{}'")).containsExactly(List.of(7, 8), List.of());
        assertThatThrownBy(() -> JobTables.connectorValues("select 1, '[0:1]={7,8}'::int[]")).hasMessageStartingWith(
                "GS-1016: column 'int4' holds a value that cannot be sent to a script: row 1: '{\"7\",\"8\"}' is an array that does not begin at 1. ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "timestamp(9) | '2024-01-01 00:00:00.000000001' | '2024-01-01 00:00:00.000000001' has parts of a microsecond",
        "timestamp(9) with time zone | '2024-01-01 00:00:00.0000001+00' | has parts of a microsecond",
        "time(9) | '12:00:00.000000500' | '12:00:00.0000005' has parts of a microsecond",
        "time(9) | '23:59:59.999999999' | '23:59:59.999999999' has parts of a microsecond",
        "timestamp(9) array | array[timestamp '2024-01-01 00:00:00.000000001'] | has parts of a microsecond",
        "decfloat | cast('1e200000' as decfloat) | '1E+200000' has more than 131072 digits"})
    void whatHasNoCounterpartIsRefusedOnH2(String type, String value, String why) {
        open(TestDatabase.Kind.H2);
        database.execute("create table t (id bigint primary key, v " + type.strip() + ", good bigint)",
                "insert into t values (1, null, 1), (2, null, 1), (3, null, 1), (4, " + value.strip() + ", 1)");
        refused(4, why.strip());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "date | '0000-00-00' | '0000-00-00' is not a date", "datetime(6) | '0000-00-00' | '0000-00-00 00:00:00.000000' is not a date",
        "timestamp null | '0000-00-00' | '0000-00-00 00:00:00' is not a date", "date | '2024-00-10' | cannot be read",
        "time(6) | '24:00:00' | '24:00:00.000000' is not a time within a day", "time(6) | '-00:00:01' | is not a time within a day",
        "time | '838:59:59' | '838:59:59' is not a time within a day",
        "tinyint(1) | 2 | '2' is not 0 or 1, as a truth value is", "tinyint(1) | -1 | '-1' is not 0 or 1"})
    void whatHasNoCounterpartIsRefusedOnMariaDb(String type, String value, String why) {
        open(TestDatabase.Kind.MARIADB);
        database.execute("create table t (id bigint primary key, v " + type.strip() + ", good bigint)",
                "set statement sql_mode='' for insert into t values (1, null, 1), (2, null, 1), (3, null, 1), (4, " + value.strip() + ", 1)");
        refused(4, why.strip());
    }

    @Test
    void longValueIsCutInTheMessage() {
        open(TestDatabase.Kind.H2);
        database.execute("create table t (id bigint primary key, v decfloat, good bigint)",
                "insert into t values (1, cast('" + "7".repeat(150) + "e200000' as decfloat), 1)");
        assertThatThrownBy(() -> JobTables.jobValues(database, "t")).hasMessage("GS-1016: column 'v' holds a value that cannot be sent to a script: row 1: '7."
                + "7".repeat(98)
                + "...' has more than 131072 digits. Convert it before, for example with a CAST in the query, or leave the column out; a table job reads only the columns that it lists.");
    }

    /** Years that no format of Python has are exact until then. */
    @Test
    void yearsOfAnyCenturyArriveExactlyOnPostgres() throws SQLException {
        open(TestDatabase.Kind.POSTGRES);
        database.execute("create table t (id bigint primary key, v date)", "create table p (id bigint primary key, v timestamp)",
                "create table z (id bigint primary key, v timestamptz)",
                "insert into t values (1, '0044-03-15 BC'), (2, '10000-01-01'), (3, '1582-10-10')",
                "insert into p values (1, '0044-03-15 12:00 BC'), (2, '10000-01-01 00:00:00.000001')",
                "insert into z values (1, '0044-03-15 12:00+00 BC'), (2, '10000-01-01 00:00:00.000001+00')");
        List<Object> dates = List.of(LocalDate.of(-43, 3, 15), LocalDate.of(10_000, 1, 1), LocalDate.of(1582, 10, 10));
        List<Object> times = List.of(LocalDateTime.of(-43, 3, 15, 12, 0), LocalDateTime.of(10_000, 1, 1, 0, 0, 0, 1_000));
        assertThat(JobTables.jobValues(database, "t")).isEqualTo(dates);
        assertThat(JobTables.connectorValues("select id, v from t order by id")).isEqualTo(dates);
        assertThat(JobTables.jobValues(database, "p")).isEqualTo(times);
        assertThat(JobTables.connectorValues("select id, v from p order by id")).isEqualTo(times);
        List<Object> instants = times.stream().map(time -> (Object) ((LocalDateTime) time).atOffset(ZoneOffset.UTC)).toList();
        assertThat(JobTables.jobValues(database, "z")).isEqualTo(instants);
        assertThat(JobTables.connectorValues("select id, v from z order by id")).isEqualTo(instants);
    }

    /** New York has no 02:30 on that day; the database has. */
    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void timesThatTheServersZoneHasNotArriveExactly(TestDatabase.Kind kind) throws Exception {
        try (AutoCloseable back = JobTables.zone("America/New_York")) {
            open(kind);
            String type = kind == TestDatabase.Kind.MARIADB ? "datetime(6)" : "timestamp";
            database.execute("create table t (id bigint primary key, v " + type + ")", "create table d (id bigint primary key, v date)",
                    "insert into t values (1, '2024-03-10 02:30:00'), (2, '2024-11-03 01:30:00.000001'), (3, '1883-11-18 12:00:00')",
                    "insert into d values (1, '2024-03-10'), (2, '0001-01-01')");
            List<Object> times = List.of(LocalDateTime.of(2024, 3, 10, 2, 30), LocalDateTime.of(2024, 11, 3, 1, 30, 0, 1_000),
                    LocalDateTime.of(1883, 11, 18, 12, 0));
            assertThat(JobTables.jobValues(database, "t")).isEqualTo(times);
            assertThat(JobTables.connectorValues("select id, v from t order by id")).isEqualTo(times);
            List<Object> dates = List.of(LocalDate.of(2024, 3, 10), LocalDate.of(1, 1, 1));
            assertThat(JobTables.jobValues(database, "d")).isEqualTo(dates);
            assertThat(JobTables.connectorValues("select id, v from d order by id")).isEqualTo(dates);
            if (kind != TestDatabase.Kind.MARIADB) {
                database.execute("create table z (id bigint primary key, v timestamp with time zone)", "insert into z values (1, '2024-03-10 02:30:00+00:00')");
                List<Object> instant = List.of(OffsetDateTime.parse("2024-03-10T02:30:00Z"));
                assertThat(JobTables.jobValues(database, "z")).isEqualTo(instant);
                assertThat(JobTables.connectorValues("select id, v from z order by id")).isEqualTo(instant);
            }
        }
    }

    @Test
    void numbersOfH2ThatHaveAnExponentArriveAsNumbers() throws SQLException {
        open(TestDatabase.Kind.H2);
        assertThat(JobTables.connectorValues("select 1, 9.5e0 x union all select 2, 1e3 union all select 3, cast('NaN' as decfloat) union all select 4,"
                + " cast('-Infinity' as decfloat) union all select 5, -25e-4")).containsExactly(new BigDecimal("9.5"), new BigDecimal("1000"), Double.NaN,
                        Double.NEGATIVE_INFINITY, new BigDecimal("-0.0025"));
        database.execute("create table t (id bigint primary key, v decfloat)", "insert into t values (1, 9.5e0), (2, 1e3), (3, 'NaN'), (4, 'Infinity')");
        assertThat(JobTables.jobValues(database, "t")).containsExactly(new BigDecimal("9.5"), new BigDecimal("1000"), Double.NaN, Double.POSITIVE_INFINITY);
        assertThat(JobTables.connectorValues("select 1, array[1e3, 2.5e0]")).containsExactly(List.of(new BigDecimal("1000"), new BigDecimal("2.5")));
    }

    @Test
    void numericWithoutLimitsKeepsItsNames() throws SQLException {
        open(TestDatabase.Kind.POSTGRES);
        database.execute("create table t (id bigint primary key, v numeric)", "insert into t values (1, 'NaN'), (2, 'Infinity'), (3, '-Infinity'), (4, 1.50)");
        List<Object> values = List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, new BigDecimal("1.50"));
        assertThat(JobTables.jobValues(database, "t")).isEqualTo(values);
        assertThat(JobTables.connectorValues("select id, v from t order by id")).isEqualTo(values);
    }

    /** The database's own text is what is expected. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {"citext | 'Grüße' | true", "inet | '10.1.2.3/8' | true", "inet | '::1' | true",
        "cidr | '10.0.0.0/8' | true", "macaddr | '08:00:2b:01:02:03' | true",
        "macaddr8 | '08:00:2b:01:02:03:04:05' | true", "bit(8) | B'10100101' | true", "varbit | B'101' | true", "varbit | B'' | true",
        "xml | '<a b=\"c\">d</a>' | true",
        "mood | 'it''s ok' | true", "ops.mood | 'fine' | true", "short | 'abc' | true", "name | 'n' | true",
        "timetz | '12:00:00.5+05:30' | false", "timetz | '24:00:00-12' | false",
        "citext[] | '{a,NULL,\"b c\"}' | false", "mood[] | '{sad}' | false", "inet[] | '{10.1.2.3}' | false"})
    void typesThatAreTheirTextArriveAsIt(String type, String value, boolean connector) throws SQLException {
        openWithTypes();
        database.execute("create table t (id bigint primary key, v " + type.strip() + ")", "insert into t values (1, " + value.strip() + "), (2, null)");
        String text = database.value("select format('%s', v) from t where id = 1"); // not a cast, which writes inet otherwise
        List<Object> job = JobTables.jobValues(database, "t");
        if (type.contains("[]")) {
            assertThat(((List<?>) job.get(0)).size()).isEqualTo(Integer.parseInt(database.value("select cardinality(v) from t where id = 1")));
            assertThat(((List<?>) job.get(0)).get(0)).isEqualTo(database.value("select format('%s', v[1]) from t where id = 1"));
        } else {
            assertThat(job).isEqualTo(Arrays.asList(text, null));
        }
        if (connector) {
            assertThat(JobTables.connectorValues("select id, v from t order by id")).isEqualTo(Arrays.asList(text, null));
        } else {
            assertThatThrownBy(() -> JobTables.connectorValues("select id, v from t")).isInstanceOfSatisfying(GroundstationException.class,
                    refused -> assertThat(refused.code()).isEqualTo(ErrorCode.SQL_TYPE_UNSUPPORTED)).hasMessageContaining("column 'v' has the SQL type ");
        }
    }

    @Test
    void moneyIsANumberInJobsAndRefusedByTheConnector() throws SQLException {
        openWithTypes();
        database.execute("create table t (id bigint primary key, v money)", "insert into t values (1, 1234.5), (2, null), (3, -0.01)");
        assertThat(JobTables.jobValues(database, "t")).containsExactly(new BigDecimal(database.value("select v::numeric from t where id = 1")), null,
                new BigDecimal(database.value("select v::numeric from t where id = 3")));
        assertThatThrownBy(() -> JobTables.connectorValues("select id, v from t"))
                .hasMessage("GS-1005: column 'v' has the SQL type money, which cannot be sent to"
                        + " a script. CAST it in the query to a supported type, for example VARCHAR; a table job leaves it out by listing the columns that it reads.");
        database.execute("create table a (id bigint primary key, v money[])", "insert into a values (1, array[1.5::money, null])");
        assertThat(JobTables.jobValues(database, "a")).containsExactly(Arrays.asList(new BigDecimal("1.50"), null));
    }

    @Test
    void domainsAreTheTypeBelowThem() throws SQLException {
        openWithTypes();
        database.execute("create domain price as numeric(10,2)", "create domain cost as price", "create domain whole as bigint", "create domain tags as int[]",
                "create table t (id whole primary key, v cost, w tags)", "insert into t values (1, 1.5, '{1,2}'), (2, null, null)");
        assertThat(JobTables.jobValues(database, "t")).containsExactly(new BigDecimal("1.50"), null);
        assertThat(JobTables.connectorValues("select id, v from t order by id")).containsExactly(new BigDecimal("1.50"), null);
        assertThat(JobTables.connectorValues("select id, w from t order by id")).containsExactly(List.of(1, 2), null);
        JobChecks.prepare(JobFixture.services(database, new FakeSatellites()),
                JobFixture.flights().from("t", "id").into("made", "id bigint, score double").build());
    }

    /** Ordered, compared and planned as the type below them, by COPY and, where another column keeps COPY away, by JDBC. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"bigint | 1 | 2 | 3", "text | a | b | c", "varchar(5) | a | b | c", "date | 2024-01-01 | 2024-01-02 | 2024-01-03",
        "numeric(10,2) | 1.5 | 2 | 10",
        "timestamptz | 2024-01-01 | 2024-01-02 | 2024-01-03",
        "uuid | 00000000-0000-0000-0000-000000000001 | 00000000-0000-0000-0000-000000000002 | f0000000-0000-0000-0000-000000000000"})
    void domainsAreKeysAsTheTypeBelowThem(String type, String first, String second, String third) throws SQLException {
        open(TestDatabase.Kind.POSTGRES);
        for (String other : List.of("bigint", "oid")) {
            database.execute("drop table if exists t", "drop domain if exists k", "create domain k as " + type,
                    "create table t (id k primary key, v " + other + ")",
                    "insert into t values ('" + first + "', 1), ('" + second + "', 2), ('" + third + "', 3)");
            TableJob job = JobFixture.flights().from("t", "id").build();
            try (Connection connection = new ReaderDataSource().getConnection(); BufferAllocator allocator = new RootAllocator()) {
                connection.setAutoCommit(false);
                SourceTable source = SourceTable.find(connection, database.dialect(), job);
                List<Object> values = new ArrayList<>();
                for (KeyRange range : Planner.plan(connection, source, 3)) {
                    try (BatchSource rows = database.dialect().scan(connection, source.query(range), BatchLimits.ofRows(9), allocator)) {
                        assertThat(rows.read()).isEqualTo(1);
                        values.add(Values.get(rows.batch().getVector(1), 0));
                    }
                }
                assertThat(values).containsExactly(1L, 2L, 3L);
                connection.rollback();
            }
        }
    }

    /** Their order and what of theirs is equal are not those of their text. */
    @ParameterizedTest
    @ValueSource(strings = {"inet", "money"})
    void typesThatAreReadAsAnotherAreNoKeys(String type) {
        openWithTypes();
        database.execute("create table t (id " + type + " primary key, v int)");
        TableJob job = JobFixture.flights().from("t", "id").into("made", "id varchar, score double").build();
        assertThatThrownBy(() -> JobChecks.prepare(JobFixture.services(database, new FakeSatellites()), job))
                .hasMessageStartingWith("GS-4005: key column 'id' of 't' has the type " + type + ", which cannot be a key. ");
    }

    @Test
    void textsOfH2AndMariaDbThatAreNoVarcharArrive() throws SQLException {
        open(TestDatabase.Kind.H2);
        database.execute("create table t (id bigint primary key, v enum('a b', 'c'))", "insert into t values (1, 'a b'), (2, null)");
        assertThat(JobTables.jobValues(database, "t")).containsExactly("a b", null);
        assertThat(JobTables.connectorValues("select id, v from t order by id")).containsExactly("a b", null);
        open(TestDatabase.Kind.MARIADB);
        database.execute("create table t (id bigint primary key, v enum('a b', 'c'))", "create table s (id bigint primary key, v set('a', 'c'))",
                "create table i (id bigint primary key, v inet6)", "create table u (id bigint primary key, v uuid)",
                "insert into t values (1, 'a b'), (2, null)",
                "insert into s values (1, 'a,c')", "insert into i values (1, '::1')", "insert into u values (1, '00000000-0000-0000-0000-000000000001')");
        assertThat(JobTables.jobValues(database, "t")).containsExactly("a b", null);
        assertThat(JobTables.jobValues(database, "s")).containsExactly("a,c");
        assertThat(JobTables.jobValues(database, "i")).containsExactly("::1");
        assertThat(JobTables.jobValues(database, "u")).containsExactly("00000000-0000-0000-0000-000000000001");
        assertThat(JobTables.connectorValues("select id, v from i")).containsExactly("::1");
    }

    @Test
    void bitsOfMariaDbAreTruthOrNothing() throws SQLException {
        open(TestDatabase.Kind.MARIADB);
        database.execute("create table t (id bigint primary key, v bit(1))", "insert into t values (1, 0), (2, 1), (3, null)",
                "create table b (id bigint primary key, v bit(8))",
                "insert into b values (1, b'10101010')", "create table n (id bigint primary key, v tinyint(1))",
                "insert into n values (1, 0), (2, 1), (3, null)");
        for (String table : List.of("t", "n")) {
            assertThat(JobTables.jobValues(database, table)).containsExactly(false, true, null);
            assertThat(JobTables.connectorValues("select id, v from " + table + " order by id")).containsExactly(false, true, null);
        }
        assertThatThrownBy(() -> JobTables.jobValues(database, "b")).hasMessageStartingWith("GS-1005: column 'v' has the SQL type BIT");
        assertThatThrownBy(() -> JobTables.connectorValues("select id, v from b")).hasMessageStartingWith("GS-1005: column 'v' has the SQL type BIT");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void nullOfAnOuterJoinIsNullWhateverTheDriverPromises(TestDatabase.Kind kind) throws SQLException {
        open(kind);
        database.execute("create table l (id bigint primary key)", "create table r (id bigint primary key, v integer not null)",
                "insert into l values (1), (2), (3)", "insert into r values (1, 7)");
        String query = "select l.id, r.v from l left join r on r.id = l.id order by l.id";
        assertThat(JobTables.connectorValues(query)).containsExactly(7, null, null);
    }

    /** By COPY and by JDBC: so the exchange need not check them. */
    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void batchesOfJobsAreKnownAsOurs(TestDatabase.Kind kind) throws SQLException {
        open(kind);
        JobFixture.createFlights(database, 1);
        JobTables.job(database, "flights", 10, batch -> assertThat(batch.getSchema()).isInstanceOf(OwnSchema.class));
    }

    @Test
    void columnsThatAJobDoesNotListAreNotRead() throws SQLException {
        open(TestDatabase.Kind.POSTGRES);
        database.execute("create table t (id bigint primary key, good bigint, p point, d date)", "insert into t values (1, 5, '(1,2)', 'infinity')");
        List<Long> rows = new ArrayList<>();
        JobTables.job(database, "t", 10, batch -> rows.add((long) batch.getRowCount()), "good");
        assertThat(rows).containsExactly(1L);
        assertThatThrownBy(() -> JobTables.job(database, "t", 10, batch -> rows.add(0L))).hasMessageStartingWith(
                "GS-1005: column 'p' has the SQL type point, and is read because the job lists no columns, which cannot be sent to a script. ");
        assertThatThrownBy(() -> JobTables.job(database, "t", 10, batch -> rows.add(0L), "p")).hasMessageStartingWith(
                "GS-1005: column 'p' has the SQL type point, and is one of the columns that the job lists, which cannot be sent to a script. ");
    }

    /** By the job and by the connector, with the number of the row, and never because of a column that is not read. */
    private void refused(int row, String why) {
        String start = "GS-1016: column 'v' holds a value that cannot be sent to a script: row " + row + ": ";
        assertThatThrownBy(() -> JobTables.jobValues(database, "t")).isInstanceOf(GroundstationException.class).hasMessageStartingWith(start)
                .hasMessageContaining(why);
        assertThatThrownBy(() -> JobTables.connectorValues("select id, v from t order by id")).isInstanceOf(GroundstationException.class)
                .message().startsWithIgnoringCase(start).contains(why);
        List<Object> unused = new ArrayList<>();
        assertThat(catchThrowable(() -> JobTables.job(database, "t", 10, batch -> unused.add(batch.getRowCount()), "good"))).isNull();
        assertThat(unused).containsExactly(4);
    }

    private void openWithTypes() {
        open(TestDatabase.Kind.POSTGRES);
        database.execute("create extension citext", "create type mood as enum ('sad', 'it''s ok')", "create schema ops",
                "create type ops.mood as enum ('fine')", "create domain short as varchar(3)");
    }
}

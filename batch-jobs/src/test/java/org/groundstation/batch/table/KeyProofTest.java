package org.groundstation.batch.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.groundstation.api.TableJob;
import org.groundstation.batch.database.Column;
import org.groundstation.batch.database.Table;
import org.groundstation.batch.database.TableMetadata;
import org.groundstation.batch.database.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What proves that a key is unique, and what looks as if it did. */
class KeyProofTest extends DatabaseTest {
    private static final String WITHOUT_CASE = "create collation without_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)";

    @Test
    void anInvalidIndexProvesNothing() throws SQLException {
        open(TestDatabase.Kind.POSTGRES);
        database.execute("create table t (id bigint not null, v bigint)", "insert into t select n, n from generate_series(1, 30) n",
                "insert into t values (7, 0)");
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("create unique index concurrently half on t (id)")).isInstanceOf(SQLException.class);
        }
        assertThat(database.value("select indisvalid from pg_index where indexrelid = 'half'::regclass")).isEqualTo("f");
        refused("bigint", "id", "GS-4004: key 'id' of 't' is not unique: 7 appears more than once. ");
    }

    @Test
    void anIndexOfAnotherCollationProvesNothing() {
        open(TestDatabase.Kind.POSTGRES);
        database.execute(WITHOUT_CASE, "create table t (id text collate without_case not null, v bigint)", "create unique index bytes on t (id collate \"C\")",
                "insert into t values ('a', 1), ('A', 2), ('b', 3)");
        refused("varchar", "id", "GS-4004: key 'id' of 't' is not unique: ");
    }

    @Test
    void theIndexOfAParentProvesNothingOfItsChildren() {
        open(TestDatabase.Kind.POSTGRES);
        database.execute("create table t (id bigint primary key, v bigint)", "create table child () inherits (t)", "insert into t values (1, 1), (2, 2)",
                "insert into child values (2, 3)");
        refused("bigint", "id", "GS-4004: key 'id' of 't' is not unique: 2 appears more than once. ");
    }

    @Test
    void theOperatorsOfTextProveNothingOfCitext() {
        open(TestDatabase.Kind.POSTGRES);
        database.execute("create extension citext", "create table t (id citext not null, v bigint)", "create unique index texts on t (id text_ops)",
                "insert into t values ('a', 1), ('A', 2)");
        refused("varchar", "id", "GS-4004: key 'id' of 't' is not unique: ");
    }

    /** Each index alone, over a table whose rows are unique. */
    @Test
    void onlyWholePlainIndexesProve() throws SQLException {
        open(TestDatabase.Kind.POSTGRES);
        database.execute(WITHOUT_CASE,
                "create table t (id bigint not null, a text not null, c text collate \"C\" not null, n text collate without_case not null, v bigint)");
        Map<String, Boolean> indexes = new TreeMap<>(Map.of(
                "create unique index i on t (id)", true, "create unique index i on t (id desc) include (v)", true,
                "create unique index i on t (id) where v > 0", false, "create unique index i on t ((id + 0))", false,
                "create unique index i on t (id, v)", false, "create index i on t (id)", false,
                "alter table t add constraint i unique (id) deferrable", false));
        for (Map.Entry<String, Boolean> index : indexes.entrySet()) {
            assertProved(index.getKey(), index.getValue(), "id");
        }
        assertProved("create unique index i on t (id)", true, "a", "id");
        assertProved("create unique index i on t (a, id)", true, "id", "a");
        assertProved("create unique index i on t (a, id, v)", false, "id", "a");
        assertProved("create unique index i on t (a collate \"C\")", true, "a");
        assertProved("create unique index i on t (a text_pattern_ops)", false, "a");
        assertProved("create unique index i on t (c)", true, "c");
        assertProved("create unique index i on t (n)", true, "n");
        assertProved("create unique index i on t (n collate \"C\")", false, "n");
        assertProved("create unique index i on t (a collate without_case)", false, "a");
        database.execute("drop table t", "create table t (id bigint primary key, v bigint) partition by range (id)",
                "create table p partition of t for values from (0) to (9)");
        assertThat(isProved("id")).as("a partitioned table").isTrue();
        database.execute("drop table t", "create table t as select 1::bigint id, 2 v", "create materialized view m as select * from t",
                "create unique index i on m (id)");
        assertThat(isProved("id")).isFalse();
    }

    @Test
    void partsOfTextsAndHashesProveNothing() throws SQLException {
        open(TestDatabase.Kind.MARIADB);
        database.execute("create table t (id varchar(40) not null, k text not null, e enum('a', 'b') not null, s set('a', 'b') not null, v bigint)");
        assertProved("create unique index i on t (id)", true, "id");
        assertProved("create unique index i on t (v, id)", false, "id");
        assertProved("create unique index i on t (id(5))", false, "id");
        assertProved("create unique index i on t (k)", false, "k");
        assertProved("create unique index i on t (e)", true, "e");
        assertProved("create unique index i on t (s)", false, "s");
        assertProved("create index i on t (id)", false, "id");
    }

    @Test
    void anEnumWithAnEmptyLabelIsNoKey() {
        open(TestDatabase.Kind.MARIADB);
        database.execute("create table t (id enum('b', '', 'a') primary key, v bigint)");
        refused("varchar", "id",
                "GS-4005: key column 'id' of 't' has the type enum('b','','a'), which cannot be a key. Use an integer, decimal, text, enum, uuid, "
                        + "date or timestamp key, or several such columns together.");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void textsThatAreEqualToTheDatabaseAreOneKey(TestDatabase.Kind kind) {
        open(kind);
        String type = switch (kind) {
            case H2 -> "varchar_ignorecase(9)";
            case POSTGRES -> "text collate without_case";
            case MARIADB -> "varchar(9) character set utf8mb4 collate utf8mb4_general_ci";
        };
        database.execute(kind == TestDatabase.Kind.POSTGRES ? WITHOUT_CASE : "select 1", "create table t (id " + type + " not null, v bigint)",
                "insert into t values ('a', 1), ('A', 2)");
        assertThatThrownBy(() -> prepare("varchar", "id")).hasMessageMatching("GS-4004: key '(id|ID)' of 't' is not unique: [aA] appears more than once\\. .*");
    }

    /** Nothing but the check keeps such a table's key unique, so every execution checks. */
    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void aKeyThatCameTwiceSinceIsFoundWhenTheJobGoesOn(TestDatabase.Kind kind) {
        open(kind);
        database.execute("create table t (region varchar(9) not null, id bigint not null, v bigint)");
        for (int row = 1; row <= 20; row++) {
            database.execute("insert into t values ('EU', " + row + ", 0)");
        }
        TableJob job = job("region varchar, id bigint", "region", "id").build();
        try (TableRun first = JobFixture.run(database, new FakeSatellites(), job)) {
            JobRuns.chunks(first, 1);
            database.execute("insert into t values ('EU', 15, 1)");
            try (TableRun second = JobRuns.takenOver(database, first)) {
                assertThatThrownBy(() -> JobRuns.chunks(second, 9)).hasMessageMatching("GS-4004: key '(region, id|REGION, ID)' of 't' is not unique: "
                        + "(region|REGION)=EU, (id|ID)=15 appears more than once\\. .*");
            }
        }
        assertThat(database.value("select count(*) from target")).isEqualTo("7");
    }

    /** A sort of MariaDB looks at the first 1,024 bytes unless it is told otherwise. */
    @Test
    void textsAreOrderedToTheirEnd() {
        open(TestDatabase.Kind.MARIADB);
        database.execute("create table t (id text not null, v bigint)",
                "insert into t select concat(repeat('\u00fc', 740), seq * 17 % 41), seq from seq_1_to_40");
        JobRuns.run(database, job("id varchar", "id").partitions(3).build());
        assertThat(database.value("select count(*) from target join t on t.id = target.id and t.v = target.v")).isEqualTo("40");
        assertThat(database.value("select count(*) from target")).isEqualTo("40");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {"numeric | 'NaN' | numeric | 'NaN' is no number, which a key must be",
        "numeric | '-Infinity' | numeric | '-Infinity' is no number, which a key must be",
        "date | '0044-03-15 BC' | date | '-0043-03-15' is before the year 1, where keys begin",
        "timestamp | '0044-03-15 02:30:00 BC' | timestamp | '-0043-03-15T02:30' is before the year 1, where keys begin",
        "timestamptz | '0044-03-15 02:30:00+00 BC' | timestamp with time zone | '-0043-03-15T02:30Z' is before the year 1, where keys begin",
        "date | 'infinity' | date | 'infinity' is infinite"})
    void whatCannotBeFoundAgainIsRefusedWithColumnAndRow(String type, String value, String result, String why) {
        open(TestDatabase.Kind.POSTGRES);
        database.execute("create table t (id " + type + " primary key, v bigint)", "insert into t values (" + value + ", 1)");
        database.execute(type.equals("numeric") ? "insert into t select n, n from generate_series(1, 9) n"
                : "insert into t select date '2024-01-01' + n, n from generate_series(1, 9) n");
        int row = value.startsWith("'NaN") || value.startsWith("'inf") ? 10 : 1;
        for (int partitions : new int[] {1, 10}) {
            database.execute("drop table if exists target");
            TableJob job = job("id " + result, "id").partitions(partitions).build();
            try (TableRun run = JobFixture.run(database, new FakeSatellites(), job)) {
                assertThatThrownBy(() -> JobRuns.chunks(run, 9))
                        .hasMessageStartingWith("GS-1016: column 'id' holds a value that cannot be sent to a script: row "
                                + (partitions == 1 || row == 1 ? row : 1) + ": " + why + ". ");
            }
        }
    }

    @Test
    void aKeyOfSeveralColumnsIsFoundInItsIndex() {
        open(TestDatabase.Kind.POSTGRES);
        database.execute("create type mood as enum ('z', 'a')", "create domain number as bigint",
                "create table t (region mood, id number, v bigint, primary key (region, id))",
                "insert into t select case when n % 2 = 0 then 'z' else 'a' end::mood, n, n from generate_series(1, 40000) n", "analyze t");
        assertPlan("Index Cond: (ROW(region, (id)::bigint) > ROW('a'::mood, '39990'::bigint))", "[\"a\",\"39990\"]");
        database.execute("drop table t", "create extension citext", "create table t (region varchar(9), id citext, v bigint, primary key (region, id))",
                "insert into t select case when n % 2 = 0 then 'z' else 'a' end, n, n from generate_series(1, 40000) n", "analyze t");
        assertPlan("Index Cond: (ROW((region)::text, id) > ROW('z'::text, '9990'::citext))", "[\"z\",\"9990\"]");
        open(TestDatabase.Kind.MARIADB);
        database.execute("create table t (region varchar(9), id bigint, v bigint, primary key (region, id))",
                "insert into t select if(seq % 2 = 0, 'z', 'a'), seq, seq from seq_1_to_40000",
                "analyze table t");
        assertPlan("range", "[\"z\",\"39990\"]");
        open(TestDatabase.Kind.H2);
        database.execute("create table t (region varchar(9), id bigint, v bigint, primary key (region, id))");
        assertPlan("/* PUBLIC.PRIMARY_KEY", "[\"z\",\"39990\"]");
    }

    private void assertPlan(String expected, String key) {
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            SourceTable source = SourceTable.find(connection, database.dialect(), job("region varchar, id varchar", "region", "id").build());
            StringBuilder plan = new StringBuilder();
            try (var rows = statement.executeQuery("explain " + source.query(new KeyRange(0, null, null, key, 0, 0, 0))
                    .sql(value -> value instanceof String ? "'" + value + "'" : value.toString()))) {
                while (rows.next()) {
                    for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                        plan.append(rows.getString(column)).append(' ');
                    }
                }
            }
            assertThat(plan.toString()).contains(expected).doesNotContain("Sort").doesNotContain("filesort");
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
    }

    private void assertProved(String index, boolean proves, String... key) throws SQLException {
        database.execute(index);
        assertThat(isProved(key)).as(index + " for " + List.of(key)).isEqualTo(proves);
        boolean constraint = index.startsWith("alter");
        database.execute(
                constraint ? "alter table t drop constraint i" : database.dialect().urlPrefix().contains("mariadb") ? "drop index i on t" : "drop index i");
    }

    private boolean isProved(String... key) throws SQLException {
        try (Connection connection = database.connect()) {
            Table table = new TableMetadata(connection, database.dialect()).find("t").orElseThrow();
            List<Column> columns = List.of(key).stream().map(table::column).toList();
            return database.dialect().isUnique(connection, table, columns);
        }
    }

    private static TableJob.Builder job(String result, String first, String... further) {
        return TableJob.named("keys").from("t", first, further).into("target", result + ", v bigint").script("OutputDataSet = InputDataSet").chunkRows(7);
    }

    private void prepare(String type, String key) {
        JobChecks.prepare(JobFixture.services(database, new FakeSatellites()), job(key + " " + type, key).build());
    }

    private void refused(String type, String key, String message) {
        assertThatThrownBy(() -> prepare(type, key)).hasMessageStartingWith(message);
    }
}

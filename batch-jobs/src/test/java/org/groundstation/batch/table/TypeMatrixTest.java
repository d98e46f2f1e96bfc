package org.groundstation.batch.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.SqlType;
import org.groundstation.api.SqlType.Kind;
import org.groundstation.batch.database.Column;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.database.TableMetadata;
import org.groundstation.batch.database.TestDatabase;
import org.groundstation.batch.rows.ResultTarget;
import org.groundstation.batch.rows.RowSink;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every kind and arrays of every kind, with NULL and without, on every database, as a job and as the connector read them: what is
 * read from one table and written into another is the same to the database. A kind without samples does not compile.
 */
class TypeMatrixTest {
    private static final String GAP = "2024-03-10 02:30:00";

    @TestFactory
    Stream<DynamicTest> everyTypeTravelsExactly() {
        return Stream.of(TestDatabase.Kind.values()).flatMap(kind -> Stream.of("UTC", "America/New_York").map(
                zone -> DynamicTest.dynamicTest(kind + " from " + zone, () -> everyTypeTravelsExactly(kind, zone))));
    }

    private static void everyTypeTravelsExactly(TestDatabase.Kind kind, String zone) throws Exception {
        try (AutoCloseable back = JobTables.zone(zone); TestDatabase database = TestDatabase.open(kind)) {
            for (SqlType type : types()) {
                assertThat(database.dialect().keeps(type)).as(type + " on " + kind).isEqualTo(!isLacking(kind, type));
                if (!isLacking(kind, type)) {
                    travel(database, kind, type, true);
                    if (zone.equals("UTC")) { // no zone knows of NOT NULL
                        travel(database, kind, type, false);
                    }
                }
            }
        }
    }

    private static List<SqlType> types() {
        List<SqlType> types = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (kind != Kind.ARRAY) {
                SqlType type = kind == Kind.DECIMAL ? SqlType.decimal(38, 10) : new SqlType(kind, 0, 0);
                types.add(type);
                types.add(SqlType.array(type));
            }
        }
        return types;
    }

    /** What a database has no type for. */
    private static boolean isLacking(TestDatabase.Kind database, SqlType type) {
        return switch (database) {
            case POSTGRES -> false;
            case H2 -> type.kind() == Kind.INTERVAL || type.kind() == Kind.ARRAY && Set.of(Kind.INTERVAL, Kind.JSON).contains(type.element().kind());
            case MARIADB -> Set.of(Kind.NUMERIC, Kind.TIMESTAMP_TZ, Kind.INTERVAL, Kind.ARRAY).contains(type.kind());
        };
    }

    /** Values as SQL writes them between quotes. */
    private static List<String> samples(TestDatabase.Kind database, SqlType type) {
        boolean real = database != TestDatabase.Kind.MARIADB; // it has no number that is none, and no year but 1 to 9999
        boolean postgres = database == TestDatabase.Kind.POSTGRES;
        return switch (type.kind()) {
            case BOOLEAN -> List.of("true", "false");
            case TINYINT -> List.of("-128", "0", "127");
            case SMALLINT -> List.of("-32768", "0", "32767");
            case INTEGER -> List.of("-2147483648", "0", "2147483647");
            case BIGINT -> List.of("-9223372036854775808", "0", "9007199254740993", "9223372036854775807");
            case REAL -> with(real, List.of("0.1", "-3.40282e38", "1.5"), "3.4028235e38", "NaN", "Infinity", "-Infinity");
            case DOUBLE -> with(real, List.of("0.1", "-1.7976931348623157e308", "5e-324"), "NaN", "Infinity", "-Infinity");
            case DECIMAL -> List.of("-9999999999999999999999999999.9999999999", "0", "0.0000000001", "123.45");
            case NUMERIC -> with(postgres, List.of("12.50", "-0.000000000000000000000000000000000000000001", "123456789012345678901234567890123456789012345.5"),
                    "NaN", "Infinity", "-Infinity", "1e1000");
            case VARCHAR -> List.of("", " a  ", "z\u00fcrich \uD83D\uDE80?", "NULL", "{\"x\\,y\"}", "?");
            case VARBINARY -> List.of("", "00ff10", "5c5c");
            case DATE ->
                with(postgres, List.of("0001-01-01", "1582-10-10", "1969-12-31", "2024-03-10", "9999-12-31"), "0044-03-15 BC", "10000-01-01", "5874897-12-31");
            case TIME -> List.of("00:00:00", "02:30:00", "23:59:59.999999");
            case TIMESTAMP ->
                with(postgres, List.of("0001-01-01 00:00:00", "1969-12-31 23:59:59.999999", GAP, "2024-11-03 01:30:00", "9999-12-31 23:59:59.999999"),
                        "0044-03-15 02:30:00 BC", "10000-01-01 00:00:00.000001");
            case TIMESTAMP_TZ ->
                with(postgres, List.of("0001-01-02 00:00:00+00:00", GAP + "+00:00", "2024-03-10 02:30:00.000001-05:00", "9999-12-30 23:59:59.999999+00:00"),
                        "0044-03-15 02:30:00+00 BC", "10000-01-01 00:00:00+00");
            case UUID -> List.of("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-4fff-8fff-fffffffffffe");
            case JSON -> List.of("{\"a\": [1, \"\u00e9\", null]}", "null", "\"?\"", "1.0");
            case INTERVAL -> List.of("1 year 2 mons -45 days -25:00:00.000001", "0", "-178000000 years", "2000000:00:00");
            case ARRAY -> throw new IllegalArgumentException(type + " has the samples of its elements");
        };
    }

    private static List<String> with(boolean more, List<String> values, String... others) {
        return more ? Stream.concat(values.stream(), Stream.of(others)).toList() : values;
    }

    private static void travel(TestDatabase database, TestDatabase.Kind kind, SqlType type, boolean nullable) throws SQLException {
        Dialect dialect = database.dialect();
        String column = dialect.ddlType(type) + (nullable ? "" : " not null");
        List<String> values = values(kind, dialect, type);
        assertThat(values).as(type.toString()).isNotEmpty();
        List<String> statements = new ArrayList<>();
        for (String table : List.of("source", "job", "connector")) {
            statements.add("drop table if exists " + table);
            statements.add("create table " + table + " (id bigint primary key, v " + column + ")");
        }
        for (String value : values) {
            statements.add("insert into source values (" + statements.size() + ", " + value + ")");
        }
        if (nullable) {
            statements.addAll(List.of("insert into source values (1000, null)", "insert into source values (0, null)"));
        }
        database.execute(statements.toArray(String[]::new));
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            RowSink job = sink(connection, dialect, "job");
            JobTables.job(database, "source", 3, batch -> write(job, connection, batch));
            RowSink connector = sink(connection, dialect, "connector");
            JobTables.connector("select id, v from source order by id", 100, batch -> write(connector, connection, batch));
            connection.commit();
        }
        for (String table : List.of("job", "connector")) {
            String what = type + (nullable ? "" : " not null") + " on " + kind + " by the " + table;
            assertThat(database.value("select count(*) from " + table)).as(what).isEqualTo(database.value("select count(*) from source"));
            assertThat(database.value("select min(s.id) from source s left join " + table + " t on t.id = s.id where " + differs(kind)))
                    .as("first row of " + what).isNull();
        }
    }

    private static String differs(TestDatabase.Kind kind) {
        return switch (kind) {
            case POSTGRES -> "s.v::text is distinct from t.v::text";
            case H2 -> "s.v is distinct from t.v";
            case MARIADB -> "not (s.v <=> t.v) or not (hex(s.v) <=> hex(t.v))";
        };
    }

    /** Each sample as an expression; for an array, arrays of one, of none, of all and of NULL. */
    private static List<String> values(TestDatabase.Kind kind, Dialect dialect, SqlType type) {
        if (type.kind() != Kind.ARRAY) {
            return samples(kind, type).stream().map(sample -> value(kind, type, sample)).toList();
        }
        String element = kind == TestDatabase.Kind.H2 ? dialect.ddlType(type).replaceFirst(" array$", "") : dialect.ddlType(type.element());
        List<String> all = samples(kind, type.element()).stream().map(sample -> "cast(" + value(kind, type.element(), sample) + " as " + element + ")")
                .toList();
        String array = kind == TestDatabase.Kind.H2 ? "cast(array[%s] as " + element + " array)" : "cast(array[%s] as " + element + "[])";
        return List.of(array.formatted(all.get(0)), array.formatted(""), array.formatted(all.stream().collect(Collectors.joining(", ")) + ", null"),
                array.formatted("null"));
    }

    private static String value(TestDatabase.Kind kind, SqlType type, String sample) {
        String quoted = "'" + sample.replace("'", "''") + "'";
        return switch (type.kind()) {
            case BOOLEAN -> sample;
            case VARBINARY -> kind == TestDatabase.Kind.POSTGRES ? "decode(" + quoted + ", 'hex')" : "x" + quoted;
            case JSON -> kind == TestDatabase.Kind.H2 ? "json " + quoted : kind == TestDatabase.Kind.POSTGRES ? "cast(" + quoted + " as json)" : quoted;
            case VARCHAR -> kind == TestDatabase.Kind.MARIADB ? quoted.replace("\\", "\\\\") : quoted;
            case TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL, NUMERIC, DATE, TIME, TIMESTAMP, TIMESTAMP_TZ, UUID, INTERVAL, ARRAY -> quoted;
        };
    }

    /** As a job writes it that declares the columns as the catalog has them. */
    private static RowSink sink(Connection connection, Dialect dialect, String table) throws SQLException {
        List<Column> columns = new TableMetadata(connection, dialect).find(table).orElseThrow().columns();
        return dialect.sink(connection, new ResultTarget(table, columns.stream().map(column -> new ResultTarget.Column(column.name(), column.name(),
                dialect.quote(column.name()), column.type().orElseThrow())).toList()));
    }

    private static void write(RowSink sink, Connection connection, VectorSchemaRoot batch) throws SQLException {
        assertThat(sink.write(connection, batch)).as("rows counted").isEqualTo(batch.getRowCount());
    }
}

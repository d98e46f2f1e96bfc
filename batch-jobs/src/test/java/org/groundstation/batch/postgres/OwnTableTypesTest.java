package org.groundstation.batch.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.ResultSchema;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.database.TestDatabase;
import org.groundstation.batch.rows.JdbcBatchSource;
import org.groundstation.batch.rows.JdbcRowSink;
import org.groundstation.batch.rows.KeyedQuery;
import org.groundstation.batch.rows.ResultTarget;
import org.groundstation.batch.rows.RowSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every type, written into a table as a job makes it and read back, is the same value. */
class OwnTableTypesTest {
    private static final PeriodDuration INTERVAL = new PeriodDuration(Period.of(0, 14, -45), Duration.ofNanos(-90_000_000_001_000L));
    private static final ResultSchema ALL = ResultSchema.parse("id bigint not null, b boolean, t tinyint, s smallint, i integer, r real,"
            + " d double, n decimal(38,10), q numeric, c varchar, y varbinary, a date, o time, p timestamp, z timestamp with time zone,"
            + " u uuid, j json");

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void everyTypeComesBack(TestDatabase.Kind kind) throws SQLException {
        List<List<Object>> rows = List.of(
                Arrays.asList(1L, true, (byte) -128, (short) -32768, Integer.MIN_VALUE, Float.NEGATIVE_INFINITY, Double.NaN,
                        new BigDecimal("-9999999999999999999999999999.9999999999"), new BigDecimal("-" + "1234567890".repeat(9) + ".000123"),
                        "", new byte[0], LocalDate.of(1, 1, 1), LocalTime.MIDNIGHT, LocalDateTime.of(1, 1, 1, 0, 0),
                        OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC), "00000000-0000-0000-0000-000000000000", "{\"a\":[1,\"\u00e9\",null]}"),
                Arrays.asList(Long.MAX_VALUE, false, (byte) 127, (short) 32767, Integer.MAX_VALUE, Float.NaN, Double.POSITIVE_INFINITY,
                        new BigDecimal("0.0000000001"), BigDecimal.ZERO, "\ud83d\ude80 \u00df", new byte[] {0, -1, 16}, LocalDate.of(9999, 12, 31),
                        LocalTime.of(23, 59, 59, 999_999_000), LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000),
                        OffsetDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000, ZoneOffset.UTC), "ffffffff-ffff-4fff-8fff-ffffffffffff", "\"x\""),
                Arrays.asList(0L, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null));
        try (TestDatabase database = TestDatabase.open(kind)) {
            Dialect dialect = database.dialect();
            ResultSchema schema = new ResultSchema(ALL.columns().stream().filter(column -> dialect.keeps(column.type())).toList());
            List<List<Object>> kept = rows.stream().map(row -> kept(row, dialect, kind != TestDatabase.Kind.MARIADB)).toList();
            List<List<Object>> read = writtenAndRead(database, schema, kept);
            assertThat(read).hasSize(3);
            assertThat(plain(read.get(0))).isEqualTo(plain(kept.get(2)));
            assertThat(plain(read.get(1))).isEqualTo(plain(kept.get(0)));
            assertThat(plain(read.get(2))).isEqualTo(plain(kept.get(1)));
        }
    }

    /** The cells that the database has a type for; MariaDB has no NaN and no infinity. */
    private static List<Object> kept(List<Object> row, Dialect dialect, boolean infinite) {
        List<Object> kept = new ArrayList<>();
        for (int column = 0; column < row.size(); column++) {
            Object cell = row.get(column);
            boolean finite = infinite || !(cell instanceof Float || cell instanceof Double) || Double.isFinite(((Number) cell).doubleValue());
            if (dialect.keeps(ALL.columns().get(column).type())) {
                kept.add(finite ? cell : cell instanceof Float ? (Object) Float.MIN_VALUE : (Object) Double.MIN_VALUE);
            }
        }
        return kept;
    }

    @ParameterizedTest
    @EnumSource(value = TestDatabase.Kind.class, names = "MARIADB", mode = EnumSource.Mode.EXCLUDE)
    void arraysOfEveryTypeComeBack(TestDatabase.Kind kind) throws SQLException {
        String columns = "id bigint not null, b boolean[], s smallint[], i integer[], l bigint[], r real[], d double[], n decimal(38,10)[], q numeric[],"
                + " c varchar[], y varbinary[], a date[], o time[], p timestamp[], z timestamp with time zone[], u uuid[]";
        ResultSchema schema = ResultSchema.parse(kind == TestDatabase.Kind.H2 ? columns : columns + ", j json[], w interval[]");
        List<Object> values = new ArrayList<>(
                List.of(1L, List.of(true, false), Arrays.asList((short) 1, null), List.of(Integer.MIN_VALUE), List.of(Long.MAX_VALUE),
                        List.of(1.5f, Float.NaN), List.of(-0.1, Double.NEGATIVE_INFINITY), List.of(new BigDecimal("-9999999999999999999999999999.9999999999")),
                        List.of(new BigDecimal("-" + "1234567890".repeat(9) + ".000123")), Arrays.asList("", null, "a,b \"{}\\ \ud83d\ude80", "NULL"),
                        List.of(ByteBuffer.wrap(new byte[] {0, -1}), ByteBuffer.wrap(new byte[0])),
                        Arrays.asList(null, LocalDate.of(1, 1, 1), LocalDate.of(9999, 12, 31)),
                        List.of(LocalTime.of(23, 59, 59, 999_999_000)), List.of(LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000)),
                        List.of(OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC)), List.of("ffffffff-ffff-4fff-8fff-ffffffffffff")));
        List<Object> empty = new ArrayList<>(List.of(2L));
        List<Object> absent = new ArrayList<>(List.of(3L));
        if (kind != TestDatabase.Kind.H2) {
            values.addAll(List.of(List.of("{\"a\": [1]}"), Arrays.asList(INTERVAL, null)));
        }
        for (int column = 1; column < values.size(); column++) {
            empty.add(List.of());
            absent.add(null);
        }
        try (TestDatabase database = TestDatabase.open(kind)) {
            assertThat(writtenAndRead(database, schema, List.of(values, empty, absent))).containsExactly(values, empty, absent);
        }
    }

    /** On MariaDB max_allowed_packet is the limit, 16 MB where nobody raised it. */
    @ParameterizedTest
    @EnumSource(value = TestDatabase.Kind.class, names = "MARIADB", mode = EnumSource.Mode.EXCLUDE)
    void aHundredMegabytesInOneCellComeBack(TestDatabase.Kind kind) throws SQLException {
        String text = "\ud83d\ude80".repeat(25_000_000);
        byte[] bytes = new byte[100_000_000];
        bytes[99_999_999] = -1;
        try (TestDatabase database = TestDatabase.open(kind)) {
            List<List<Object>> read = writtenAndRead(database, ResultSchema.parse("id bigint not null, c varchar, y varbinary"),
                    List.of(List.of(1L, text, bytes)));
            // comparing by an assertion would print them
            assertThat(read.get(0).get(1).equals(text) && read.get(0).get(2).equals(ByteBuffer.wrap(bytes))).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(value = TestDatabase.Kind.class, names = "MARIADB", mode = EnumSource.Mode.EXCLUDE)
    void sixteenHundredColumnsComeBack(TestDatabase.Kind kind) throws SQLException {
        ResultSchema schema = ResultSchema
                .parse(IntStream.range(0, 1_600).mapToObj(i -> (i == 0 ? "id" : "c" + i) + " integer").collect(Collectors.joining(", ")));
        List<Object> row = new ArrayList<>(IntStream.range(0, 1_600).boxed().toList());
        try (TestDatabase database = TestDatabase.open(kind)) {
            assertThat(writtenAndRead(database, schema, List.of(row))).containsExactly(row);
        }
    }

    @Test
    void intervalsComeBackFromPostgres() throws SQLException {
        ResultSchema schema = ResultSchema.parse("id bigint not null, w interval");
        List<List<Object>> rows = List.of(List.of(1L, INTERVAL), Arrays.asList(2L, null),
                List.of(3L, new PeriodDuration(Period.of(0, Integer.MIN_VALUE / 2, Integer.MIN_VALUE), Duration.ofSeconds(-9_223_372_036L))),
                List.of(4L, new PeriodDuration(Period.ZERO, Duration.ZERO)));
        try (TestDatabase database = TestDatabase.open(TestDatabase.Kind.POSTGRES)) {
            assertThat(writtenAndRead(database, schema, rows)).isEqualTo(rows);
            assertThat(database.value("select w from own where id = 1")).isEqualTo("1 year 2 mons -45 days -25:00:00.000001");
        }
    }

    /** Through the dialect's own way and through JDBC, in and out. */
    private static List<List<Object>> writtenAndRead(TestDatabase database, ResultSchema schema, List<List<Object>> rows) throws SQLException {
        Dialect dialect = database.dialect();
        KeyedQuery query = new KeyedQuery("select * from own", dialect.quote("id"), null, null);
        List<List<Object>> last = null;
        for (RowSinks sinks : List.<RowSinks>of(dialect::sink, (connection, target) -> new JdbcRowSink(target, dialect::parameter))) {
            database.execute("drop table if exists own", "create table own (" + schema.columns().stream().map(column -> dialect.quote(column.name()) + " "
                    + dialect.ddlType(column.type())).collect(Collectors.joining(", ")) + ")");
            try (Connection connection = database.connect();
                    BufferAllocator allocator = new RootAllocator();
                    VectorSchemaRoot batch = Batches.of(schema, unwrapped(rows), allocator)) {
                connection.setAutoCommit(false);
                sinks.open(connection, new ResultTarget("own", schema.columns().stream().map(column -> new ResultTarget.Column(column.name(),
                        column.name(), dialect.quote(column.name()), column.type())).toList())).write(connection, batch);
                connection.commit();
            }
            for (Batches.Opener opener : List.<Batches.Opener>of(dialect::scan, JdbcBatchSource::open)) {
                List<List<Object>> read = Batches.read(opener, query, 2).stream().skip(1).toList();
                assertThat(last == null || last.equals(read)).as("both ways read the same").isTrue();
                last = read;
            }
        }
        return last;
    }

    private interface RowSinks {
        RowSink open(Connection connection, ResultTarget target) throws SQLException;
    }

    /** Byte buffers compare, byte arrays are bound. */
    private static List<List<Object>> unwrapped(List<List<Object>> rows) {
        return rows.stream().map(row -> row.stream().map(cell -> cell instanceof List<?> list
                ? (Object) list.stream().map(value -> value instanceof ByteBuffer bytes ? bytes.array() : value).toList() : cell).collect(Collectors.toList()))
                .toList();
    }

    /** Tables have no tinyint everywhere, and the scale of a number without limits may differ. */
    private static List<Object> plain(List<Object> row) {
        List<Object> plain = new ArrayList<>();
        for (Object value : row) {
            plain.add(value instanceof Byte || value instanceof Short ? ((Number) value).intValue()
                    : value instanceof BigDecimal number ? number.stripTrailingZeros()
                            : value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value);
        }
        return plain;
    }
}

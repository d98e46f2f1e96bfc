package org.groundstation.batch.postgres;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.ResultSchema;
import org.groundstation.batch.database.TestDatabase;
import org.groundstation.batch.rows.JdbcRowSink;
import org.groundstation.batch.rows.ResultTarget;
import org.groundstation.batch.rows.RowSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** COPY IN writes what inserts write. */
class CopyRowSinkTest {
    private static final ResultSchema ALL = ResultSchema.parse("b boolean, k tinyint, s smallint, i integer, l bigint, r real, d double,"
            + " n decimal(38,10), w decimal(38,0), f decimal(38,38), c decimal(10,2), v varchar, y varbinary, a date, o time, p timestamp,"
            + " z timestamptz, u uuid");
    private static final String OWN_TYPES = "b boolean, k smallint, s smallint, i integer, l bigint, r real, d double precision,"
            + " n numeric(38,10), w numeric(38,0), f numeric(38,38), c numeric(10,2), v text, y bytea, a date, o time, p timestamp,"
            + " z timestamptz, u uuid";
    private static final String WIDER_TYPES = "b boolean, k numeric, s int, i bigint, l numeric, r double precision, d double precision,"
            + " n numeric, w numeric, f numeric, c numeric(12,3), v varchar(200000), y bytea, a date, o time(0), p timestamp(3),"
            + " z timestamptz(0), u text";
    private static final String FIXED_TYPES = "b boolean, k bigint, s numeric, i numeric, l bigint, r real, d double precision,"
            + " n numeric(38,10), w numeric(38,0), f numeric(38,38), c numeric, v char(100000), y bytea, a date, o time(3), p timestamp(0),"
            + " z timestamptz(3), u varchar(36)";

    private final TestDatabase database = TestDatabase.open(TestDatabase.Kind.POSTGRES);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void everyTypeIsWrittenAsByInserts() throws SQLException {
        List<List<Object>> rows = rows();
        for (String types : List.of(OWN_TYPES, WIDER_TYPES, FIXED_TYPES)) {
            database.execute("drop table if exists inserted, copied", "create table inserted (" + types + ")", "create table copied (" + types + ")");
            write(new JdbcRowSink(Batches.target("inserted", ALL), database.dialect()::parameter), ALL, rows);
            write(copy(Batches.target("copied", ALL)), ALL, rows);
            assertThat(database.value("select count(*) from copied")).isEqualTo(Integer.toString(rows.size()));
            for (ResultSchema.Column column : ALL.columns()) {
                String name = column.name();
                assertThat(database.value("select string_agg(" + name + "::text, ',') from (select " + name + " from copied except all select "
                        + name + " from inserted) x")).as(name).isNull();
            }
            assertThat(database.value("select count(*) from (select t::text from copied t except all select t::text from inserted t) x"))
                    .as(types).isEqualTo("0");
        }
    }

    @Test
    void refusedValuesAreRefusedAsByInserts() throws SQLException {
        database.execute("create domain small as int check (value < 10)",
                "create table t (id bigint primary key, v varchar(3) check (v <> 'no'), n numeric(4,1) not null)", "insert into t values (7, 'x', 0)");
        ResultSchema schema = ResultSchema.parse("id bigint, v varchar, n decimal(4,1)");
        List<List<List<Object>>> refused = List.of(List.of(List.of(1L, "long", BigDecimal.ONE)), List.of(List.of(1L, "no", BigDecimal.ONE)),
                List.of(Arrays.asList(1L, "a", null)), List.of(List.of(1L, "a", BigDecimal.ONE), List.of(7L, "a", BigDecimal.ONE)),
                List.of(List.of(1L, "\0", BigDecimal.ONE)));
        for (List<List<Object>> rows : refused) {
            SQLException inserting = (SQLException) catchThrowable(
                    () -> write(new JdbcRowSink(Batches.target("t", schema), database.dialect()::parameter), schema, rows));
            SQLException copying = (SQLException) catchThrowable(() -> write(copy(Batches.target("t", schema)), schema, rows));
            SQLException told = inserting.getNextException() == null ? inserting : inserting.getNextException();
            assertThat(copying.getSQLState()).as(told.getMessage()).isEqualTo(told.getSQLState());
            assertThat(database.value("select count(*) from t")).isEqualTo("1");
        }
    }

    @Test
    void refusedCopyLeavesTheTransactionToItsRollbackAndTheConnectionUsable() throws SQLException {
        database.execute("create table t (id bigint primary key)", "create table other (x int)", "insert into t values (70000)");
        ResultSchema schema = ResultSchema.parse("id bigint");
        RowSink sink = copy(Batches.target("t", schema));
        try (Connection connection = database.connect();
                BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot bad = Batches.of(schema, keys(0, 100_000), allocator);
                VectorSchemaRoot good = Batches.of(schema, keys(200_000, 10), allocator)) {
            connection.setAutoCommit(false);
            execute(connection, "insert into other values (1)");
            assertThat(catchThrowable(() -> sink.write(connection, bad))).isInstanceOf(SQLException.class)
                    .hasMessageContaining("duplicate key").hasMessageContaining("(id)=(70000)");
            assertTimeoutPreemptively(ofSeconds(20), () -> connection.rollback());
            assertThat(database.value("select count(*) from other")).isEqualTo("0");
            assertThat(database.value("select count(*) from t")).isEqualTo("1");
            sink.write(connection, good);
            sink.write(connection, Batches.of(schema, List.of(), allocator));
            execute(connection, "insert into other values (2)");
            connection.commit();
        }
        assertThat(database.value("select count(*) from other")).isEqualTo("1");
        assertThat(database.value("select count(*) from t")).isEqualTo("11");
    }

    @Test
    void valueThatCannotBeEncodedEndsTheCommand() throws SQLException {
        database.execute("create table t (id bigint primary key, u uuid)");
        ResultSchema schema = ResultSchema.parse("id bigint, u uuid");
        List<List<Object>> rows = new ArrayList<>();
        for (long id = 0; id < 20_000; id++) {
            rows.add(List.of(id, id == 15_000 ? "not a uuid" : "00000000-0000-0000-0000-000000000001"));
        }
        RowSink sink = copy(Batches.target("t", schema));
        try (Connection connection = database.connect();
                BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot bad = Batches.of(schema, rows, allocator);
                VectorSchemaRoot good = Batches.of(schema, rows.subList(0, 10), allocator)) {
            connection.setAutoCommit(false);
            assertThat(catchThrowable(() -> sink.write(connection, bad))).isInstanceOf(IllegalArgumentException.class);
            assertTimeoutPreemptively(ofSeconds(20), () -> connection.rollback());
            sink.write(connection, good);
            connection.commit();
        }
        assertThat(database.value("select count(*) from t")).isEqualTo("10");
    }

    @Test
    void serverThatIsGoneIsReportedAndNothingHangs() throws SQLException {
        database.execute("create table t (id bigint primary key)");
        ResultSchema schema = ResultSchema.parse("id bigint");
        RowSink sink = copy(Batches.target("t", schema));
        try (Connection connection = database.connect();
                BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot batch = Batches.of(schema, keys(0, 100_000), allocator)) {
            connection.setAutoCommit(false);
            execute(connection, "select 1");
            database.execute("select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction'"
                    + " and datname = current_database()");
            assertTimeoutPreemptively(ofSeconds(20), () -> assertThat(catchThrowable(() -> sink.write(connection, batch)))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(database.dialect().isConnectionLost(e)).isTrue()));
            assertTimeoutPreemptively(ofSeconds(20), () -> assertThat(catchThrowable(connection::rollback)).isInstanceOf(SQLException.class));
        }
        assertThat(database.value("select count(*) from t")).isEqualTo("0");
    }

    @Test
    void tablesInWhichCopyWouldDoSomethingElseGetInserts() throws SQLException {
        ResultSchema schema = ResultSchema.parse("id bigint, v varchar");
        database.execute("create type mood as enum ('sad')", "create table plain (id bigint, v text)",
                "create table enumerated (id bigint, v mood)", "create table named (id bigint, v name)",
                "create view seen as select * from plain", "create table ruled (id bigint, v text)",
                "create rule twice as on insert to ruled do also insert into plain values (new.id, new.v)",
                "create table secured (id bigint, v text)", "alter table secured enable row level security",
                "create table counted (id bigint generated always as identity, v text)",
                "create table counted_too (id bigint generated by default as identity, v text)",
                "create table parted (id bigint, v text) partition by range (id)");
        for (String table : List.of("enumerated", "named", "seen", "ruled", "secured", "counted")) {
            assertThat(sink(Batches.target(table, schema))).as(table).isInstanceOf(JdbcRowSink.class);
        }
        for (String table : List.of("plain", "counted_too", "parted")) {
            assertThat(sink(Batches.target(table, schema))).as(table).isInstanceOf(CopyRowSink.class);
        }
        write(sink(Batches.target("seen", schema)), schema, List.of(List.of(1L, "through the view")));
        assertThat(database.value("select v from plain")).isEqualTo("through the view");
    }

    private RowSink copy(ResultTarget target) throws SQLException {
        RowSink sink = sink(target);
        assertThat(sink).isInstanceOf(CopyRowSink.class);
        return sink;
    }

    private RowSink sink(ResultTarget target) throws SQLException {
        try (Connection connection = database.connect()) {
            return ((CountedSink) database.dialect().sink(connection, target)).counted();
        }
    }

    private void write(RowSink sink, ResultSchema schema, List<List<Object>> rows) throws SQLException {
        try (Connection connection = database.connect();
                BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot batch = Batches.of(schema, rows, allocator)) {
            connection.setAutoCommit(false);
            try {
                sink.write(connection, batch);
                connection.commit();
            } finally {
                connection.rollback();
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<List<Object>> keys(long first, int count) {
        List<List<Object>> rows = new ArrayList<>();
        for (long key = first; key < first + count; key++) {
            rows.add(List.of(key));
        }
        return rows;
    }

    private static List<List<Object>> rows() {
        List<List<Object>> rows = new ArrayList<>();
        rows.add(Arrays.asList(new Object[ALL.columns().size()]));
        rows.add(List.of(true, Byte.MIN_VALUE, Short.MIN_VALUE, Integer.MIN_VALUE, Long.MIN_VALUE, Float.NaN, Double.POSITIVE_INFINITY,
                new BigDecimal("-9999999999999999999999999999.9999999999"), new BigDecimal("9".repeat(38)), new BigDecimal("0." + "9".repeat(38)),
                new BigDecimal("-0.01"), "", new byte[0], LocalDate.of(1, 1, 1), LocalTime.MIN, LocalDate.of(1, 1, 1).atStartOfDay(),
                LocalDate.of(1, 1, 1).atStartOfDay().atOffset(ZoneOffset.UTC), "00000000-0000-0000-0000-000000000000"));
        rows.add(List.of(false, Byte.MAX_VALUE, Short.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE, Float.NEGATIVE_INFINITY, Double.NaN,
                new BigDecimal("0.0000000001"), new BigDecimal("-" + "9".repeat(38)), new BigDecimal("-0." + "0".repeat(37) + "1"),
                new BigDecimal("99999999.99"), "z\u00fcrich \uD83D\uDE80 '\"\\\t\n", new byte[] {0, -1, 16}, LocalDate.of(9999, 12, 31),
                LocalTime.of(23, 59, 58, 999_999_000), LocalDateTime.of(9999, 12, 31, 23, 59, 58, 999_999_000),
                OffsetDateTime.of(9999, 12, 31, 23, 59, 58, 999_999_000, ZoneOffset.UTC), "FFFFFFFF-ffff-4FFF-8fff-ffffffffffff"));
        rows.add(List.of(false, (byte) 0, (short) 0, 0, 0L, -0f, -0d, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO,
                "x".repeat(100_000), new byte[200_000], LocalDate.EPOCH, LocalTime.NOON, LocalDate.EPOCH.atStartOfDay(),
                OffsetDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000, ZoneOffset.UTC), "1-2-3-4-5"));
        Random random = new Random(17);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            LocalDateTime time = LocalDateTime.of(1 + random.nextInt(9_998), 1, 1, 0, 0).plusNanos(random.nextLong(300L * 86_400_000_000_000L) / 1_000 * 1_000);
            List<Object> row = new ArrayList<>(List.of(random.nextBoolean(), (byte) random.nextInt(), (short) random.nextInt(), random.nextInt(),
                    random.nextLong(), random.nextFloat(), random.nextGaussian(), decimal(random, 38, 10), decimal(random, 38, 0),
                    decimal(random, 38, 38), decimal(random, 10, 2), "text " + random.nextInt(), bytes, time.toLocalDate(), time.toLocalTime(),
                    time, time.atOffset(ZoneOffset.UTC), new java.util.UUID(random.nextLong(), random.nextLong()).toString()));
            row.set(random.nextInt(row.size()), null);
            rows.add(row);
        }
        return rows;
    }

    private static BigDecimal decimal(Random random, int precision, int scale) {
        BigInteger digits = new BigInteger(random.nextInt(127), random).mod(BigInteger.TEN.pow(1 + random.nextInt(precision)));
        return new BigDecimal(random.nextBoolean() ? digits : digits.negate(), scale);
    }
}

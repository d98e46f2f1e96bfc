package org.groundstation.batch.postgres;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.groundstation.api.columnar.BatchLimits;
import org.groundstation.batch.database.ReaderDataSource;
import org.groundstation.batch.database.TestDatabase;
import org.groundstation.batch.rows.BatchSource;
import org.groundstation.batch.rows.JdbcBatchSource;
import org.groundstation.batch.rows.KeyedQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** COPY OUT reads what JDBC reads. */
class CopyBatchSourceTest {
    private static final int MANY = 300_000;

    private final TestDatabase database = TestDatabase.open(TestDatabase.Kind.POSTGRES);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void everyTypeReadsAsThroughJdbc() throws SQLException {
        database.execute("create type mood as enum ('sad', 'it''s ok')",
                "create table t (id bigserial primary key, b boolean, s smallint, i integer, l bigint, r real, d double precision,"
                        + " n numeric(38,10), w numeric(38,0), f numeric(38,38), c numeric(5,3), v varchar(20), x text, h char(5),"
                        + " m name, e mood, y bytea, a date, o time, p timestamp, z timestamptz, u uuid, q numeric, j json, k jsonb)",
                "insert into t default values",
                """
                        insert into t (q, j, k) select q, '{"a" : [1, "é", null]}', '{"a" : [1, "é", null]}' from (values ('NaN'::numeric), ('Infinity'),
                            ('-Infinity'), (0), ('0.000'), ('-0.000000000000000000000000000000000000000000000000000000000000000001'), ('1e131071'), ('10000'),
                            ('9999.9999'), ('100010001000100010001000.00010'), ('-123456789012345678901234567890123456789012345678901234567890.5')) v (q)""",
                """
                        insert into t values (default, true, -32768, -2147483648, -9223372036854775808, 'NaN', 'Infinity',
                            -9999999999999999999999999999.9999999999, 99999999999999999999999999999999999999,
                            0.99999999999999999999999999999999999999, -99.999, '', '', '', '', 'sad', '', '0001-01-01', '00:00',
                            '0001-01-01 00:00', '0001-01-01 00:00+00', '00000000-0000-0000-0000-000000000000', 1.10, '1', '"x"')""",
                """
                        insert into t values (default, false, 32767, 2147483647, 9223372036854775807, '-Infinity', 'NaN',
                            0.0000000001, -99999999999999999999999999999999999999, 0.00000000000000000000000000000000000001, 0.001,
                            '\u00e9\uD83D\uDE80', E'a\\nb\\t''"\\\\', 'ab', 'n', 'it''s ok', '\\x00ff10', '9999-12-31', '23:59:59.999999',
                            '9999-12-31 23:59:59.999999', '9999-12-31 23:59:59.999999+00', 'FFFFFFFF-ffff-4FFF-8fff-ffffffffffff')""",
                """
                        insert into t values (default, false, 0, 0, 0, '-0', '-0', 0, 0, 0, 0, ' ', repeat('z', 100000), 'abcde', repeat('n', 63),
                            'sad', decode(repeat('ab', 70000), 'hex'), '0044-03-15 BC', '00:00:00.000001', '1969-12-31 23:59:59.999999', '0044-03-15 00:00 BC',
                            gen_random_uuid())""",
                """
                        insert into t select g + 100, g % 2 = 0, g % 30000 - 15000, g * 7919 - 1000000, g * 1234567890123 - 7, random(), random() * 1e300,
                            (random() - 0.5) * (10::numeric ^ (g % 38 - 10)), trunc((random() - 0.5) * (10::numeric ^ (g % 38))),
                            (random() - 0.5) / (10::numeric ^ (g % 38)), random() * 10, left(md5(g::text), g % 20), md5(g::text), left(md5(g::text), g % 5),
                            'x', 'sad', decode(md5(g::text), 'hex'), date '1500-01-01' + g * 40, time '00:00' + g * interval '8 seconds 1 microsecond',
                            timestamp '1400-02-28' + g * interval '23 days 1.000001 seconds', timestamptz '1400-02-28 00:00+00' + g * interval '29 days',
                            gen_random_uuid() from generate_series(1, 3000) g""");
        KeyedQuery query = new KeyedQuery("select * from t", "id", null, null);
        List<List<Object>> copied = Batches.read(database.dialect()::scan, query, 701);
        List<List<Object>> read = Batches.read(JdbcBatchSource::open, query, 701);
        assertThat(copied).hasSize(3016);
        for (int row = 0; row < read.size(); row++) {
            assertThat(copied.get(row)).as("row " + row).isEqualTo(read.get(row));
        }
        assertThat(isCopy("t")).isTrue();
    }

    @Test
    void typesWithAnotherBinaryFormReadThroughJdbc() throws SQLException {
        for (String type : List.of("\"char\"", "oid", "bit(1)", "bit(8)", "varbit", "inet", "xml")) {
            database.execute("drop table if exists t", "create table t (id bigint, v " + type + ")");
            assertThat(isCopy("t")).as(type).isFalse();
        }
        database.execute("drop table t", "create table t (id bigint, v text)", "create view only_some as select id, upper(v) as v from t");
        assertThat(isCopy("only_some")).isTrue();
    }

    @Test
    void arraysOfSeveralDimensionsAndHugeIntervalsAreRefused() {
        database.execute("create table nested as select bigint '1' as id, '{{1,2},{3,4}}'::int[] as v");
        database.execute("create table huge as select bigint '1' as id, interval '3000000 hours' as v");
        for (Batches.Opener opener : List.<Batches.Opener>of(database.dialect()::scan, JdbcBatchSource::open)) {
            assertThatThrownBy(() -> Batches.read(opener, new KeyedQuery("select * from nested", "id", null, null), 10)).hasMessage("GS-1015: column 'v'"
                    + " holds an array of more than one dimension, which cannot be sent to a script. Flatten it in the query, on PostgreSQL with"
                    + " array(select unnest(column)), or CAST it to text.");
            assertThatThrownBy(() -> Batches.read(opener, new KeyedQuery("select * from huge", "id", null, null), 10))
                    .hasMessageStartingWith("GS-1016: column 'v' holds a value that cannot be sent to a script: row 1: '")
                    .hasMessageContaining("' has more than 292 years in hours, minutes and seconds, or is infinite. ");
        }
    }

    @Test
    void emptyTableHasNoBatch() throws SQLException {
        database.execute("create table t (id bigint primary key)");
        assertThat(Batches.read(database.dialect()::scan, new KeyedQuery("select * from t", "id", null, null), 10)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void hostileTextKeysAreOnlyText(String standardConformingStrings) throws SQLException {
        String name = database.value("select current_database()");
        database.execute("alter database " + name + " set standard_conforming_strings = " + standardConformingStrings,
                "create table t (id text collate \"C\" primary key)", "create table precious (x int)");
        List<String> keys = List.of("", "'", "''", "\\", "\\'", "'; drop table precious; --", "\\'; drop table precious; --",
                "\\\\'; drop table precious; --", "' or 'a'='a", "E'x'", "$$", "$1", "?", "??", "{fn now()}", "a\nb", "--", "/*", "*/ ;",
                ") to stdout; drop table precious; copy (select '", "\u2019", "\uff07; drop table precious", "\ud83d\ude80'", "\u0001",
                "x'::text); --", "\\x27", "\\047", "\\u0027", "U&'\\0027'");
        try (Connection connection = database.connect(); var insert = connection.prepareStatement("insert into t values (?)")) {
            for (String key : keys) {
                insert.setString(1, key);
                insert.executeUpdate();
            }
        }
        for (String key : keys) {
            for (KeyedQuery query : List.of(new KeyedQuery("select id from t", "id", key, null), new KeyedQuery("select id from t", "id", null, key),
                    new KeyedQuery("select id from t", "id", "'", key))) {
                assertThat(Batches.read(database.dialect()::scan, query, 10)).as(key).isEqualTo(Batches.read(JdbcBatchSource::open, query, 10));
            }
        }
        assertThat(database.value("select count(*) from precious")).isEqualTo("0");
        assertThat(database.value("select count(*) from t")).isEqualTo(Integer.toString(keys.size()));
    }

    @Test
    void sourceThatIsClosedHalfwayLeavesTheConnectionInOrder() throws SQLException {
        createMany();
        try (Connection connection = new ReaderDataSource().getConnection(); BufferAllocator allocator = new RootAllocator()) {
            connection.setAutoCommit(false);
            for (int rows : new int[] {1, 10, 1_000, MANY / 2, MANY - 1, MANY, MANY + 1}) {
                KeyedQuery query = new KeyedQuery("select id, v from t", "id", null, null);
                BatchSource source = database.dialect().scan(connection, query, new BatchLimits(rows, Long.MAX_VALUE), allocator);
                assertThat(source.read()).isEqualTo(Math.min(rows, MANY));
                assertTimeoutPreemptively(ofSeconds(20), source::close);
                connection.rollback();
                assertThat(number(connection, rows)).isEqualTo(rows);
                assertThat(number(connection, rows + 1)).isEqualTo(rows + 1);
                connection.rollback();
            }
            assertThat(connection.isClosed()).isFalse();
        }
    }

    @Test
    void cancelFromAnotherThreadEndsTheRows() throws SQLException {
        createMany();
        try (Connection connection = new ReaderDataSource().getConnection(); BufferAllocator allocator = new RootAllocator()) {
            connection.setAutoCommit(false);
            BatchSource source = database.dialect().scan(connection, new KeyedQuery("select id, v from t", "id", null, null),
                    BatchLimits.ofRows(1_000), allocator);
            assertThat(source.read()).isEqualTo(1_000);
            assertThat(CompletableFuture.runAsync(() -> {
                try {
                    source.cancel();
                } catch (SQLException refused) {
                    throw new AssertionError(refused);
                }
            })).succeedsWithin(ofSeconds(20));
            assertThatThrownBy(() -> {
                while (source.read() > 0) {
                    assertThat(source.batch().getRowCount()).isPositive();
                }
            }).isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            assertTimeoutPreemptively(ofSeconds(20), source::close);
        }
    }

    @Test
    void wideRowsMakeShortBatches() throws SQLException {
        database.execute("create table t as select g::bigint as id, repeat('x', 1000000) as v from generate_series(1, 20) g");
        for (Batches.Opener opener : List.<Batches.Opener>of(database.dialect()::scan, JdbcBatchSource::open)) {
            try (Connection connection = new ReaderDataSource().getConnection(); BufferAllocator allocator = new RootAllocator()) {
                connection.setAutoCommit(false);
                try (BatchSource source = opener.open(connection, new KeyedQuery("select id, v from t", "id", null, null),
                        new BatchLimits(100, 7_500_000), allocator)) {
                    assertThat(List.of(source.read(), source.read(), source.read(), source.read())).containsExactly(8, 8, 4, 0);
                }
                connection.rollback();
            }
        }
    }

    @Test
    void sourceWhoseServerIsGoneClosesAtOnce() throws SQLException {
        createMany();
        try (Connection connection = new ReaderDataSource().getConnection(); BufferAllocator allocator = new RootAllocator()) {
            connection.setAutoCommit(false);
            BatchSource source = database.dialect().scan(connection, new KeyedQuery("select id, v from t", "id", null, null), BatchLimits.ofRows(1_000),
                    allocator);
            source.read();
            database.execute("select pg_terminate_backend(pid) from pg_stat_activity where query like 'copy (%' and datname = current_database()");
            assertThatThrownBy(() -> {
                while (source.read() > 0) {
                    assertThat(source.batch().getRowCount()).isPositive();
                }
            }).isInstanceOfSatisfying(SQLException.class, e -> assertThat(database.dialect().isConnectionLost(e)).isTrue());
            assertTimeoutPreemptively(ofSeconds(20), () -> catchThrowable(source::close), "whether the driver complains once more or not");
            assertTimeoutPreemptively(ofSeconds(20), () -> assertThatThrownBy(connection::rollback).isInstanceOf(SQLException.class));
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @Test
    void scanOutlivesAStatementTimeout() throws SQLException {
        createMany();
        database.execute("alter database " + database.value("select current_database()") + " set statement_timeout = 200");
        assertThat(Batches.read((connection, query, limits, allocator) -> {
            BatchSource source = database.dialect().scan(connection, query, limits, allocator);
            database.execute("set statement_timeout = 0", "set statement_timeout = 0; select pg_sleep(0.5)");
            return source;
        }, new KeyedQuery("select id from t", "id", null, null), MANY)).hasSize(MANY + 1);
    }

    private void createMany() {
        database.execute("create table t as select g::bigint as id, repeat('x', 100) as v from generate_series(1, " + MANY + ") g");
    }

    private boolean isCopy(String table) throws SQLException {
        try (Connection connection = new ReaderDataSource().getConnection(); BufferAllocator allocator = new RootAllocator()) {
            connection.setAutoCommit(false);
            try (BatchSource source = database.dialect().scan(connection, new KeyedQuery("select * from " + table, "id", null, null), BatchLimits.ofRows(1),
                    allocator)) {
                return source instanceof CopyBatchSource;
            }
        }
    }

    private static int number(Connection connection, int number) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("select " + number)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}

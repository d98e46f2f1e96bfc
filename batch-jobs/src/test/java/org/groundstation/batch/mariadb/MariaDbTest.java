package org.groundstation.batch.mariadb;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.ResultSchema;
import org.groundstation.api.SqlType;
import org.groundstation.api.columnar.BatchLimits;
import org.groundstation.api.columnar.Values;
import org.groundstation.batch.database.Column;
import org.groundstation.batch.database.DatabaseErrors;
import org.groundstation.batch.database.ReaderDataSource;
import org.groundstation.batch.database.Table;
import org.groundstation.batch.database.TableMetadata;
import org.groundstation.batch.database.TestDatabase;
import org.groundstation.batch.rows.BatchSource;
import org.groundstation.batch.rows.KeyedQuery;
import org.groundstation.batch.rows.ResultTarget;
import org.groundstation.batch.rows.RowSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is MariaDB's own; the rest runs on it as on every database. */
class MariaDbTest {
    private static final int MANY = 3_000_000;

    private TestDatabase database;

    @BeforeEach
    void open() {
        database = TestDatabase.open(TestDatabase.Kind.MARIADB);
    }

    @AfterEach
    void close() {
        if (database != null) {
            database.close();
        }
    }

    @Test
    void sourceThatIsClosedHalfwayLeavesTheConnectionInOrder() throws SQLException {
        database.execute("create table t (id bigint primary key, v varchar(200)) as select seq as id, repeat('x', 200) as v from seq_1_to_" + MANY);
        try (Connection connection = new ReaderDataSource().getConnection(); BufferAllocator allocator = new RootAllocator()) {
            connection.setAutoCommit(false);
            for (int rows : new int[] {1, 10, 20_000}) {
                BatchSource source = scan(connection, rows, allocator);
                assertThat(source.read()).isEqualTo(rows);
                assertTimeoutPreemptively(ofSeconds(20), source::close);
                assertThat(number(connection, rows)).isEqualTo(rows);
                connection.rollback();
            }
            BatchSource source = scan(connection, 1_000, allocator);
            source.read();
            source.cancel();
            assertThatThrownBy(() -> {
                while (source.read() > 0) {
                    assertThat(source.batch().getRowCount()).isPositive();
                }
            }).isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1317));
            source.close();
            assertThat(number(connection, 7)).isEqualTo(7);
        }
    }

    @Test
    void scanThatEndedIsNotKilled() throws SQLException {
        database.execute("create table t (id bigint primary key, v varchar(200)) as select seq as id, 'x' as v from seq_1_to_10");
        try (Connection connection = new ReaderDataSource().getConnection(); BufferAllocator allocator = new RootAllocator()) {
            connection.setAutoCommit(false);
            for (boolean toTheEnd : new boolean[] {true, false}) {
                try (BatchSource source = scan(connection, 10, allocator)) {
                    assertThat(source.read()).isEqualTo(10);
                    assertThat(toTheEnd ? source.read() : 0).isZero();
                }
                assertThat(number(connection, 1)).isEqualTo(1);
            }
        }
    }

    @Test
    void numbersWithoutASignKeepTheirRange() throws SQLException {
        database.execute(
                "create table t (id bigint unsigned primary key, s smallint unsigned, i int unsigned, m mediumint unsigned, b tinyint unsigned, y year)",
                "insert into t values (18446744073709551615, 65535, 4294967295, 16777215, 255, 2024)");
        try (Connection connection = new ReaderDataSource().getConnection(); BufferAllocator allocator = new RootAllocator()) {
            connection.setAutoCommit(false);
            Table table = new TableMetadata(connection, database.dialect()).find("t").orElseThrow();
            assertThat(table.columns()).extracting(Column::type).isEqualTo(Stream.of(SqlType.decimal(20, 0), SqlType.INTEGER, SqlType.BIGINT,
                    SqlType.BIGINT, SqlType.SMALLINT, SqlType.SMALLINT).map(Optional::of).toList());
            try (BatchSource source = database.dialect().scan(connection, new KeyedQuery("select * from t", "id", null, null), BatchLimits.ofRows(9),
                    allocator)) {
                source.read();
                assertThat(source.batch().getFieldVectors()).extracting(vector -> Values.get(vector, 0).toString())
                        .containsExactly("18446744073709551615", "65535", "4294967295", "16777215", "255", "2024");
            }
        }
    }

    @Test
    void rowThatNoPacketTakesIsRefusedAndTheConnectionStaysUsable() throws SQLException {
        ResultSchema schema = ResultSchema.parse("id bigint, v varbinary");
        database.execute("create table t (id bigint, v longblob)");
        ResultTarget target = new ResultTarget("t", List.of(new ResultTarget.Column("id", "id", "id", SqlType.BIGINT),
                new ResultTarget.Column("v", "v", "v", SqlType.VARBINARY)));
        try (Connection connection = database.connect();
                BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot batch = VectorSchemaRoot.create(schema.arrowSchema(), allocator)) {
            connection.setAutoCommit(false);
            RowSink sink = database.dialect().sink(connection, target);
            for (int row = 0; row < 10; row++) {
                Values.set(batch.getVector(0), row, (long) row);
                Values.set(batch.getVector(1), row, new byte[3_000_000]);
            }
            batch.setRowCount(10);
            sink.write(connection, batch);
            Values.set(batch.getVector(1), 10, new byte[16_777_216]);
            batch.setRowCount(11);
            assertThatThrownBy(() -> sink.write(connection, batch)).isInstanceOfSatisfying(SQLException.class,
                    refused -> assertThat(DatabaseErrors.of(database.dialect(), refused)).hasMessage("GS-5002: the database refused a statement: a row of"
                            + " 16777216 bytes does not fit the server's max_allowed_packet of 16777216 bytes; raise it. Read the database's message;"
                            + " check rights, constraints and space."));
            connection.commit();
        }
        assertThat(database.value("select count(*) from t where length(v) = 3000000")).isEqualTo("10");
    }

    @Test
    void textKeysAreToldApartByCaseAndSpaces() {
        assertThat(database.value("select count(*) from information_schema.columns where table_schema = database() and table_name like 'gs%'"
                + " and character_set_name is not null and collation_name <> 'utf8mb4_nopad_bin'")).isEqualTo("0");
    }

    private BatchSource scan(Connection connection, int rows, BufferAllocator allocator) throws SQLException {
        return database.dialect().scan(connection, new KeyedQuery("select id, v from t", "id", null, null), BatchLimits.ofRows(rows), allocator);
    }

    private static int number(Connection connection, int number) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("select " + number)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}

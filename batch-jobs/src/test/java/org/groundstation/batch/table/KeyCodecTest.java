package org.groundstation.batch.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.groundstation.api.SqlType;
import org.groundstation.api.columnar.BatchLimits;
import org.groundstation.batch.database.TestDatabase;
import org.groundstation.batch.rows.BatchSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyCodecTest {
    private static final String[][] KEYS = {
        {"smallint", "-7", "8"}, {"bigint", "-9223372036854775808", "9223372036854775807"},
        {"decimal(20,2)", "-1.50", "123456789012345678.25"}, {"varchar(40)", "", "zoë's"},
        {"uuid", "00000000-0000-0000-0000-000000000001", "7d444840-9dc0-11d1-b245-5ffdce74fad2"},
        {"date", "1969-12-31", "2024-02-29"}, {"timestamp(6)", "1969-12-31 23:59:59.999999", "2024-02-29 12:00:00"},
        {"timestamp(6) with time zone", "1969-12-31 23:59:59.999999+00", "2024-02-29 12:00:00.5+02"}};

    /** The scan of one row per chunk writes each key as text and must find its place again from that text. */
    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void everyKeyTypeFindsItsPlaceAgain(TestDatabase.Kind kind) throws SQLException {
        try (TestDatabase database = TestDatabase.open(kind); Connection connection = database.connect()) {
            for (int i = 0; i < KEYS.length; i++) {
                String table = "keys" + i;
                String type = KEYS[i][0];
                if (kind == TestDatabase.Kind.MARIADB) {
                    if (type.endsWith("time zone")) {
                        continue; // it has none
                    }
                    type = type.replace("timestamp", "datetime");
                }
                database.execute("create table " + table + " (id " + type + " primary key)");
                for (int key = 1; key < KEYS[i].length; key++) {
                    database.execute("insert into " + table + " values ('" + KEYS[i][key].replace("'", "''") + "')");
                }
                SourceTable source = SourceTable.find(connection, database.dialect(),
                        JobFixture.flights().from(table, "id").build());
                var plan = Planner.plan(connection, source, 2);
                assertThat(plan).as(KEYS[i][0]).hasSize(2);
                assertThat(count(database, source, plan.get(0))).as(KEYS[i][0] + " until " + plan.get(0).upper()).isEqualTo(1);
                assertThat(count(database, source, plan.get(1))).as(KEYS[i][0] + " after " + plan.get(1).lower()).isEqualTo(1);
            }
        }
    }

    @Test
    void floatingPointIsNoKey() {
        assertThat(KeyCodec.of(SqlType.DOUBLE)).isEmpty();
        assertThat(KeyCodec.of(SqlType.BOOLEAN)).isEmpty();
        assertThat(KeyCodec.of(SqlType.VARBINARY)).isEmpty();
    }

    private static int count(TestDatabase database, SourceTable source, KeyRange range) throws SQLException {
        try (Connection connection = database.connect(); BufferAllocator allocator = new RootAllocator()) {
            connection.setAutoCommit(false);
            try (BatchSource rows = database.dialect().scan(connection, source.query(range), BatchLimits.ofRows(10), allocator)) {
                return rows.read();
            }
        }
    }
}

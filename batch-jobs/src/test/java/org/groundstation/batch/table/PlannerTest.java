package org.groundstation.batch.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.groundstation.batch.database.TestDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlannerTest {
    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void rangesHoldTheSameNumberOfRowsHoweverTheKeysAreSpread(TestDatabase.Kind kind) throws SQLException {
        try (TestDatabase database = TestDatabase.open(kind)) {
            JobFixture.createFlights(database, 10);
            database.execute("update flights set id = id + 1000000 where id > 5");
            assertThat(plan(database, 3)).containsExactly(
                    new KeyRange(0, null, "3", null, 3, 0, 0),
                    new KeyRange(1, "3", "1000006", null, 3, 0, 0),
                    new KeyRange(2, "1000006", null, null, 4, 0, 0));
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void fewRowsGiveFewRanges(TestDatabase.Kind kind) throws SQLException {
        try (TestDatabase database = TestDatabase.open(kind)) {
            JobFixture.createFlights(database, 2);
            assertThat(plan(database, 64)).hasSize(2);
            database.execute("delete from flights");
            assertThat(plan(database, 64)).containsExactly(new KeyRange(0, null, null, null, 0, 0, 0));
        }
    }

    private static List<KeyRange> plan(TestDatabase database, int partitions) throws SQLException {
        try (Connection connection = database.connect()) {
            return Planner.plan(connection, SourceTable.find(connection, database.dialect(), JobFixture.flights().build()), partitions);
        }
    }
}

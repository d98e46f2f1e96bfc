package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.Row;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.SqlType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queries as input that change the database: what a second connection sees afterwards. */
class QueriesThatWriteTest extends ConnectedTest {
    private static final ExternalScript ECHO = ExternalScript.python("OutputDataSet = InputDataSet").build();
    private static final int ROWS = 70_000;

    private static EmbeddedPostgres postgres;
    private Connection h2;
    private Connection postgresConnection;

    private enum Database {
        H2("select id, state from final table (update queue set state = 1 where id >= ?)"),
        POSTGRES("update queue set state = 1 where id >= ? returning id, state");

        private final String update;

        Database(String update) {
            this.update = update;
        }
    }

    @BeforeAll
    static void startPostgres() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void makeTables() throws SQLException {
        h2 = connect(Database.H2);
        execute(h2, "create table queue(id integer primary key, state integer not null) as select x, 0 from system_range(0, " + (ROWS - 1) + ")");
        postgresConnection = connect(Database.POSTGRES);
        execute(postgresConnection, "create table queue(id integer primary key, state integer not null)",
                "insert into queue select i, 0 from generate_series(0, " + (ROWS - 1) + ") i");
    }

    @AfterEach
    void dropTables() throws SQLException {
        execute(h2, "drop table queue");
        h2.close();
        execute(postgresConnection, "drop table queue");
        postgresConnection.close();
    }

    @ParameterizedTest
    @EnumSource
    void anUpdateIsCommittedWhenTheScriptHasEndedWell(Database database) throws SQLException {
        Connection used = used(database);
        try (ScriptResult result = connection.execute(ECHO, ScriptInput.query(used, database.update, 10))) {
            assertThat(result.rowCount()).isEqualTo(ROWS - 10);
            assertThat(updated(database)).isEqualTo(ROWS - 10);
        }
        assertThat(used.getAutoCommit()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void anUpdateIsUndoneWhenTheScriptFails(Database database) throws SQLException {
        Connection used = used(database);
        assertThat(code(ExternalScript.python("raise ValueError('no')").build(), ScriptInput.query(used, database.update, 0)))
                .isEqualTo(ErrorCode.SCRIPT_FAILED);
        assertThat(updated(database)).isZero();
        assertThat(used.getAutoCommit()).isTrue();
        assertThat(connection.execute(ECHO).rowCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void anUpdateIsUndoneWhenItsOutputIsRefused(Database database) throws SQLException {
        ExternalScript refused = ExternalScript.python("OutputDataSet = InputDataSet\np = 'x'").resultSchema("id integer, state integer")
                .outputParameter("p", SqlType.DOUBLE).build();
        assertThat(code(refused, ScriptInput.query(used(database), database.update, 0))).isEqualTo(ErrorCode.OUTPUT_PARAMETER_INVALID);
        assertThat(updated(database)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void anUpdateIsUndoneWhenItsRowsCannotBeRead(Database database) throws SQLException {
        Connection used = used(database);
        String reads = database.update.replace("id, state", "60000 / (id - 69000) as late");
        assertThat(code(ECHO, ScriptInput.query(used, reads, 0))).isEqualTo(ErrorCode.INPUT_FAILED);
        assertThat(updated(database)).isZero();
        assertThat(used.getAutoCommit()).isTrue();
        assertThat(connection.execute(ECHO).rowCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void anUpdateIsUndoneWhenAColumnCannotBeSent(Database database) throws SQLException {
        String type = database == Database.H2 ? "cast('a' as enum('a'))" : "cast('(1,2)' as point)";
        String unfit = database.update.replace("id, state", "id, " + type + " as spot");
        GroundstationException refused = catchThrowableOfType(GroundstationException.class,
                () -> connection.execute(ExternalScript.python("raise SystemError").build(), ScriptInput.query(used(database), unfit, 0)));
        assertThat(refused).isNotNull();
        assertThat(updated(database)).isZero();
        assertThat(used(database).getAutoCommit()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void inATransactionOfTheCallerNothingIsCommittedOrUndone(Database database) throws SQLException {
        Connection used = used(database);
        used.setAutoCommit(false);
        connection.execute(ECHO, ScriptInput.query(used, database.update, 0)).close();
        assertThat(used.getAutoCommit()).isFalse();
        assertThat(updated(database)).isZero();
        used.commit();
        assertThat(updated(database)).isEqualTo(ROWS);

        execute(used, "update queue set state = 0");
        assertThat(code(ExternalScript.python("1 / 0").build(), ScriptInput.query(used, database.update, 0))).isEqualTo(ErrorCode.SCRIPT_FAILED);
        used.commit();
        used.setAutoCommit(true);
        assertThat(updated(database)).isEqualTo(ROWS);
    }

    @Test
    void insertsAndDeletesAreCommittedToo() throws SQLException {
        connection.execute(ECHO, ScriptInput.query(postgresConnection, "delete from queue where id < 5 returning id")).close();
        connection.execute(ECHO, ScriptInput.query(postgresConnection, "insert into queue values (-1, 1), (-2, 1) returning id")).close();
        connection.execute(ECHO, ScriptInput.query(h2, "select id from old table (delete from queue where id < 5)")).close();
        for (Database database : Database.values()) {
            assertThat(number(database, "select count(*) from queue where id between 0 and 4")).isZero();
        }
        assertThat(updated(Database.POSTGRES)).isEqualTo(2);
    }

    @Test
    void aCommitThatFailsIsAnErrorAndNothingIsKept() throws SQLException {
        execute(postgresConnection, "create table child(id integer references queue(id) deferrable initially deferred)", "insert into child values (7)");
        try {
            long before = station.adapter.allocator().getAllocatedMemory();
            assertThatThrownBy(() -> connection.execute(ECHO, ScriptInput.query(postgresConnection, "delete from queue returning id")))
                    .isInstanceOfSatisfying(GroundstationException.class, failed -> assertThat(failed.code()).isEqualTo(ErrorCode.QUERY_NOT_COMMITTED))
                    .hasMessageStartingWith("GS-1019: the script has ended, but what its query wrote could not be committed: ")
                    .hasMessageContaining("child_id_fkey");
            assertThat(station.adapter.allocator().getAllocatedMemory()).isEqualTo(before);
            assertThat(postgresConnection.getAutoCommit()).isTrue();
            assertThat(number(Database.POSTGRES, "select count(*) from queue")).isEqualTo(ROWS);
            assertThat(connection.execute(ECHO).rowCount()).isZero();
        } finally {
            execute(postgresConnection, "drop table child");
        }
    }

    /** The driver reports NOT NULL, as the tables declare it. */
    @ParameterizedTest
    @EnumSource
    void whatAnOuterJoinOrAGroupingSetLeavesEmptyIsNull(Database database) {
        String join = "select q.id, q.state from (values (1), (-1)) w(id) LEFT join queue q on q.id = w.id order by w.id";
        List<Row> rows = rows(database, join);
        assertThat(rows).extracting(row -> row.get(0)).containsExactly(null, 1);
        assertThat(rows).extracting(row -> row.get(1)).containsExactly(null, 0);
        if (database == Database.POSTGRES) {
            assertThat(rows(database, "select id, sum(state) s from queue where id < 2 group by rollup(id) order by id")).extracting(Row::values)
                    .containsExactly(List.of(0, 0L), List.of(1, 0L), Arrays.asList(null, 0L));
            assertThat(rows(database, "select q.id, w.id as other from queue q full join (values (-5)) w(id) on q.id = w.id where q.id is null"))
                    .extracting(Row::values).containsExactly(Arrays.asList(null, -5));
        }
    }

    @Test
    void withoutThemColumnsStayNotNull() {
        try (ScriptResult result = connection.execute(ExternalScript.python("OutputDataSet = pandas.DataFrame({'t': [str(t) for t in InputDataSet.dtypes]})")
                .build(), ScriptInput.query(postgresConnection, "select id from queue where id < 3"))) {
            assertThat(result.rows()).extracting(row -> row.get(0)).containsExactly("int32");
        }
    }

    private List<Row> rows(Database database, String query) {
        ExternalScript script = ExternalScript.python("OutputDataSet = InputDataSet").dataFormat(ExternalScript.DataFormat.ARROW).build();
        try (ScriptResult result = connection.execute(script, ScriptInput.query(used(database), query), Map.of())) {
            return result.rows();
        }
    }

    private ErrorCode code(ExternalScript script, ScriptInput input) {
        return catchThrowableOfType(GroundstationException.class, () -> connection.execute(script, input)).code();
    }

    private Connection used(Database database) {
        return database == Database.H2 ? h2 : postgresConnection;
    }

    private static long updated(Database database) throws SQLException {
        return number(database, "select count(*) from queue where state = 1");
    }

    private static long number(Database database, String sql) throws SQLException {
        try (Connection second = connect(database); Statement statement = second.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Connection connect(Database database) throws SQLException {
        return database == Database.H2 ? DriverManager.getConnection("jdbc:h2:mem:writes") : postgres.getPostgresDatabase().getConnection();
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}

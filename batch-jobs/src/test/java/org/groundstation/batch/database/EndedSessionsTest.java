package org.groundstation.batch.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The sessions of a server that is gone, as the one sees them that takes over. */
class EndedSessionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @ParameterizedTest
    @EnumSource(names = {"POSTGRES", "MARIADB"})
    void holdNoLockAnyMore(TestDatabase.Kind kind) throws Exception {
        try (TestDatabase database = TestDatabase.empty(kind);
                Connection frozen = database.connect();
                Connection other = database.connect();
                Connection asker = database.connect()) {
            database.execute("create table t (id integer primary key)", "insert into t values (1)");
            frozen.setAutoCommit(false);
            execute(frozen, "delete from t");

            database.dialect().endSessions(asker, UUID.randomUUID().toString());
            execute(frozen, "delete from t");
            execute(other, "select 1");

            database.dialect().endSessions(asker, SessionName.server());
            CompletableFuture.runAsync(() -> database.execute("update t set id = 2")).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(database.value("select id from t")).as("what it had open is undone").isEqualTo("2");
            assertThatThrownBy(() -> execute(frozen, "select 1")).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> execute(other, "select 1")).isInstanceOf(SQLException.class);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

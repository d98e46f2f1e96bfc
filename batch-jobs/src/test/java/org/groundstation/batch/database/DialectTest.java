package org.groundstation.batch.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SqlType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialectTest {
    private final Dialect h2 = Dialect.of("jdbc:h2:mem:x");
    private final Dialect mariaDb = Dialect.of("jdbc:mariadb://localhost/x");
    private final Dialect postgres = Dialect.of("jdbc:postgresql://localhost/x");

    @Test
    void unknownDatabaseIsNamedWithoutItsPassword() {
        assertThatThrownBy(() -> Dialect.of("jdbc:oracle:thin:@db?password=secret"))
                .isInstanceOfSatisfying(GroundstationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_UNSUPPORTED))
                .hasMessage("GS-5003: there is no dialect for the database at jdbc:oracle:thin:@db. Use PostgreSQL, MariaDB or H2.");
    }

    @Test
    void h2FlushesEveryCommitUnlessTheUrlSaysOtherwise() {
        assertThat(h2.url("jdbc:h2:file:/x", Dialect.Use.WRITE))
                .isEqualTo("jdbc:h2:file:/x;WRITE_DELAY=0;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE;QUERY_CACHE_SIZE=0");
        assertThat(h2.url("jdbc:h2:file:/x;write_delay=5", Dialect.Use.READ))
                .isEqualTo("jdbc:h2:file:/x;write_delay=5;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE;QUERY_CACHE_SIZE=0;LAZY_QUERY_EXECUTION=1");
    }

    @Test
    void postgresEndsFrozenWritersButNotReaders() {
        assertThat(postgres.properties(Dialect.Use.WRITE)).doesNotContainKey("reWriteBatchedInserts")
                .containsEntry("options", "-c idle_in_transaction_session_timeout=60000"
                        + " -c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=30000");
        assertThat(postgres.properties(Dialect.Use.READ)).containsEntry("prepareThreshold", "-1")
                .containsEntry("options", "-c idle_in_transaction_session_timeout=0"
                        + " -c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3");
    }

    @ParameterizedTest
    @CsvSource({"08006, 0", "08001, 0", "57P01, 0", "57P03, 0", "53300, 0", "25P03, 0", "25006, 0"})
    void postgresConnectionErrorsAreToldFromRefusals(String state, int code) {
        assertThat(postgres.isConnectionLost(new SQLException("gone", state, code))).isTrue();
        assertThat(postgres.isConnectionLost(new SQLException("duplicate", "23505", 0))).isFalse();
        assertThat(postgres.isConnectionLost(new SQLException("no state"))).isFalse();
    }

    @Test
    void mariaDbEndsFrozenWritersButNotReaders() {
        assertThat(mariaDb.properties(Dialect.Use.WRITE).getProperty("sessionVariables")).contains("STRICT_ALL_TABLES")
                .endsWith(",idle_transaction_timeout=60");
        assertThat(mariaDb.properties(Dialect.Use.READ).getProperty("sessionVariables")).contains("STRICT_ALL_TABLES")
                .contains(",idle_transaction_timeout=0,net_write_timeout=31536000,");
    }

    @ParameterizedTest
    @ValueSource(ints = {1053, 1927, 1290, 1836, 1040, 1203, 1226})
    void mariaDbConnectionErrorsAreToldFromRefusals(int code) {
        assertThat(mariaDb.isConnectionLost(new SQLException("gone", "HY000", code))).isTrue();
        assertThat(mariaDb.isConnectionLost(new SQLException("duplicate", "23000", 1062))).isFalse();
    }

    @Test
    void aDatabaseWithoutAFreeConnectionIsBusyAndNotAway() {
        for (SQLException full : List.of(new SQLException("too many connections for role", "53300"), new SQLException("too many", "HY000", 1040))) {
            Dialect dialect = full.getErrorCode() == 0 ? postgres : mariaDb;
            assertThat(DatabaseErrors.of(dialect, full).code()).isEqualTo(ErrorCode.DATABASE_BUSY);
            assertThat(DatabaseErrors.of(dialect, new SQLException("gone", "08006")).code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {90067, 90098, 90121})
    void h2ConnectionErrorsAreToldFromRefusals(int code) {
        assertThat(h2.isConnectionLost(new SQLException("gone", Integer.toString(code), code))).isTrue();
        assertThat(h2.isConnectionLost(new SQLException("duplicate", "23505", 23505))).isFalse();
    }

    @Test
    void connectionErrorsAreFoundDeepInTheCauses() {
        Throwable wrapped = new IllegalStateException("commit failed", new RuntimeException(new SQLException("gone", "08006")));
        assertThat(DatabaseErrors.isConnectionLost(postgres, wrapped)).isTrue();
        assertThat(DatabaseErrors.of(postgres, new SQLException("gone", "08006")).getMessage()).isEqualTo(
                "GS-5001: the database cannot be reached: gone. Start the database or fix the connection; running jobs continue by themselves.");
        assertThat(DatabaseErrors.of(postgres, new SQLException("no right", "42501")).code()).isEqualTo(ErrorCode.DATABASE_REFUSED);
    }

    @Test
    void typesHaveTheirNameInEachDatabase() {
        assertThat(h2.ddlType(SqlType.TINYINT)).isEqualTo("tinyint");
        assertThat(h2.ddlType(SqlType.VARBINARY)).isEqualTo("blob");
        assertThat(postgres.ddlType(SqlType.TINYINT)).isEqualTo("smallint");
        assertThat(postgres.ddlType(SqlType.VARCHAR)).isEqualTo("text");
        assertThat(postgres.ddlType(SqlType.decimal(10, 2))).isEqualTo("decimal(10,2)");
        assertThat(postgres.ddlType(SqlType.array(SqlType.VARBINARY))).isEqualTo("bytea[]");
        assertThat(h2.ddlType(SqlType.array(SqlType.decimal(10, 2)))).isEqualTo("decimal(10,2) array");
        assertThat(mariaDb.ddlType(SqlType.TIMESTAMP)).isEqualTo("datetime(6)");
        assertThat(mariaDb.keyType(SqlType.VARCHAR, List.of(SqlType.VARCHAR))).startsWith("varchar(768) ");
        assertThat(mariaDb.keyType(SqlType.VARCHAR, List.of(SqlType.VARCHAR, SqlType.UUID, SqlType.VARCHAR))).startsWith("varchar(380) ");
    }

    @Test
    void namesAreQuotedAndNeverCutAStatementShort() {
        assertThat(h2.quote("a\"; drop table x")).isEqualTo("\"a\"\"; drop table x\"");
        assertThat(mariaDb.quote("a`; drop table x")).isEqualTo("`a``; drop table x`");
        assertThatThrownBy(() -> postgres.quote("a\0")).hasMessage("GS-4007: the table job cannot be built: 'a\0' cannot be the name of "
                + "a table or column. Give every required part of TableJob a valid value.");
        assertThat(TableName.parse("ops.Flights", h2)).contains(new TableName("OPS", "FLIGHTS"));
        assertThat(TableName.parse("ops.Flights", postgres)).contains(new TableName("ops", "flights"));
        assertThat(TableName.parse("\"Ops\".\"Flights \"\"24\"", postgres)).contains(new TableName("Ops", "Flights \"24"));
        assertThat(TableName.parse("flights; drop table x", h2)).isEmpty();
        assertThat(TableName.parse("a.b.c", h2)).isEmpty();
    }
}

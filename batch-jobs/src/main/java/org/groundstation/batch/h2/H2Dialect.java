package org.groundstation.batch.h2;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.groundstation.api.SqlType;
import org.groundstation.batch.database.Column;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.database.TableName;
import org.groundstation.settings.Setting;

/** H2 2.4 and newer, embedded or as a server. */
public final class H2Dialect implements Dialect {
    /** Object closed, connection broken, database closed (twice), in exclusive mode. */
    private static final Set<Integer> LOST = Set.of(90007, 90067, 90098, 90121, 90135);

    private static final int LOCK_TIMED_OUT = 50200;

    /** One for all: a server has one database. */
    static final WriteGate GATE = new WriteGate(Duration.ofSeconds(60));

    @Override
    public String urlPrefix() {
        return "jdbc:h2:";
    }

    @Override
    public Migrations migrations() {
        return new Migrations("db/migration", Map.of("text", "varchar", "blob", "blob"));
    }

    @Override
    public Driver driver() {
        return new org.h2.Driver();
    }

    /**
     * Every commit reaches the file (a delayed write loses chunks at kill -9); the file stays open between connections; and no session keeps
     * commands for the next use of their text, with a cancellation that came when the command was not running.
     */
    @Override
    public String url(String url, Use use) {
        String complete = with(with(with(with(url, "WRITE_DELAY=0"), "DB_CLOSE_DELAY=-1"), "DB_CLOSE_ON_EXIT=FALSE"), "QUERY_CACHE_SIZE=0");
        long limit = Setting.DATABASE_SOCKET_TIMEOUT.number(0);
        if (use == Use.WRITE && limit > 0 && (url.startsWith("jdbc:h2:tcp:") || url.startsWith("jdbc:h2:ssl:"))) {
            complete = with(complete, "NETWORK_TIMEOUT=" + limit);
        }
        return use == Use.READ ? with(complete, "LAZY_QUERY_EXECUTION=1") : complete;
    }

    @Override
    public Properties properties(Use use) {
        return new Properties();
    }

    @Override
    public String fold(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    @Override
    public List<Column> columns(Connection connection, TableName table, List<Column> listed) {
        return listed.stream().map(H2Columns::of).toList();
    }

    @Override
    public String ddlType(SqlType type) {
        return switch (type.kind()) {
            case VARBINARY -> "blob";
            case ARRAY -> (type.element().kind() == SqlType.Kind.VARBINARY ? "varbinary" : ddlType(type.element())) + " array";
            case NUMERIC -> "decfloat(100000)";
            case TIME -> "time(6)";
            case TIMESTAMP -> "timestamp(6)";
            case TIMESTAMP_TZ -> "timestamp(6) with time zone";
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL, VARCHAR, DATE, UUID, JSON, INTERVAL -> type.toString();
        };
    }

    /** Its intervals are months or days and time, not both; and JSON in an array would be written as the text of it. */
    @Override
    public boolean keeps(SqlType type) {
        return type.kind() != SqlType.Kind.INTERVAL && (type.kind() != SqlType.Kind.ARRAY
                || keeps(type.element()) && type.element().kind() != SqlType.Kind.JSON);
    }

    @Override
    public String parameter(SqlType type) {
        return type.kind() == SqlType.Kind.JSON ? "? format json" : "?";
    }

    /** H2 has no shared row locks; one connection writes at a time, which serialises as well. */
    @Override
    public String shared(String query) {
        return query;
    }

    @Override
    public String identity(Connection connection, TableName table) throws SQLException {
        return H2Identity.of(connection, table);
    }

    @Override
    public Optional<String> losesRows(Connection connection, TableName table) throws SQLException {
        return H2Identity.losesRows(connection, table);
    }

    /** A save takes the tables one after the other and lets other sessions write meanwhile: half a transaction is saved. */
    @Override
    public Connection guard(Connection connection) {
        return OneWriterConnection.of(connection, GATE);
    }

    /** It locks its file. */
    @Override
    public boolean isOurs(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        return !lower.startsWith("jdbc:h2:tcp:") && !lower.startsWith("jdbc:h2:ssl:") && !lower.contains("auto_server=true") && !lower.contains("file_lock=no");
    }

    @Override
    public boolean isConnectionLost(String sqlState, int errorCode) {
        return LOST.contains(errorCode);
    }

    private static String with(String url, String option) {
        String name = option.substring(0, option.indexOf('=') + 1);
        return url.toUpperCase(Locale.ROOT).contains(";" + name) ? url : url + ";" + option;
    }

    @Override
    public boolean isPassing(String sqlState, int errorCode) {
        return errorCode == LOCK_TIMED_OUT;
    }
}

package org.groundstation.batch.postgres;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import javax.sql.DataSource;
import org.apache.arrow.memory.BufferAllocator;
import org.groundstation.api.SqlType;
import org.groundstation.api.columnar.BatchLimits;
import org.groundstation.batch.database.Closing;
import org.groundstation.batch.database.Column;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.database.LinkFactory;
import org.groundstation.batch.database.SessionName;
import org.groundstation.batch.database.Table;
import org.groundstation.batch.database.TableName;
import org.groundstation.batch.rows.BatchSource;
import org.groundstation.batch.rows.KeyedQuery;
import org.groundstation.batch.rows.ResultTarget;
import org.groundstation.batch.rows.RowSink;
import org.groundstation.batch.rows.Snapshot;
import org.groundstation.settings.Setting;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;

/** PostgreSQL 13 and newer. */
public final class PostgresDialect implements Dialect {
    private static final int FROZEN_MILLIS = 60_000;

    @Override
    public String urlPrefix() {
        return "jdbc:postgresql:";
    }

    @Override
    public Migrations migrations() {
        return new Migrations("db/migration", Map.of("text", "text", "blob", "bytea"));
    }

    @Override
    public Driver driver() {
        return new org.postgresql.Driver();
    }

    @Override
    public String url(String url, Use use) {
        return url;
    }

    @Override
    public Properties properties(Use use) {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", SessionName.of(use));
        properties.setProperty("socketFactory", LinkFactory.class.getName());
        properties.setProperty("connectTimeout", seconds(Setting.DATABASE_CONNECT_TIMEOUT.millis(1_000)));
        properties.setProperty("cancelSignalTimeout", seconds(Closing.PATIENCE));
        properties.setProperty("tcpKeepAlive", "true");
        // binary values from the first execution on: twice as fast to read
        properties.setProperty("prepareThreshold", "-1");
        properties.setProperty("options", options(use));
        Duration limit = use.answerLimit();
        properties.setProperty("socketTimeout", seconds(limit));
        return properties;
    }

    /**
     * A cursor waits inside its transaction while its rows are scored, however long that takes; a server that is frozen inside a
     * transaction that writes must not hold its locks against the one that takes over. For the same reason the database itself
     * gives a writer up whose network is gone. Not so a reader: the kernel's limit also counts the time in which a client that
     * lives does not want more rows yet.
     */
    private static String options(Use use) {
        String options = "-c idle_in_transaction_session_timeout=" + (use == Use.READ ? 0 : FROZEN_MILLIS);
        long keepalive = Setting.DATABASE_KEEPALIVE.number(0);
        if (keepalive > 0) {
            options += " -c tcp_keepalives_idle=" + Math.max(1, keepalive / 1_000) + " -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";
            if (use != Use.READ) {
                options += " -c tcp_user_timeout=" + (keepalive + 15_000);
            }
        }
        return options;
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.plusMillis(999).toSeconds());
    }

    /** Payara unwraps to a proxy of just the interface that is asked for; the driver behind it unwraps to itself. */
    @Override
    public Connection physical(Connection connection) throws SQLException {
        return connection.unwrap(BaseConnection.class).unwrap(Connection.class);
    }

    /** PgBouncer makes numbers up. */
    @Override
    public long session(Connection driverConnection) throws SQLException {
        int told = driverConnection.unwrap(PGConnection.class).getBackendPID();
        try (Statement statement = driverConnection.createStatement(); ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            return row.next() && row.getInt(1) == told ? told : 0;
        }
    }

    @Override
    public long sessionTold(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }

    @Override
    public Optional<String> lockHolder(Connection asker, long waiting) throws SQLException {
        try (PreparedStatement statement = asker.prepareStatement("select 'session ' || h.pid || coalesce(' of ' || h.usename, '')"
                + " || coalesce(' (' || nullif(h.application_name, '') || ')', '') || coalesce(', ' || h.state || ' since ' || to_char(h.state_change, 'HH24:MI:SS'), '')"
                + " from unnest(pg_blocking_pids(?)) b(pid) join pg_catalog.pg_stat_activity h on h.pid = b.pid order by h.pid fetch first 1 rows only")) {
            statement.setInt(1, (int) waiting);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    @Override
    public Activity ask(Connection asker, long session) throws SQLException {
        try (PreparedStatement statement = asker.prepareStatement("select wait_event_type from pg_stat_activity where pid = ?")) {
            statement.setInt(1, (int) session);
            try (ResultSet row = statement.executeQuery()) {
                return !row.next() ? Activity.GONE : "Client".equals(row.getString(1)) ? Activity.WAITING : Activity.WORKING;
            }
        }
    }

    @Override
    public String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public List<Column> columns(Connection connection, TableName table, List<Column> listed) throws SQLException {
        return PostgresColumns.of(connection, this, table.sql(this), listed);
    }

    @Override
    public boolean isUnique(Connection connection, Table table, List<Column> columns) throws SQLException {
        return PostgresIndexes.prove(connection, table.sql(), columns);
    }

    @Override
    public String ddlType(SqlType type) {
        return switch (type.kind()) {
            case TINYINT -> "smallint";
            case VARCHAR -> "text";
            case VARBINARY -> "bytea";
            case ARRAY -> ddlType(type.element()) + "[]";
            case BOOLEAN, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL, NUMERIC, DATE, TIME, TIMESTAMP, TIMESTAMP_TZ, UUID, JSON,
                    INTERVAL ->
                type.toString();
        };
    }

    @Override
    public String parameter(SqlType type) {
        return switch (type.kind()) {
            case JSON, INTERVAL, ARRAY -> "cast(? as " + ddlType(type) + ")";
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL, NUMERIC, VARCHAR, VARBINARY, DATE, TIME, TIMESTAMP,
                    TIMESTAMP_TZ, UUID ->
                "?";
        };
    }

    @Override
    public OptionalInt connectionLimit(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select current_setting('max_connections')::int"
                        + " - current_setting('superuser_reserved_connections')::int")) {
            rows.next();
            return OptionalInt.of(rows.getInt(1));
        }
    }

    /** Those of users whose rights this server's user has; of others it may not even know that they are there. */
    @Override
    public void endSessions(Connection connection, String server) throws SQLException {
        try (PreparedStatement end = connection.prepareStatement("select pg_terminate_backend(pid) from pg_catalog.pg_stat_activity"
                + " where left(application_name, length(?)) = ? and pid <> pg_backend_pid()")) {
            end.setString(1, SessionName.prefix(server));
            end.setString(2, SessionName.prefix(server));
            end.executeQuery().close();
        }
    }

    @Override
    public String shared(String query) {
        return query + " for share";
    }

    /** Enums and texts of other types do not compare with texts. */
    @Override
    public String asResult(String sql, Column column) {
        return column.type().filter(type -> type.kind() == SqlType.Kind.VARCHAR).isPresent() ? "cast(" + sql + " as text)" : sql;
    }

    @Override
    public String identity(Connection connection, TableName table) throws SQLException {
        return PostgresIdentity.of(connection, table.sql(this));
    }

    @Override
    public boolean seesAllRows(Connection connection, String table) throws SQLException {
        return PostgresIdentity.seesAllRows(connection, table);
    }

    @Override
    public Optional<String> losesRows(Connection connection, TableName table) throws SQLException {
        return PostgresIdentity.losesRows(connection, table.sql(this));
    }

    /** COPY, where every column has a type that it knows. */
    @Override
    public BatchSource scan(Connection connection, KeyedQuery query, BatchLimits limits, BufferAllocator allocator) throws SQLException {
        Optional<BatchSource> copy = CopyBatchSource.open(connection, query, limits, allocator);
        return copy.isPresent() ? copy.get() : Dialect.super.scan(connection, query, limits, allocator);
    }

    @Override
    public Snapshot snapshot(DataSource reader) throws SQLException {
        return ExportedSnapshot.of(this, reader.getConnection());
    }

    /** COPY, where it does the same as inserts. */
    @Override
    public RowSink sink(Connection connection, ResultTarget target) throws SQLException {
        Optional<RowSink> copy = CopyRowSink.of(connection, target);
        return new CountedSink(copy.isPresent() ? copy.get() : Dialect.super.sink(connection, target), target.table());
    }

    /**
     * Shutdown, crash, starting up, too many connections, ended while idle in a transaction; and a database that can only be read, which
     * another one is about to replace.
     */
    @Override
    public boolean isConnectionLost(String sqlState, int errorCode) {
        return sqlState.startsWith("57P") || isFull(sqlState, errorCode) || sqlState.equals("25P03") || sqlState.equals("25006");
    }

    /** Of the database or of the user. */
    @Override
    public boolean isFull(String sqlState, int errorCode) {
        return sqlState.equals("53300");
    }

    /** Lock not available: after lock_timeout, or at once. */
    @Override
    public boolean isPassing(String sqlState, int errorCode) {
        return sqlState.equals("55P03");
    }
}

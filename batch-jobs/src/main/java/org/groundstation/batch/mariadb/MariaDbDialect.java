package org.groundstation.batch.mariadb;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.groundstation.api.SqlType;
import org.groundstation.api.SqlType.Kind;
import org.groundstation.api.columnar.BatchLimits;
import org.groundstation.batch.database.Column;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.database.LinkFactory;
import org.groundstation.batch.database.SessionName;
import org.groundstation.batch.database.Table;
import org.groundstation.batch.database.TableName;
import org.groundstation.batch.rows.BatchSource;
import org.groundstation.batch.rows.JdbcBatchSource;
import org.groundstation.batch.rows.JdbcRowSink;
import org.groundstation.batch.rows.KeyedQuery;
import org.groundstation.batch.rows.ResultTarget;
import org.groundstation.batch.rows.RowSink;
import org.groundstation.settings.Setting;

/** MariaDB 10.11 and newer. */
public final class MariaDbDialect implements Dialect {
    /** What no column of it keeps without loss: its timestamps end in 2038, its decimals have 65 digits. */
    private static final Set<Kind> LACKING = EnumSet.of(Kind.NUMERIC, Kind.TIMESTAMP_TZ, Kind.INTERVAL, Kind.ARRAY);
    /** Shutdown, killed or idle in a transaction too long, read-only as one is that another one is about to replace. */
    private static final Set<Integer> LOST = Set.of(1053, 1927, 1290, 1836);
    /** Too many connections: for all, for a user, in an hour. */
    private static final Set<Integer> FULL = Set.of(1040, 1203, 1226);
    /** Lock wait timed out, deadlock, a row that changed since the transaction read it. */
    private static final Set<Integer> PASSING = Set.of(1205, 1213, 1020);
    /** States of a thread that waits for its client; one that it has not told yet what it does may be about to. */
    private static final Set<String> NETWORK = Set.of("Writing to net", "Reading from net");
    private static final int INDEX_CHARACTERS = 768;
    private static final int OTHER_CHARACTERS = 8;
    private static final String TEXT = " character set utf8mb4 collate utf8mb4_nopad_bin";

    @Override
    public String urlPrefix() {
        return "jdbc:mariadb:";
    }

    @Override
    public Migrations migrations() {
        return new Migrations("db/mariadb", Map.of());
    }

    @Override
    public Driver driver() {
        return new org.mariadb.jdbc.Driver();
    }

    @Override
    public String url(String url, Use use) {
        return url;
    }

    @Override
    public Properties properties(Use use) {
        Properties properties = new Properties();
        properties.setProperty("socketFactory", LinkFactory.class.getName());
        properties.setProperty("connectTimeout", Long.toString(Setting.DATABASE_CONNECT_TIMEOUT.number(1_000)));
        Duration limit = use.answerLimit();
        properties.setProperty("socketTimeout", Long.toString(limit.toMillis()));
        properties.setProperty("connectionAttributes", "program_name:" + SessionName.of(use));
        properties.setProperty("tcpKeepAlive", "true");
        if (use != Use.MIGRATE) { // where Flyway would find the tables of other databases on the server
            properties.setProperty("useCatalogTerm", "schema");
        }
        properties.setProperty("yearIsDateType", "false");
        // values in binary: as text a float loses digits
        properties.setProperty("useServerPrepStmts", "true");
        properties.setProperty("connectionTimeZone", "UTC");
        properties.setProperty("forceConnectionTimeZoneToSession", "true");
        // a value that does not fit is an error, whatever the server thinks of it
        String variables = "sql_mode='STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO'";
        if (use == Use.MIGRATE) {
            properties.setProperty("sessionVariables", variables);
        } else if (use != Use.READ) {
            properties.setProperty("useBulkStmts", "true");
            // a server that is frozen inside a transaction must not hold its locks against the one that takes over
            properties.setProperty("sessionVariables", variables + ",idle_transaction_timeout=60");
        } else {
            // rows wait while others are scored, however long that takes; and a sort looks at the whole key, not only at 1,024 bytes
            properties.setProperty("sessionVariables", variables + ",idle_transaction_timeout=0,net_write_timeout=31536000,max_sort_length=65536");
        }
        return properties;
    }

    /** Payara unwraps connections to proxies of interfaces, and the driver's connection is a class; metadata it unwraps to the driver's. */
    @Override
    public Connection physical(Connection connection) throws SQLException {
        return connection.getMetaData().unwrap(org.mariadb.jdbc.DatabaseMetaData.class).getConnection();
    }

    /** MaxScale makes numbers up. */
    @Override
    public long session(Connection driverConnection) throws SQLException {
        long told = driverConnection.unwrap(org.mariadb.jdbc.Connection.class).getThreadId();
        try (Statement statement = driverConnection.createStatement(); ResultSet row = statement.executeQuery("select connection_id()")) {
            return row.next() && row.getLong(1) == told ? told : 0;
        }
    }

    @Override
    public long sessionTold(Connection connection) throws SQLException {
        return physical(connection).unwrap(org.mariadb.jdbc.Connection.class).getThreadId();
    }

    /** Shown to users with the right PROCESS only. */
    @Override
    public Optional<String> lockHolder(Connection asker, long waiting) throws SQLException {
        try (PreparedStatement statement = asker
                .prepareStatement("select concat('session ', h.trx_mysql_thread_id, ', in a transaction since ', time(h.trx_started))"
                        + " from information_schema.innodb_lock_waits l join information_schema.innodb_trx w on w.trx_id = l.requesting_trx_id"
                        + " join information_schema.innodb_trx h on h.trx_id = l.blocking_trx_id where w.trx_mysql_thread_id = ? limit 1")) {
            statement.setLong(1, waiting);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    @Override
    public Activity ask(Connection asker, long session) throws SQLException {
        try (PreparedStatement statement = asker.prepareStatement("select command, state from information_schema.processlist where id = ?")) {
            statement.setLong(1, session);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Activity.GONE;
                }
                boolean waits = "Sleep".equals(row.getString(1)) || NETWORK.contains(String.valueOf(row.getString(2)));
                return waits ? Activity.WAITING : Activity.WORKING;
            }
        }
    }

    /** Tables are stored as they are written, columns are found in any case. */
    @Override
    public String fold(String name) {
        return name;
    }

    @Override
    public String quote(String name) {
        return Dialect.quoted(name, '`');
    }

    @Override
    public List<Column> columns(Connection connection, TableName table, List<Column> listed) throws SQLException {
        return MariaDbColumns.of(connection, table, listed);
    }

    @Override
    public boolean isUnique(Connection connection, Table table, List<Column> columns) throws SQLException {
        return MariaDbIndexes.prove(connection, table.name(), columns);
    }

    /** It reads the whole index for a comparison of rows, and the rest of it for the same in words. */
    @Override
    public boolean comparesRows() {
        return false;
    }

    @Override
    public boolean keeps(SqlType type) {
        return !LACKING.contains(type.kind());
    }

    @Override
    public String ddlType(SqlType type) {
        return switch (type.kind()) {
            case REAL -> "float";
            case VARCHAR -> "longtext" + TEXT;
            case VARBINARY -> "longblob";
            case TIME -> "time(6)";
            case TIMESTAMP -> "datetime(6)";
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, DOUBLE, DECIMAL, NUMERIC, DATE, TIMESTAMP_TZ, UUID, JSON, INTERVAL,
                    ARRAY ->
                type.toString();
        };
    }

    /** An index takes 3,072 bytes: 768 characters, of which other columns take 8 at most. */
    @Override
    public String keyType(SqlType type, List<SqlType> key) {
        long texts = key.stream().filter(column -> column.kind() == Kind.VARCHAR).count();
        return type.kind() == Kind.VARCHAR ? "varchar(" + (INDEX_CHARACTERS - OTHER_CHARACTERS * (key.size() - texts)) / texts + ")" + TEXT : ddlType(type);
    }

    @Override
    public OptionalInt connectionLimit(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("select @@max_connections")) {
            rows.next();
            return OptionalInt.of(rows.getInt(1));
        }
    }

    @Override
    public void sign(Connection driverConnection, Use use) throws SQLException {
        if (use == Use.WRITE) {
            SessionLocks.sign(driverConnection);
        }
    }

    @Override
    public void endSessions(Connection connection, String server) throws SQLException {
        SessionLocks.endSessions(connection, server);
    }

    @Override
    public String shared(String query) {
        return query + " lock in share mode";
    }

    @Override
    public String identity(Connection connection, TableName table) throws SQLException {
        return MariaDbIdentity.of(connection, table);
    }

    @Override
    public Optional<String> losesRows(Connection connection, TableName table) throws SQLException {
        return MariaDbIdentity.losesRows(connection, table);
    }

    @Override
    public BatchSource scan(Connection connection, KeyedQuery query, BatchLimits limits, BufferAllocator allocator) throws SQLException {
        return new KillableBatchSource(connection, JdbcBatchSource.open(connection, query, limits, allocator));
    }

    /** In a bulk its driver does not say how often a row was written; no trigger of MariaDB drops rows without an error. */
    @Override
    public RowSink sink(Connection connection, ResultTarget target) throws SQLException {
        return PacketSink.of(connection, target, new JdbcRowSink(target, this::parameter, true));
    }

    @Override
    public boolean isConnectionLost(String sqlState, int errorCode) {
        return LOST.contains(errorCode) || isFull(sqlState, errorCode);
    }

    @Override
    public boolean isFull(String sqlState, int errorCode) {
        return FULL.contains(errorCode);
    }

    @Override
    public boolean isPassing(String sqlState, int errorCode) {
        return PASSING.contains(errorCode);
    }
}

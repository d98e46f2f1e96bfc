package org.groundstation.batch.postgres;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.apache.arrow.memory.BufferAllocator;
import org.groundstation.api.SqlType;
import org.groundstation.api.columnar.BatchLimits;
import org.groundstation.batch.database.Column;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.database.Table;
import org.groundstation.batch.database.TableName;
import org.groundstation.batch.rows.BatchSource;
import org.groundstation.batch.rows.KeyedQuery;
import org.groundstation.batch.rows.ResultTarget;
import org.groundstation.batch.rows.RowSink;
import org.groundstation.batch.rows.Snapshot;

/** PostgreSQL 13 and newer. */
public final class PostgresDialect implements Dialect {
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
        properties.setProperty("ApplicationName", "groundstation");
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
        // binary values from the first execution on: twice as fast to read
        properties.setProperty("prepareThreshold", "-1");
        if (use == Use.WRITE) {
            // a server that is frozen inside a transaction must not hold its locks against the one that takes over
            properties.setProperty("options", "-c idle_in_transaction_session_timeout=60000");
        } else {
            // a cursor waits inside its transaction while its rows are scored, however long that takes
            properties.setProperty("options", "-c idle_in_transaction_session_timeout=0");
        }
        return properties;
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
                    INTERVAL -> type.toString();
        };
    }

    @Override
    public String parameter(SqlType type) {
        return switch (type.kind()) {
            case JSON, INTERVAL, ARRAY -> "cast(? as " + ddlType(type) + ")";
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL, NUMERIC, VARCHAR, VARBINARY, DATE, TIME, TIMESTAMP,
                    TIMESTAMP_TZ, UUID -> "?";
        };
    }

    @Override
    public String lockJob() {
        return "select epoch from gs_table_job where id = ? for share";
    }

    /** COPY, where every column has a type that it knows. */
    @Override
    public BatchSource scan(Connection connection, KeyedQuery query, BatchLimits limits, BufferAllocator allocator) throws SQLException {
        Optional<BatchSource> copy = CopyBatchSource.open(connection, query, limits, allocator);
        return copy.isPresent() ? copy.get() : Dialect.super.scan(connection, query, limits, allocator);
    }

    @Override
    public Snapshot snapshot(DataSource reader) throws SQLException {
        return ExportedSnapshot.of(reader.getConnection());
    }

    /** COPY, where it does the same as inserts. */
    @Override
    public RowSink sink(Connection connection, ResultTarget target) throws SQLException {
        Optional<RowSink> copy = CopyRowSink.of(connection, target);
        return copy.isPresent() ? copy.get() : Dialect.super.sink(connection, target);
    }

    /** Shutdown, crash, starting up, too many connections, ended while idle in a transaction. */
    @Override
    public boolean isConnectionLost(String sqlState, int errorCode) {
        return sqlState.startsWith("57P") || sqlState.equals("53300") || sqlState.equals("25P03");
    }
}

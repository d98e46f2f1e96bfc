package org.groundstation.batch.database;

import java.sql.Driver;
import java.util.Locale;
import java.util.Properties;
import org.groundstation.api.SqlType;

/** PostgreSQL 13 and newer. */
final class PostgresDialect implements Dialect {
    @Override
    public String urlPrefix() {
        return "jdbc:postgresql:";
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
            properties.setProperty("reWriteBatchedInserts", "true");
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
    public String ddlType(SqlType type) {
        return switch (type.kind()) {
            case TINYINT -> "smallint";
            case VARCHAR -> "text";
            case VARBINARY -> "bytea";
            default -> type.toString();
        };
    }

    @Override
    public String lockJob() {
        return "select epoch from gs_table_job where id = ? for share";
    }

    /** Shutdown, crash, starting up, too many connections, ended while idle in a transaction. */
    @Override
    public boolean isConnectionLost(String sqlState, int errorCode) {
        return sqlState.startsWith("57P") || sqlState.equals("53300") || sqlState.equals("25P03");
    }
}

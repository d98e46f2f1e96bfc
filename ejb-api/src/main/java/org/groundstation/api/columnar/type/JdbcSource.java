package org.groundstation.api.columnar.type;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What a reader must know of the driver behind a result. */
public enum JdbcSource {
    /** Its getters return the value or refuse it. */
    PLAIN,
    /**
     * MariaDB or MySQL: dates of zeros are returned as NULL, times of more than a day as their rest, and every number but 0 is
     * true.
     */
    LENIENT,
    /** PostgreSQL: arrays are returned without the bound at which they begin. */
    BOUNDLESS;

    /** The source behind a result. */
    public static JdbcSource of(ResultSet rows) throws SQLException {
        Statement statement = rows.getStatement();
        Connection connection = statement == null ? null : statement.getConnection();
        return connection == null ? PLAIN : switch (connection.getMetaData().getDatabaseProductName()) {
            case "MariaDB", "MySQL" -> LENIENT;
            case "PostgreSQL" -> BOUNDLESS;
            default -> PLAIN;
        };
    }
}

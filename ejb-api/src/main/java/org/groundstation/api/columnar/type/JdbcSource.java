package org.groundstation.api.columnar.type;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/** What a reader must know of the driver behind a result. */
public enum JdbcSource {
    /** Its getters return the value or refuse it. */
    PLAIN,
    /**
     * MariaDB or MySQL: dates of zeros are returned as NULL, times of more than a day as their rest, and every number but 0 is
     * true.
     */
    LENIENT;

    private static final Set<String> LENIENT_PRODUCTS = Set.of("MariaDB", "MySQL");

    /** The source behind a result. */
    public static JdbcSource of(ResultSet rows) throws SQLException {
        Statement statement = rows.getStatement();
        Connection connection = statement == null ? null : statement.getConnection();
        return connection != null && LENIENT_PRODUCTS.contains(connection.getMetaData().getDatabaseProductName()) ? LENIENT : PLAIN;
    }
}

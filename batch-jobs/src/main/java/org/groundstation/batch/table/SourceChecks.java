package org.groundstation.batch.table;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.batch.database.Catalog;
import org.groundstation.batch.database.Dialect;

/** Checks that the key of a source table names each row once. */
final class SourceChecks {
    private SourceChecks() {
    }

    /**
     * Scans the key only where the database does not already guarantee it.
     *
     * @throws GroundstationException {@link ErrorCode#KEY_HAS_NULLS}, {@link ErrorCode#KEY_NOT_UNIQUE}
     */
    static void checkKey(Connection connection, Dialect dialect, SourceTable source) throws SQLException {
        String from = " from " + source.table().sql();
        if (source.key().nullable() && first(connection, "select 1" + from + " where " + source.keySql() + " is null") != null) {
            throw new GroundstationException(ErrorCode.KEY_HAS_NULLS, source.key().name(), source.table().label());
        }
        if (new Catalog(connection, dialect).isUnique(source.table(), source.key())) {
            return;
        }
        String twice = first(connection, "select " + source.keySql() + from + " group by " + source.keySql() + " having count(*) > 1");
        if (twice != null) {
            throw new GroundstationException(ErrorCode.KEY_NOT_UNIQUE, source.key().name(), source.table().label(), twice);
        }
    }

    private static String first(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql + " fetch first 1 rows only")) {
            return rows.next() ? rows.getString(1) : null;
        }
    }
}

package org.groundstation.batch.table;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.TableJob;
import org.groundstation.batch.database.Column;
import org.groundstation.batch.database.DatabaseErrors;
import org.groundstation.batch.database.Dialect;

/** Checks that the key of a source table names each row once. */
final class SourceChecks {
    private SourceChecks() {
    }

    /**
     * Scans the key only where the database does not already guarantee it; then by the comparison that pages. A table that has been
     * scanned may get the same key twice later, so each execution checks again.
     *
     * @throws GroundstationException {@link ErrorCode#KEY_HAS_NULLS}, {@link ErrorCode#KEY_NOT_UNIQUE}
     */
    static void checkKey(Connection connection, Dialect dialect, SourceTable source, TableJob job) throws SQLException {
        if (job.numbered()) {
            return; // by 1, 2, 3
        }
        for (int column = 0; column < source.key().size(); column++) {
            Column key = source.key().get(column);
            if (key.nullable() && first(connection, "select 1" + source.from() + " where " + source.order().columns().get(column).sql() + " is null") != null) {
                throw new GroundstationException(ErrorCode.KEY_HAS_NULLS, key.name(), source.table().label());
            }
        }
        if (dialect.isUnique(connection, source.table(), source.key())) {
            return;
        }
        String key = source.order().sql();
        List<String> twice = first(connection, "select " + key + source.from() + " group by " + key + " having count(*) > 1");
        if (twice != null) {
            String label = twice.size() == 1 ? twice.get(0) : IntStream.range(0, twice.size())
                    .mapToObj(column -> source.key().get(column).name() + "=" + twice.get(column)).collect(Collectors.joining(", "));
            throw new GroundstationException(ErrorCode.KEY_NOT_UNIQUE, source.key().stream().map(Column::name).collect(Collectors.joining(", ")),
                    source.table().label(), label);
        }
    }

    /**
     * Tries the comparison that finds the rows without a result.
     *
     * @throws GroundstationException {@link ErrorCode#JOB_INVALID} when the keys do not compare, as those of two collations
     */
    static void checkCondition(Connection connection, Dialect dialect, SourceTable source, TableJob job) throws SQLException {
        try {
            first(connection, "select 1" + source.from() + source.where(""));
        } catch (SQLException refused) {
            if (DatabaseErrors.isConnectionLost(dialect, refused)) {
                throw refused;
            }
            throw new GroundstationException(ErrorCode.JOB_INVALID, refused,
                    "the key '" + job.key() + "' of '" + job.source() + "' cannot be compared with that of '"
                            + job.target() + "', to find the rows without a result; give both columns the same type and collation. The database says: "
                            + refused.getMessage());
        }
    }

    private static List<String> first(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql + " fetch first 1 rows only")) {
            if (!rows.next()) {
                return null;
            }
            List<String> row = new ArrayList<>();
            for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                row.add(rows.getString(column));
            }
            return row;
        }
    }
}

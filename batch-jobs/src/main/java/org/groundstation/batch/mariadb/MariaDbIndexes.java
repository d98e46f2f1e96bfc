package org.groundstation.batch.mariadb;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.groundstation.batch.database.Column;
import org.groundstation.batch.database.TableName;

/** What MariaDB's indexes prove. */
final class MariaDbIndexes {
    /** An index over the beginnings of texts, or over their hashes, compares otherwise than the column. */
    private static final String UNIQUE = "select index_name, column_name, sub_part is null and index_type = 'BTREE' from information_schema.statistics"
            + " where table_schema = ? and table_name = ? and non_unique = 0";

    private MariaDbIndexes() {
    }

    /** Whether an index keeps some of the columns unique as they are compared. */
    static boolean prove(Connection connection, TableName table, List<Column> columns) throws SQLException {
        Set<String> names = columns.stream().filter(column -> column.comparison().orElseThrow().byIndex())
                .map(column -> column.name().toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        Map<String, Boolean> indexes = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(UNIQUE)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.table());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String column = rows.getString(2);
                    boolean compares = column != null && names.contains(column.toLowerCase(Locale.ROOT)) && rows.getBoolean(3);
                    indexes.merge(rows.getString(1), compares, Boolean::logicalAnd);
                }
            }
        }
        return indexes.containsValue(true);
    }
}

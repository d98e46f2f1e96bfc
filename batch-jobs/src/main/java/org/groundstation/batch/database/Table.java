package org.groundstation.batch.database;

import java.util.List;
import java.util.Optional;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/**
 * A table or view that exists.
 *
 * @param label as the caller wrote it, for messages
 * @param name as the database stores it, with its schema
 * @param sql the name as a statement takes it
 * @param columns in the table's order
 */
public record Table(String label, TableName name, String sql, List<Column> columns) {
    /** A column by name; the exact name wins over one that differs in case. */
    public Optional<Column> find(String column) {
        return columns.stream().filter(candidate -> candidate.name().equals(column)).findFirst()
                .or(() -> columns.stream().filter(candidate -> candidate.name().equalsIgnoreCase(column)).findFirst());
    }

    /** @throws GroundstationException {@link ErrorCode#COLUMN_NOT_FOUND} */
    public Column column(String column) {
        return find(column).orElseThrow(() -> new GroundstationException(ErrorCode.COLUMN_NOT_FOUND, label, column));
    }
}

package org.groundstation.batch.rows;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.SqlType;

/**
 * The table that results go to. Immutable.
 *
 * @param table as a statement takes it
 * @param label as people call it, for messages
 * @param columns in the order of the result schema
 * @param key the columns whose values name a row in messages; empty for none
 */
public record ResultTarget(String table, String label, List<Column> columns, List<Column> key) {
    /**
     * A column that is written.
     *
     * @param result its name in the results
     * @param name as the database stores it
     * @param sql as a statement takes it
     * @param type as the result schema declares it; the table's own may be wider
     * @param limits what it changes about some values
     * @param parameter how an insert takes a value for it, or null for the way of the dialect
     */
    public record Column(String result, String name, String sql, SqlType type, Limits limits, String parameter) {
        /** A column that keeps every value of its type. */
        public Column(String result, String name, String sql, SqlType type) {
            this(result, name, sql, type, Limits.NONE, null);
        }

        /** The column's values in a batch of results. */
        public FieldVector in(VectorSchemaRoot results) {
            return results.getFieldVectors().stream().filter(vector -> vector.getName().equalsIgnoreCase(result)).findFirst()
                    .orElseThrow();
        }
    }

    public ResultTarget {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /** A table without a key. */
    public ResultTarget(String table, List<Column> columns) {
        this(table, table, columns, List.of());
    }

    /** Table and columns as insert and copy take them: {@code "scores" ("id", "score")}. */
    public String sql() {
        return table + " (" + columns.stream().map(Column::sql).collect(Collectors.joining(", ")) + ")";
    }
}

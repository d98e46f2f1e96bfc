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
 * @param columns in the order of the result schema
 */
public record ResultTarget(String table, List<Column> columns) {
    /**
     * A column that is written.
     *
     * @param result its name in the results
     * @param name as the database stores it
     * @param sql as a statement takes it
     * @param type as the result schema declares it; the table's own may be wider
     */
    public record Column(String result, String name, String sql, SqlType type) {
        /** The column's values in a batch of results. */
        public FieldVector in(VectorSchemaRoot results) {
            return results.getFieldVectors().stream().filter(vector -> vector.getName().equalsIgnoreCase(result)).findFirst()
                    .orElseThrow();
        }
    }

    public ResultTarget {
        columns = List.copyOf(columns);
    }

    /** Table and columns as insert and copy take them: {@code "scores" ("id", "score")}. */
    public String sql() {
        return table + " (" + columns.stream().map(Column::sql).collect(Collectors.joining(", ")) + ")";
    }
}

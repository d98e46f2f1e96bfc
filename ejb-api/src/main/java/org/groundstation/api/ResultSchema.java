package org.groundstation.api;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The columns that a script promises to return, as {@code WITH RESULT SETS} declares them. Immutable.
 *
 * @param columns at least one, names distinct without regard to case
 */
public record ResultSchema(List<Column> columns) implements java.io.Serializable {
    /**
     * One column.
     *
     * @param name as the result shows it
     * @param nullable false makes a NULL in this column an error
     */
    public record Column(String name, SqlType type, boolean nullable) implements java.io.Serializable {
        @Override
        public String toString() {
            return SchemaParser.quoted(name) + " " + type + (nullable ? "" : " not null");
        }
    }

    /** @throws GroundstationException {@link ErrorCode#SCRIPT_INVALID} when there is no column, or a name twice */
    public ResultSchema {
        columns = List.copyOf(columns);
        Set<String> names = new HashSet<>();
        for (Column column : columns) {
            if (column.name().isBlank() || !names.add(column.name().toLowerCase(Locale.ROOT))) {
                throw new GroundstationException(ErrorCode.SCRIPT_INVALID,
                        "result column '" + column.name() + "' is blank or appears twice");
            }
        }
        if (columns.isEmpty()) {
            throw new GroundstationException(ErrorCode.SCRIPT_INVALID, "a result schema needs at least one column");
        }
    }

    /**
     * Reads a schema as SQL writes it, for example {@code "id bigint not null, score double"}. Names with spaces and other
     * signs stand in double quotes, brackets or backticks: {@code "\"Flight Id\" integer, [Fare USD] money"}. Types have the names
     * that {@link SqlType#parse} knows.
     *
     * @throws GroundstationException {@link ErrorCode#SCRIPT_INVALID} when it cannot be read, saying what is wrong and where, and
     *         which type to use in place of one that cannot be had
     */
    public static ResultSchema parse(String text) {
        return new ResultSchema(SchemaParser.columns(text));
    }

    /** The Arrow schema of every batch of the result. */
    public Schema arrowSchema() {
        return new Schema(columns.stream().map(column -> column.type().arrowField(column.name(), column.nullable())).toList());
    }

    /** The schema as SQL writes it; {@link #parse} reads it back. */
    @Override
    public String toString() {
        return columns.stream().map(Column::toString).collect(Collectors.joining(", "));
    }
}

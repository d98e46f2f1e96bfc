package org.groundstation.batch.database;

import org.groundstation.batch.rows.KeyColumn;

/**
 * How a column is compared and ordered where it is part of a key, so that both go by the same rule. Immutable.
 *
 * @param column what is compared and ordered; the first {@code %s} in it stands for the column
 * @param operand what it is compared with; the first {@code %s} in it stands for the value
 * @param byIndex whether a unique index over the column keeps unique what is compared
 */
public record Comparison(String column, String operand, boolean byIndex) {
    /** The column itself, with values as they are. */
    public static final Comparison PLAIN = new Comparison("%s", "%s", true);

    /** The same rule for values that are written in another way. */
    public static Comparison with(String operand) {
        return new Comparison("%s", operand, true);
    }

    /** The column in a statement. @param sql its name there */
    public KeyColumn of(String sql) {
        return new KeyColumn(KeyColumn.fill(column, sql), operand);
    }
}

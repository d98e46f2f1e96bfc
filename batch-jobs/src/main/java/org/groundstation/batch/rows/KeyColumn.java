package org.groundstation.batch.rows;

/**
 * How statements take one column of a key. Immutable.
 *
 * @param sql what is compared and ordered
 * @param operand what it is compared with; the first {@code %s} in it stands for the value
 */
public record KeyColumn(String sql, String operand) {
    /** A column that is compared with values as they are. */
    public KeyColumn(String sql) {
        this(sql, "%s");
    }

    String with(String value) {
        return fill(operand, value);
    }

    /** The text with the first {@code %s} replaced; there may be others, in names of types and labels of enums. */
    public static String fill(String template, String value) {
        int at = template.indexOf("%s");
        return template.substring(0, at) + value + template.substring(at + 2);
    }
}

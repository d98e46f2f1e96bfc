package org.groundstation.batch.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A query for the rows of a key range, in key order. Immutable.
 *
 * @param select columns and table, without a where clause and without parameters
 * @param condition that rows must meet besides, or null
 * @param order of the key
 * @param after the key before the first row, a value for each of its columns, or null for the start
 * @param upTo the key of the last row, or null for the end
 */
public record KeyedQuery(String select, String condition, KeyOrder order, List<Object> after, List<Object> upTo) {
    /** A query whose key is a column that is compared with values as they are. */
    public KeyedQuery(String select, String key, Object after, Object upTo) {
        this(select, null, new KeyOrder(List.of(new KeyColumn(key)), true), after == null ? null : List.of(after), upTo == null ? null : List.of(upTo));
    }

    /** The statement; {@code operand} writes the values of {@code after} and {@code upTo} in the order in which they stand in it. */
    public String sql(Function<Object, String> operand) {
        List<String> bounds = new ArrayList<>();
        if (condition != null) {
            bounds.add(condition);
        }
        if (after != null) {
            bounds.add(order.after(after, operand));
        }
        if (upTo != null) {
            bounds.add(order.upTo(upTo, operand));
        }
        return select + (bounds.isEmpty() ? "" : " where " + String.join(" and ", bounds)) + " order by " + order.sql();
    }
}

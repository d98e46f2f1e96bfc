package org.groundstation.batch.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A query for the rows of a key range, in key order. Immutable.
 *
 * @param select columns and table, without a where clause and without parameters
 * @param key the key column as a statement takes it
 * @param after the key before the first row, or null for the start
 * @param upTo the key of the last row, or null for the end
 */
public record KeyedQuery(String select, String key, Object after, Object upTo) {
    /** The statement; {@code operand} writes {@code after} and {@code upTo}, in this order, where they are not null. */
    public String sql(Function<Object, String> operand) {
        List<String> bounds = new ArrayList<>();
        if (after != null) {
            bounds.add(key + " > " + operand.apply(after));
        }
        if (upTo != null) {
            bounds.add(key + " <= " + operand.apply(upTo));
        }
        return select + (bounds.isEmpty() ? "" : " where " + String.join(" and ", bounds)) + " order by " + key;
    }
}

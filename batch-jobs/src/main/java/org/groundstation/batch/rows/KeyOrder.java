package org.groundstation.batch.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The order of a key: what pages and what sorts, which must be the same. Immutable.
 *
 * @param columns the first one sorts first; none may hold NULL
 * @param rowValues whether the database finds {@code (a, b) > (1, 2)} in an index; else it is spelled out
 */
public record KeyOrder(List<KeyColumn> columns, boolean rowValues) {
    public KeyOrder {
        columns = List.copyOf(columns);
    }

    /** What an {@code order by} takes. */
    public String sql() {
        return columns.stream().map(KeyColumn::sql).collect(Collectors.joining(", "));
    }

    /** Whether a row comes after a key. @param operand writes a value; it is asked in the order in which they stand in the text */
    public String after(List<Object> key, Function<Object, String> operand) {
        return compared(">", ">", key, operand);
    }

    /** Whether a row comes before a key or has it. @param operand as in {@link #after} */
    public String upTo(List<Object> key, Function<Object, String> operand) {
        return compared("<", "<=", key, operand);
    }

    private String compared(String strict, String last, List<Object> key, Function<Object, String> operand) {
        if (columns.size() == 1) {
            return compared(0, last, key, operand);
        }
        if (rowValues) {
            return "(" + sql() + ") " + last + " (" + IntStream.range(0, columns.size())
                    .mapToObj(column -> columns.get(column).with(operand.apply(key.get(column)))).collect(Collectors.joining(", ")) + ")";
        }
        List<String> ways = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            List<String> way = new ArrayList<>();
            for (int before = 0; before < column; before++) {
                way.add(compared(before, "=", key, operand));
            }
            way.add(compared(column, column == columns.size() - 1 ? last : strict, key, operand));
            ways.add(String.join(" and ", way));
        }
        return "(" + String.join(" or ", ways) + ")";
    }

    private String compared(int column, String operator, List<Object> key, Function<Object, String> operand) {
        return columns.get(column).sql() + " " + operator + " " + columns.get(column).with(operand.apply(key.get(column)));
    }
}

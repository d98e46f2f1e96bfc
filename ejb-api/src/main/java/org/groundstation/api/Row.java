package org.groundstation.api;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * One result row. Values are Boolean, Byte, Short, Integer, Long, Float, Double, BigDecimal (decimal, numeric), String, byte[], LocalDate,
 * LocalTime, LocalDateTime, OffsetDateTime (UTC), Arrow's PeriodDuration (interval) or an unmodifiable List of them (array); null is NULL,
 * also within a List.
 */
public final class Row {
    private final List<String> names;
    private final Object[] values;

    /**
     * @param names column names, shared by all rows of a result
     * @param values one for each name; not copied
     */
    public Row(List<String> names, Object[] values) {
        this.names = names;
        this.values = values;
    }

    /** The column names in order. */
    public List<String> names() {
        return names;
    }

    /** All values in the order of the columns. */
    public List<Object> values() {
        return Collections.unmodifiableList(Arrays.asList(values));
    }

    /** The value of a column by position, from 0. */
    public Object get(int column) {
        return values[column];
    }

    /**
     * The value of a column by name, without regard to case.
     *
     * @throws GroundstationException {@link ErrorCode#ROW_CONVERSION} when there is no such column or it has another type
     */
    public <T> T get(String name, Class<T> type) {
        for (int i = 0; i < values.length; i++) {
            if (names.get(i).toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                Object value = values[i];
                if (value != null && !type.isInstance(value)) {
                    throw new GroundstationException(ErrorCode.ROW_CONVERSION, type.getSimpleName(),
                            "column '" + name + "' holds " + value.getClass().getSimpleName());
                }
                return type.cast(value);
            }
        }
        throw new GroundstationException(ErrorCode.ROW_CONVERSION, type.getSimpleName(), "there is no column '" + name + "'");
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}

package org.groundstation.batch.rows;

import java.util.List;
import org.groundstation.api.SqlType;
import org.groundstation.api.SqlType.Kind;

/**
 * What a column keeps of values that are written into it. Immutable.
 *
 * @param type whose values it keeps
 * @param digits of decimal columns and of arrays of decimals; {@link Digits#UNLIMITED} for others
 * @param limits what it changes about some values of the type
 * @param parameter how an insert takes a value for it, or null for the way of the dialect
 */
public record Storage(SqlType type, Digits digits, Limits limits, String parameter) {
    private static final List<Kind> INTEGERS = List.of(Kind.TINYINT, Kind.SMALLINT, Kind.INTEGER, Kind.BIGINT);

    /**
     * Decimal digits.
     *
     * @param total the most digits that are kept
     * @param whole the most before the point
     * @param fraction the most after the point
     */
    public record Digits(int total, int whole, int fraction) {
        private static final int ALL = Integer.MAX_VALUE;
        /** Any number. */
        public static final Digits UNLIMITED = new Digits(ALL, ALL, ALL);

        /** Of a decimal(p, s); a negative scale rounds whole digits. */
        public static Digits of(int precision, int scale) {
            return new Digits(precision, scale < 0 ? 0 : precision - scale, Math.max(scale, 0));
        }

        /** Of a number whose point floats. */
        public static Digits floating(int total) {
            return new Digits(total, ALL, ALL);
        }

        /** Whether every decimal with so many digits is kept. */
        public boolean keep(int wholeDigits, int fractionDigits) {
            return wholeDigits <= whole && fractionDigits <= fraction && wholeDigits + fractionDigits <= total;
        }

        private boolean keep(SqlType result) {
            return switch (result.kind()) {
                case TINYINT -> keep(3, 0);
                case SMALLINT -> keep(5, 0);
                case INTEGER -> keep(10, 0);
                case BIGINT -> keep(19, 0);
                case DECIMAL -> keep(result.precision() - result.scale(), result.scale());
                case NUMERIC -> equals(UNLIMITED);
                case BOOLEAN, REAL, DOUBLE, VARCHAR, VARBINARY, DATE, TIME, TIMESTAMP, TIMESTAMP_TZ, UUID, JSON, INTERVAL, ARRAY -> false;
            };
        }
    }

    /** Every value of a type. */
    public static Storage of(SqlType type) {
        SqlType number = type.element() == null ? type : type.element();
        boolean decimal = number.kind() == Kind.DECIMAL;
        return new Storage(type, decimal ? Digits.of(number.precision(), number.scale()) : Digits.UNLIMITED, Limits.NONE, null);
    }

    /** The same with digits. */
    public Storage with(Digits kept) {
        return new Storage(type, kept, limits, parameter);
    }

    /** The same with limits. */
    public Storage with(Limits kept) {
        return new Storage(type, digits, kept, parameter);
    }

    /** The same, written in another way. */
    public Storage writtenAs(String sql) {
        return new Storage(type, digits, limits, sql);
    }

    /** Whether every value of a result's type can be kept, but for what the {@link #limits} say. */
    public boolean keeps(SqlType result) {
        return result.kind() == Kind.ARRAY && type.kind() == Kind.ARRAY ? keeps(result.element(), type.element()) : keeps(result, type);
    }

    private boolean keeps(SqlType result, SqlType column) {
        if (column.kind() == Kind.DECIMAL || column.kind() == Kind.NUMERIC) {
            return digits.keep(result);
        }
        if (INTEGERS.contains(result.kind()) && INTEGERS.contains(column.kind())) {
            return INTEGERS.indexOf(result.kind()) <= INTEGERS.indexOf(column.kind());
        }
        return result.kind() == column.kind() || result.kind() == Kind.REAL && column.kind() == Kind.DOUBLE
                || (result.kind() == Kind.UUID || result.kind() == Kind.JSON) && column.kind() == Kind.VARCHAR;
    }
}

package org.groundstation.batch.rows;

import org.groundstation.api.SqlType;

/**
 * What a column keeps of values that are written into it. Immutable.
 *
 * @param type whose values it keeps
 * @param digits of decimal columns and of arrays of decimals; {@link Digits#UNLIMITED} for others
 * @param limits what it changes about some values of the type
 * @param parameter how an insert takes a value for it, or null for the way of the dialect
 */
public record Storage(SqlType type, Digits digits, Limits limits, String parameter) {
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
    }

    /** Every value of a type. */
    public static Storage of(SqlType type) {
        SqlType number = type.element() == null ? type : type.element();
        boolean decimal = number.kind() == SqlType.Kind.DECIMAL;
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
}

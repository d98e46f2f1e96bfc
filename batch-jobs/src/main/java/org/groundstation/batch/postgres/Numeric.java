package org.groundstation.batch.postgres;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.DecimalVector;
import org.groundstation.api.columnar.type.UnfitValueException;

/**
 * PostgreSQL's numeric, digits of base 10,000, from and to 128-bit decimals without an object for each value. The value
 * on its way is the unsigned pair {@code high}, {@code low}. Not thread-safe.
 */
final class Numeric {
    /** Count of digits, weight of the first one, sign, scale: two bytes each. */
    static final int HEADER = 8;
    /** The most bytes of a value of 38 decimal digits: a partial digit at either end of the point. */
    static final int MOST_BYTES = HEADER + 2 * 11;

    private static final int NEGATIVE = 0x4000;
    private static final int BASE = 10_000;
    private static final int BASE_DIGITS = 4;
    private static final int[] POWERS = {1, 10, 100, 1_000};
    private static final long LOW_32 = 0xffff_ffffL;
    private static final int WIDTH = DecimalVector.TYPE_WIDTH;

    private final short[] digits = new short[11];
    private long high;
    private long low;

    /**
     * Sets a cell from the binary form.
     *
     * @throws UnfitValueException when the value is not a number or does not fit the vector exactly
     */
    void read(byte[] bytes, int at, DecimalVector vector, int row) {
        int count = Bytes.getShort(bytes, at) & 0xffff;
        int weight = Bytes.getShort(bytes, at + 2);
        int sign = Bytes.getShort(bytes, at + 4) & 0xffff;
        if (sign != 0 && sign != NEGATIVE) {
            throw unfit(bytes, at, vector);
        }
        int scale = vector.getScale();
        int partial = scale % BASE_DIGITS;
        high = 0;
        low = 0;
        int whole = weight + 1 + scale / BASE_DIGITS;
        for (int i = 0; i < whole; i++) {
            if (!add(BASE, i < count ? digit(bytes, at, i) : 0)) {
                throw unfit(bytes, at, vector);
            }
        }
        int next = Math.max(whole, 0);
        if (partial > 0) {
            int digit = whole >= 0 && next < count ? digit(bytes, at, next) : 0;
            if (!add(POWERS[partial], digit / POWERS[BASE_DIGITS - partial]) || digit % POWERS[BASE_DIGITS - partial] != 0) {
                throw unfit(bytes, at, vector);
            }
            next += whole >= 0 ? 1 : 0;
        }
        for (int i = next; i < count; i++) {
            if (digit(bytes, at, i) != 0) {
                throw unfit(bytes, at, vector);
            }
        }
        if (sign == NEGATIVE) {
            negate();
        }
        vector.setSafe(row, 0L); // grows the vector and sets its validity
        ArrowBuf values = vector.getDataBuffer();
        values.setLong((long) row * WIDTH, low);
        values.setLong((long) row * WIDTH + Long.BYTES, high);
    }

    /**
     * Writes the binary form of a 128-bit decimal.
     *
     * @return the number of bytes, at most {@link #MOST_BYTES}
     */
    int write(long highBits, long lowBits, int scale, byte[] bytes, int at) {
        high = highBits;
        low = lowBits;
        boolean negative = high < 0;
        if (negative) {
            negate();
        }
        int fraction = (scale + BASE_DIGITS - 1) / BASE_DIGITS;
        int partial = scale % BASE_DIGITS;
        int count = 0;
        if (partial > 0) {
            digits[count++] = (short) (divide(POWERS[partial]) * POWERS[BASE_DIGITS - partial]);
        }
        while (count < fraction || high != 0 || low != 0) {
            digits[count++] = (short) divide(BASE);
        }
        Bytes.putShort(bytes, at, count);
        Bytes.putShort(bytes, at + 2, count - fraction - 1);
        Bytes.putShort(bytes, at + 4, negative ? NEGATIVE : 0);
        Bytes.putShort(bytes, at + 6, scale);
        for (int i = 0; i < count; i++) {
            Bytes.putShort(bytes, at + HEADER + 2 * i, digits[count - 1 - i]);
        }
        return HEADER + 2 * count;
    }

    private static int digit(byte[] bytes, int at, int i) {
        return Bytes.getShort(bytes, at + HEADER + 2 * i);
    }

    /** @return whether it still fits */
    private boolean add(int factor, int digit) {
        if (high == 0 && low >= 0 && low < Long.MAX_VALUE / BASE) {
            low = low * factor + digit;
            return true;
        }
        if (high < 0 || high >= Long.MAX_VALUE / factor) {
            return false;
        }
        long lower = (low & LOW_32) * factor + digit;
        long upper = (low >>> 32) * factor + (lower >>> 32);
        low = upper << 32 | lower & LOW_32;
        high = high * factor + (upper >>> 32);
        return true;
    }

    /** Divides by a small number and returns the remainder. */
    private int divide(int divisor) {
        if (high == 0 && low >= 0) {
            int remainder = (int) (low % divisor);
            low /= divisor;
            return remainder;
        }
        long remainder = Long.remainderUnsigned(high, divisor);
        high = Long.divideUnsigned(high, divisor);
        long upper = remainder << 32 | low >>> 32;
        long lower = upper % divisor << 32 | low & LOW_32;
        low = upper / divisor << 32 | lower / divisor;
        return (int) (lower % divisor);
    }

    private void negate() {
        low = -low;
        high = ~high + (low == 0 ? 1 : 0);
    }

    private static UnfitValueException unfit(byte[] bytes, int at, DecimalVector vector) {
        return new UnfitValueException(NumericText.of(bytes, at), "does not fit decimal(" + vector.getPrecision() + "," + vector.getScale() + ")");
    }
}

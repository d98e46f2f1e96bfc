package org.groundstation.batch.rows;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;

/** Looks for values beyond the limits of a column, without an object for a value. */
abstract class LimitCheck {
    private static final int[] POWERS = {1_000_000, 100_000, 10_000, 1_000, 100, 10, 1};
    private static final int NANOS_OF_MICRO = 1_000;

    private final FieldVector vector;

    private LimitCheck(FieldVector vector) {
        this.vector = vector;
    }

    /** @param vector of values, those of the elements for an array */
    static LimitCheck of(FieldVector vector, Limits limits) {
        if (vector instanceof VarCharVector text) {
            return new Text(text, limits);
        }
        if (vector instanceof VarBinaryVector bytes) {
            return new Bytes(bytes, limits);
        }
        if (vector instanceof TimeMicroVector || vector instanceof TimeStampVector || vector instanceof IntervalMonthDayNanoVector) {
            return new Seconds(vector, limits);
        }
        return new LimitCheck(vector) {
            @Override
            boolean exceeds(int index) {
                return false;
            }

            @Override
            String why(int index) {
                return "";
            }
        };
    }

    /** Whether a value that is not NULL is beyond the limits. */
    abstract boolean exceeds(int index);

    /** What is wrong with such a value. */
    abstract String why(int index);

    /** The first of so many values that is beyond the limits, or -1. */
    final int first(int count) {
        for (int index = 0; index < count; index++) {
            if (!vector.isNull(index) && exceeds(index)) {
                return index;
            }
        }
        return -1;
    }

    private static final class Seconds extends LimitCheck {
        private final ArrowBuf values;
        private final boolean interval;
        private final long unit;
        private final int digits;

        private Seconds(FieldVector vector, Limits limits) {
            super(vector);
            values = vector.getDataBuffer();
            interval = vector instanceof IntervalMonthDayNanoVector;
            digits = limits.secondDigits();
            unit = interval ? (long) POWERS[digits] * NANOS_OF_MICRO : POWERS[digits];
        }

        @Override
        boolean exceeds(int index) {
            return (interval ? IntervalMonthDayNanoVector.getNanoseconds(values, index) : values.getLong((long) index * Long.BYTES)) % unit != 0;
        }

        @Override
        String why(int index) {
            return digits == 0 ? "it has a fraction of a second, which the column drops"
                    : "the column keeps " + digits + (digits == 1 ? " digit" : " digits") + " of a second's fraction";
        }
    }

    private static final class Text extends LimitCheck {
        private final ArrowBuf data;
        private final ArrowBuf offsets;
        private final Limits limits;

        private Text(VarCharVector vector, Limits limits) {
            super(vector);
            this.data = vector.getDataBuffer();
            this.offsets = vector.getOffsetBuffer();
            this.limits = limits;
        }

        @Override
        boolean exceeds(int index) {
            int length = end(index) - start(index);
            return length > limits.bytes() || length > limits.characters() && characters(index) > limits.characters() || isCutAtTheEnd(index);
        }

        @Override
        String why(int index) {
            if (characters(index) > limits.characters()) {
                return "it has " + characters(index) + " characters, the column takes " + limits.characters();
            }
            return isCutAtTheEnd(index) ? "the column loses blanks at the end"
                    : "it has " + (end(index) - start(index)) + " bytes, the column takes " + limits.bytes();
        }

        private boolean isCutAtTheEnd(int index) {
            return limits.stripped() && end(index) > start(index) && data.getByte(end(index) - 1L) == ' ';
        }

        /** Bytes that do not go on with a character. */
        private int characters(int index) {
            int count = 0;
            for (int at = start(index); at < end(index); at++) {
                count += (data.getByte(at) & 0xc0) == 0x80 ? 0 : 1;
            }
            return count;
        }

        private int start(int index) {
            return offsets.getInt((long) index * BaseVariableWidthVector.OFFSET_WIDTH);
        }

        private int end(int index) {
            return offsets.getInt((index + 1L) * BaseVariableWidthVector.OFFSET_WIDTH);
        }
    }

    private static final class Bytes extends LimitCheck {
        private final VarBinaryVector vector;
        private final Limits limits;

        private Bytes(VarBinaryVector vector, Limits limits) {
            super(vector);
            this.vector = vector;
            this.limits = limits;
        }

        @Override
        boolean exceeds(int index) {
            int length = vector.getValueLength(index);
            return length > limits.bytes() || limits.filled() && length < limits.bytes();
        }

        @Override
        String why(int index) {
            return "it has " + vector.getValueLength(index) + " bytes, the column has " + limits.bytes();
        }
    }
}

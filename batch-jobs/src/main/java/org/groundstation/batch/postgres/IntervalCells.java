package org.groundstation.batch.postgres;

import java.sql.SQLException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.groundstation.api.columnar.type.Intervals;

/** PostgreSQL's interval, microseconds before days before months, from and to Arrow's, which counts nanoseconds. */
final class IntervalCells {
    static final int LENGTH = Long.BYTES + 2 * Integer.BYTES;

    private static final int NANOS_OF_MICRO = 1_000;
    private static final long MICROS_OF_HOUR = 3_600_000_000L;
    private static final String OUT_OF_RANGE = "22008";

    private IntervalCells() {
    }

    static CellDecoder decoder(IntervalMonthDayNanoVector vector) {
        return (bytes, at, length, row) -> {
            long micros = Bytes.getLong(bytes, at);
            int days = Bytes.getInt(bytes, at + Long.BYTES);
            int months = Bytes.getInt(bytes, at + Long.BYTES + Integer.BYTES);
            if (micros > Long.MAX_VALUE / NANOS_OF_MICRO || micros < Long.MIN_VALUE / NANOS_OF_MICRO) {
                throw Intervals.outOfRange(months + " mons " + days + " days " + micros / MICROS_OF_HOUR + " hours");
            }
            vector.setSafe(row, months, days, micros * NANOS_OF_MICRO);
        };
    }

    static CellEncoder encoder(IntervalMonthDayNanoVector vector) {
        ArrowBuf values = vector.getDataBuffer();
        return (out, row) -> {
            long nanos = IntervalMonthDayNanoVector.getNanoseconds(values, row);
            if (nanos % NANOS_OF_MICRO != 0) {
                throw new SQLException("an interval in column '" + vector.getName() + "' has parts of a microsecond", OUT_OF_RANGE);
            }
            int at = out.room(Integer.BYTES + LENGTH);
            Bytes.putInt(out.bytes(), at, LENGTH);
            Bytes.putLong(out.bytes(), at + Integer.BYTES, nanos / NANOS_OF_MICRO);
            Bytes.putInt(out.bytes(), at + Integer.BYTES + Long.BYTES, IntervalMonthDayNanoVector.getDays(values, row));
            Bytes.putInt(out.bytes(), at + 2 * Integer.BYTES + Long.BYTES, IntervalMonthDayNanoVector.getMonths(values, row));
            out.advance(Integer.BYTES + LENGTH);
        };
    }
}

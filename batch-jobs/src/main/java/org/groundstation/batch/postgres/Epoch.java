package org.groundstation.batch.postgres;

import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import org.groundstation.api.columnar.type.UnfitValueException;

/** Days and microseconds since 1970, as Arrow counts them, and since 2000, as PostgreSQL does. */
final class Epoch {
    private static final int DAYS = 10_957;
    private static final long MICROS = DAYS * 86_400_000_000L;
    private static final String OUT_OF_RANGE = "22008";

    private Epoch() {
    }

    /** @throws UnfitValueException for infinity */
    static int daysFrom2000(int days) {
        if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE || days > Integer.MAX_VALUE - DAYS) {
            throw new UnfitValueException(days > 0 ? "infinity" : "-infinity", "is infinite");
        }
        return days + DAYS;
    }

    /** @throws UnfitValueException for infinity and what does not fit */
    static long microsFrom2000(long micros) {
        if (micros == Long.MIN_VALUE || micros == Long.MAX_VALUE) {
            throw new UnfitValueException(micros > 0 ? "infinity" : "-infinity", "is infinite");
        }
        if (micros > Long.MAX_VALUE - MICROS) {
            String time = LocalDateTime.of(2000, 1, 1, 0, 0).plus(micros, ChronoUnit.MICROS).toString();
            throw new UnfitValueException(time.substring(1).replace('T', ' '), "is beyond the microseconds that 64 bits count");
        }
        return micros + MICROS;
    }

    /** @throws SQLException when PostgreSQL would take it for something else */
    static int daysTo2000(int days) throws SQLException {
        if (days <= Integer.MIN_VALUE + DAYS) {
            throw new SQLException("date out of range: day " + days + " of 1970", OUT_OF_RANGE);
        }
        return days - DAYS;
    }

    /** @throws SQLException when PostgreSQL would take it for something else */
    static long microsTo2000(long micros) throws SQLException {
        if (micros <= Long.MIN_VALUE + MICROS) {
            throw new SQLException("timestamp out of range: microsecond " + micros + " of 1970", OUT_OF_RANGE);
        }
        return micros - MICROS;
    }
}

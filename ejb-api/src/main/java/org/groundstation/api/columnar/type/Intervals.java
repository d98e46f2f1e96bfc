package org.groundstation.api.columnar.type;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Period;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.PeriodDuration;

/**
 * Intervals between Java, vectors and text. Months, days and time are never added up: a month has no fixed number of days,
 * and a day not always 24 hours.
 */
public final class Intervals {
    private static final int NANOS_OF_MICRO = 1_000;
    private static final int MONTHS_OF_YEAR = 12;

    private Intervals() {
    }

    /**
     * Sets a cell.
     *
     * @param value a {@link PeriodDuration}, a {@link Period} or a {@link Duration}
     * @throws ArithmeticException when it has parts of a microsecond, or more months, days or nanoseconds than fit
     */
    public static void set(IntervalMonthDayNanoVector vector, int row, Object value) {
        PeriodDuration interval = value instanceof Period period ? new PeriodDuration(period, Duration.ZERO)
                : value instanceof Duration duration ? new PeriodDuration(Period.ZERO, duration) : (PeriodDuration) value;
        long nanos = interval.getDuration().toNanos();
        if (nanos % NANOS_OF_MICRO != 0) {
            throw new ArithmeticException("parts of a microsecond");
        }
        vector.setSafe(row, Math.toIntExact(interval.getPeriod().toTotalMonths()), interval.getPeriod().getDays(), nanos);
    }

    /**
     * Reads what PostgreSQL's driver writes: {@code 1 years 2 mons -3 days 4 hours 5 mins -6.789 secs}.
     *
     * @throws IllegalArgumentException for other text
     * @throws ArithmeticException when it does not fit
     */
    public static PeriodDuration parse(String text) {
        String[] words = text.strip().split("\\s+");
        long months = 0;
        int days = 0;
        BigDecimal seconds = BigDecimal.ZERO;
        for (int i = 0; i + 1 < words.length; i += 2) {
            BigDecimal number = new BigDecimal(words[i]);
            switch (words[i + 1]) {
                case "years", "year" -> months += number.longValueExact() * MONTHS_OF_YEAR;
                case "mons", "mon" -> months += number.longValueExact();
                case "days", "day" -> days = number.intValueExact();
                case "hours", "hour" -> seconds = seconds.add(number.multiply(BigDecimal.valueOf(3_600)));
                case "mins", "min" -> seconds = seconds.add(number.multiply(BigDecimal.valueOf(60)));
                case "secs", "sec" -> seconds = seconds.add(number);
                default -> throw new IllegalArgumentException("'" + text + "' is not an interval");
            }
        }
        if (words.length % 2 != 0) {
            throw new IllegalArgumentException("'" + text + "' is not an interval");
        }
        return of(Math.toIntExact(months), days, seconds.movePointRight(9).setScale(0, RoundingMode.UNNECESSARY).longValueExact());
    }

    /** The interval as SQL reads it within an interval literal: {@code 14 mons -3 days 4 hours 5 mins 6.789000 secs}. */
    public static String text(PeriodDuration interval) {
        Duration time = interval.getDuration();
        BigDecimal seconds = BigDecimal.valueOf(time.toNanos() % 60_000_000_000L, 9).setScale(6, RoundingMode.UNNECESSARY);
        return interval.getPeriod().toTotalMonths() + " mons " + interval.getPeriod().getDays() + " days "
                + time.toNanos() / 3_600_000_000_000L + " hours " + time.toNanos() / 60_000_000_000L % 60 + " mins "
                + seconds.toPlainString() + " secs";
    }

    /**
     * What databases have and Arrow has not: infinity, and more nanoseconds than fit 64 bits.
     *
     * @param text the interval as the database writes it
     */
    public static UnfitValueException outOfRange(String text) {
        return new UnfitValueException(text, "has more than 292 years in hours, minutes and seconds, or is infinite");
    }

    private static PeriodDuration of(int months, int days, long nanos) {
        return new PeriodDuration(Period.of(0, months, days), Duration.ofNanos(nanos));
    }
}

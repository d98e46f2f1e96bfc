package org.groundstation.batch.postgres;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/** Keys as literals, because COPY takes no parameters. No key, however it is written, ends its literal. */
final class Literals {
    private Literals() {
    }

    /**
     * @param key as {@link org.groundstation.api.columnar.Values#get} returns keys
     * @throws IllegalArgumentException for text with U+0000, which PostgreSQL has not, and for other classes
     */
    static String of(Object key) {
        if (key instanceof String text) {
            // without a type it takes that of the column, as an index on it needs
            return quoted(text);
        }
        if (key instanceof Long number) {
            return "bigint '" + number + "'";
        }
        if (key instanceof BigDecimal number) {
            return "numeric '" + number + "'";
        }
        if (key instanceof UUID uuid) {
            return "uuid '" + uuid + "'";
        }
        if (key instanceof LocalDate date) {
            return "date '" + date(date) + era(date) + "'";
        }
        if (key instanceof LocalDateTime time) {
            return "timestamp '" + date(time.toLocalDate()) + " " + time(time.toLocalTime()) + era(time.toLocalDate()) + "'";
        }
        if (key instanceof OffsetDateTime time) {
            LocalDateTime utc = time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
            return "timestamptz '" + date(utc.toLocalDate()) + " " + time(utc.toLocalTime()) + "+00" + era(utc.toLocalDate()) + "'";
        }
        throw new IllegalArgumentException("a " + key.getClass().getName() + " is not a key");
    }

    /** Escape syntax means the same whatever standard_conforming_strings is. */
    private static String quoted(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a key holds the character U+0000, which PostgreSQL's text cannot");
        }
        return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /** PostgreSQL has no year 0 and no sign. */
    private static String date(LocalDate date) {
        int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
        return "%04d-%02d-%02d".formatted(year, date.getMonthValue(), date.getDayOfMonth());
    }

    private static String time(LocalTime time) {
        return "%02d:%02d:%02d.%06d".formatted(time.getHour(), time.getMinute(), time.getSecond(), time.getNano() / 1_000);
    }

    private static String era(LocalDate date) {
        return date.getYear() > 0 ? "" : " BC";
    }
}

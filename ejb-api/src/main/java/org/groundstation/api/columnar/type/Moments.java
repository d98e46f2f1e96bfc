package org.groundstation.api.columnar.type;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** What dates, times and timestamps have in common. */
final class Moments {
    static final String TOO_FINE = "has parts of a microsecond";

    private static final String INFINITE = "is infinite";
    private static final long MICROS_OF_SECOND = 1_000_000;

    private Moments() {
    }

    /** MariaDB's driver returns null for {@code 0000-00-00}, which is a value and no NULL. */
    static void requireNull(ResultSet rows, int column, JdbcSource source) throws SQLException {
        String text = source == JdbcSource.LENIENT ? rows.getString(column) : null;
        if (text != null) {
            throw new UnfitValueException(text, "is not a date");
        }
    }

    /**
     * @param infinite whether it is what PostgreSQL's driver returns for infinity: the first or the last that Java has
     * @param nano of its second
     * @throws UnfitValueException for infinity, and for parts of a microsecond
     */
    static void requireExact(ResultSet rows, int column, Object value, boolean infinite, int nano) {
        if (infinite || nano % 1_000 != 0) {
            throw new UnfitValueException(ColumnType.text(rows, column, value), infinite ? INFINITE : TOO_FINE);
        }
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS_OF_SECOND), Math.floorMod(micros, MICROS_OF_SECOND) * 1_000);
    }
}

package org.groundstation.api.columnar.type;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Set;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.groundstation.api.SqlType;

/** Times of a day in microseconds, before 24:00, without a zone. */
final class TimeType extends ColumnType {
    static final TimeType INSTANCE = new TimeType();

    private static final long MICROS_OF_DAY = 86_400_000_000L;
    private static final String NO_TIME = "is not a time within a day";

    private TimeType() {
        super(new ArrowType.Time(TimeUnit.MICROSECOND, Long.SIZE), Types.TIME, Set.of("time"), LocalTime.class);
    }

    /** PostgreSQL's driver says that a time with a zone is one. */
    @Override
    SqlType in(JdbcColumn column) {
        return column.jdbcType() == Types.TIME && !column.named("timetz") ? SqlType.TIME : null;
    }

    @Override
    public CellReader reader(FieldVector vector, int column, JdbcSource source) {
        TimeMicroVector times = (TimeMicroVector) vector;
        return source == JdbcSource.LENIENT ? (rows, row) -> readDuration(rows, column, times, row)
                : (rows, row) -> readTime(rows, column, times, row);
    }

    private static void readTime(ResultSet rows, int column, TimeMicroVector vector, int row) throws SQLException {
        LocalTime value = rows.getObject(column, LocalTime.class);
        if (value == null) {
            vector.setNull(row);
        } else if (value.equals(LocalTime.MAX)) { // PostgreSQL's driver has 24:00 so
            String text = text(rows, column, value);
            throw new UnfitValueException(text, text.startsWith("24") ? NO_TIME : Moments.TOO_FINE);
        } else if (value.getNano() % 1_000 != 0) {
            throw new UnfitValueException(text(rows, column, value), Moments.TOO_FINE);
        } else {
            vector.setSafe(row, value.toNanoOfDay() / 1_000);
        }
    }

    /** MariaDB's times are durations of up to 838 hours. */
    private static void readDuration(ResultSet rows, int column, TimeMicroVector vector, int row) throws SQLException {
        Duration value = rows.getObject(column, Duration.class);
        if (value == null) {
            vector.setNull(row);
        } else if (value.isNegative() || value.toDays() > 0) {
            throw new UnfitValueException(text(rows, column, value), NO_TIME);
        } else {
            vector.setSafe(row, wholeMicros(value.toNanos()));
        }
    }

    @Override
    public Object get(FieldVector vector, int row) {
        return LocalTime.ofNanoOfDay(((TimeMicroVector) vector).get(row) * 1_000);
    }

    @Override
    public void set(FieldVector vector, int row, Object value) {
        ((TimeMicroVector) vector).setSafe(row, wholeMicros(((LocalTime) value).toNanoOfDay()));
    }

    @Override
    public String fault(RawColumn column) {
        boolean withinDays = column.every(row -> {
            long time = column.body().getLong(column.values() + row * Long.BYTES);
            return time >= 0 && time < MICROS_OF_DAY;
        });
        return withinDays ? null : "has a time outside of the day";
    }
}

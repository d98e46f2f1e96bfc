package org.groundstation.api.columnar.type;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Set;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.groundstation.api.SqlType;

/** Dates with a time of day in microseconds, without a zone. */
final class TimestampType extends ColumnType {
    static final TimestampType INSTANCE = new TimestampType();

    private TimestampType() {
        super(new ArrowType.Timestamp(TimeUnit.MICROSECOND, null), Types.TIMESTAMP, Set.of("timestamp"), LocalDateTime.class);
    }

    @Override
    SqlType in(JdbcColumn column) {
        return column.jdbcType() == Types.TIMESTAMP && !column.named("timestamptz") ? SqlType.TIMESTAMP : null;
    }

    @Override
    public CellReader reader(FieldVector vector, int column, JdbcSource source) {
        TimeStampMicroVector times = (TimeStampMicroVector) vector;
        if (source == JdbcSource.LENIENT) {
            return (rows, row) -> readParts(rows, column, times, row);
        }
        return (rows, row) -> {
            LocalDateTime value = rows.getObject(column, LocalDateTime.class);
            if (value == null) {
                times.setNull(row);
            } else {
                Moments.requireExact(rows, column, value, value.equals(LocalDateTime.MAX) || value.equals(LocalDateTime.MIN), value.getNano());
                times.setSafe(row, micros(value.toEpochSecond(ZoneOffset.UTC), value.getNano()));
            }
        };
    }

    /** MariaDB's driver moves a time that the JVM's zone has not, also in its text; its date and its time of day are exact. */
    private static void readParts(ResultSet rows, int column, TimeStampMicroVector vector, int row) throws SQLException {
        LocalDate date = rows.getObject(column, LocalDate.class);
        LocalTime time = date == null ? null : rows.getObject(column, LocalTime.class);
        if (time == null) {
            Moments.requireNull(rows, column, JdbcSource.LENIENT);
            vector.setNull(row);
        } else {
            vector.setSafe(row, micros(date.atTime(time).toEpochSecond(ZoneOffset.UTC), time.getNano()));
        }
    }

    @Override
    public Object get(FieldVector vector, int row) {
        return LocalDateTime.ofInstant(Moments.instant(((TimeStampMicroVector) vector).get(row)), ZoneOffset.UTC);
    }

    @Override
    public void set(FieldVector vector, int row, Object value) {
        LocalDateTime time = (LocalDateTime) value;
        ((TimeStampMicroVector) vector).setSafe(row, micros(time.toEpochSecond(ZoneOffset.UTC), time.getNano()));
    }
}

package org.groundstation.api.columnar.type;

import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.groundstation.api.SqlType;

/** Instants in microseconds, in UTC. */
final class TimestampTzType extends ColumnType {
    static final TimestampTzType INSTANCE = new TimestampTzType();

    private TimestampTzType() {
        super(new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"), Types.TIMESTAMP_WITH_TIMEZONE, Set.of("timestamptz"), OffsetDateTime.class, Instant.class);
    }

    @Override
    SqlType in(JdbcColumn column) {
        boolean named = column.jdbcType() == Types.TIMESTAMP && column.named("timestamptz");
        return column.jdbcType() == Types.TIMESTAMP_WITH_TIMEZONE || named ? SqlType.TIMESTAMP_TZ : null;
    }

    @Override
    public CellReader reader(FieldVector vector, int column, JdbcSource source) {
        TimeStampMicroTZVector times = (TimeStampMicroTZVector) vector;
        return (rows, row) -> {
            OffsetDateTime value = rows.getObject(column, OffsetDateTime.class);
            if (value == null) {
                times.setNull(row);
            } else {
                Moments.requireExact(rows, column, value, value.equals(OffsetDateTime.MAX) || value.equals(OffsetDateTime.MIN), value.getNano());
                times.setSafe(row, micros(value.toEpochSecond(), value.getNano()));
            }
        };
    }

    @Override
    public Object get(FieldVector vector, int row) {
        return OffsetDateTime.ofInstant(Moments.instant(((TimeStampMicroTZVector) vector).get(row)), ZoneOffset.UTC);
    }

    @Override
    public void set(FieldVector vector, int row, Object value) {
        Instant time = value instanceof Instant instant ? instant : ((OffsetDateTime) value).toInstant();
        ((TimeStampMicroTZVector) vector).setSafe(row, micros(time.getEpochSecond(), time.getNano()));
    }
}

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
        super(new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"));
    }

    @Override
    SqlType in(JdbcColumn column) {
        boolean named = column.jdbcType() == Types.TIMESTAMP && column.named("timestamptz");
        return column.jdbcType() == Types.TIMESTAMP_WITH_TIMEZONE || named ? SqlType.TIMESTAMP_TZ : null;
    }

    @Override
    Set<String> elementNames() {
        return Set.of("timestamptz");
    }

    @Override
    public CellReader reader(FieldVector vector, int column, JdbcSource source) {
        TimeStampMicroTZVector times = (TimeStampMicroTZVector) vector;
        return (rows, row) -> {
            OffsetDateTime value = rows.getObject(column, OffsetDateTime.class);
            if (value == null) {
                times.setNull(row);
            } else if (value.equals(OffsetDateTime.MAX) || value.equals(OffsetDateTime.MIN)) { // so says PostgreSQL's driver
                throw new UnfitValueException(text(rows, column, value), Moments.INFINITE);
            } else if (value.getNano() % 1_000 != 0) {
                throw new UnfitValueException(text(rows, column, value), Moments.TOO_FINE);
            } else {
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

    @Override
    int jdbcType() {
        return Types.TIMESTAMP_WITH_TIMEZONE;
    }

    @Override
    CellBinder valueBinder(FieldVector vector, SqlType type, int parameter) {
        return (insert, row) -> insert.setObject(parameter, get(vector, row));
    }
}

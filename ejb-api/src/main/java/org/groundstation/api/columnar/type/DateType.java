package org.groundstation.api.columnar.type;

import java.sql.Types;
import java.time.LocalDate;
import java.util.Set;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.groundstation.api.SqlType;

/** Days of the proleptic Gregorian calendar. */
final class DateType extends ColumnType {
    static final DateType INSTANCE = new DateType();

    private DateType() {
        super(new ArrowType.Date(DateUnit.DAY), Types.DATE, Set.of("date"), LocalDate.class);
    }

    @Override
    SqlType in(JdbcColumn column) {
        return column.jdbcType() == Types.DATE ? SqlType.DATE : null;
    }

    @Override
    public CellReader reader(FieldVector vector, int column, JdbcSource source) {
        DateDayVector days = (DateDayVector) vector;
        return (rows, row) -> {
            LocalDate value = rows.getObject(column, LocalDate.class);
            if (value == null) {
                Moments.requireNull(rows, column, source);
                days.setNull(row);
            } else {
                Moments.requireExact(rows, column, value, value.equals(LocalDate.MAX) || value.equals(LocalDate.MIN), 0);
                days.setSafe(row, Math.toIntExact(value.toEpochDay()));
            }
        };
    }

    @Override
    public Object get(FieldVector vector, int row) {
        return LocalDate.ofEpochDay(((DateDayVector) vector).get(row));
    }

    @Override
    public void set(FieldVector vector, int row, Object value) {
        ((DateDayVector) vector).setSafe(row, Math.toIntExact(((LocalDate) value).toEpochDay()));
    }
}

package org.groundstation.api.columnar.type;

import java.sql.Types;
import java.util.Set;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.groundstation.api.SqlType;

/** Months, days and nanoseconds that are whole microseconds, as PostgreSQL has them. */
final class IntervalType extends ColumnType {
    static final IntervalType INSTANCE = new IntervalType();

    private IntervalType() {
        super(new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO), Types.OTHER, Set.of("interval"), PeriodDuration.class);
    }

    /** Not H2's, which are months or time. */
    @Override
    SqlType in(JdbcColumn column) {
        return column.jdbcType() == Types.OTHER && "interval".equals(column.typeName()) ? SqlType.INTERVAL : null;
    }

    @Override
    public CellReader reader(FieldVector vector, int column, JdbcSource source) {
        IntervalMonthDayNanoVector intervals = (IntervalMonthDayNanoVector) vector;
        return (rows, row) -> {
            Object value = rows.getObject(column);
            if (value == null) {
                intervals.setNull(row);
            } else {
                read(intervals, row, value.toString(), text(rows, column, value));
            }
        };
    }

    private static void read(IntervalMonthDayNanoVector vector, int row, String driver, String text) {
        try {
            Intervals.set(vector, row, Intervals.parse(driver));
        } catch (IllegalArgumentException | ArithmeticException unfit) {
            throw Intervals.outOfRange(text);
        }
    }

    @Override
    public Object get(FieldVector vector, int row) {
        return vector.getObject(row);
    }

    @Override
    public void set(FieldVector vector, int row, Object value) {
        Intervals.set((IntervalMonthDayNanoVector) vector, row, value);
    }

    @Override
    CellBinder valueBinder(FieldVector vector, SqlType type, int parameter) {
        IntervalMonthDayNanoVector intervals = (IntervalMonthDayNanoVector) vector;
        return (insert, row) -> insert.setString(parameter, Intervals.text(intervals.getObject(row)));
    }
}

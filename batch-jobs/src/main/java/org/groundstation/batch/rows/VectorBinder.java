package org.groundstation.batch.rows;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.UUID;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.complex.ListVector;
import org.groundstation.api.SqlType;
import org.groundstation.api.columnar.Intervals;
import org.groundstation.api.columnar.Values;

/** Sets one parameter of an insert from one column of a batch, chosen once for each batch. Numbers travel as primitives. */
@FunctionalInterface
interface VectorBinder {
    /** Binds the value of a row. */
    void bind(PreparedStatement insert, int row) throws SQLException;

    /**
     * @param type as the result schema declares it
     * @param parameter from 1
     */
    static VectorBinder of(FieldVector vector, SqlType type, int parameter) {
        VectorBinder value = value(vector, type, parameter);
        int jdbcType = jdbcType(type);
        return vector.getNullCount() == 0 ? value : (insert, row) -> {
            if (vector.isNull(row)) {
                insert.setNull(parameter, jdbcType);
            } else {
                value.bind(insert, row);
            }
        };
    }

    private static VectorBinder value(FieldVector vector, SqlType type, int parameter) {
        if (vector instanceof BigIntVector v) {
            return (insert, row) -> insert.setLong(parameter, v.get(row));
        }
        if (vector instanceof Float8Vector v) {
            return (insert, row) -> insert.setDouble(parameter, v.get(row));
        }
        if (vector instanceof IntVector v) {
            return (insert, row) -> insert.setInt(parameter, v.get(row));
        }
        if (vector instanceof SmallIntVector v) {
            return (insert, row) -> insert.setShort(parameter, v.get(row));
        }
        if (vector instanceof TinyIntVector v) {
            return (insert, row) -> insert.setShort(parameter, v.get(row));
        }
        if (vector instanceof Float4Vector v) {
            return (insert, row) -> insert.setFloat(parameter, v.get(row));
        }
        if (vector instanceof BitVector v) {
            return (insert, row) -> insert.setBoolean(parameter, v.get(row) != 0);
        }
        if (vector instanceof VarBinaryVector v) {
            return (insert, row) -> insert.setBytes(parameter, v.get(row));
        }
        if (vector instanceof DecimalVector v) {
            return (insert, row) -> insert.setBigDecimal(parameter, v.getObject(row));
        }
        if (type.kind() == SqlType.Kind.UUID) {
            return (insert, row) -> insert.setObject(parameter, UUID.fromString((String) Values.get(vector, row)));
        }
        if (vector instanceof IntervalMonthDayNanoVector v) {
            return (insert, row) -> insert.setString(parameter, Intervals.text(v.getObject(row)));
        }
        if (vector instanceof ListVector v) {
            return (insert, row) -> insert.setObject(parameter, elements((List<?>) Values.get(v, row), type.element()));
        }
        return (insert, row) -> insert.setObject(parameter, Values.get(vector, row));
    }

    /** As text, which the database casts: drivers' own arrays lose parts of times and dates. */
    private static Object[] elements(List<?> list, SqlType type) {
        return type.kind() == SqlType.Kind.VARBINARY ? list.toArray(byte[][]::new)
                : list.stream().map(element -> element == null ? null : element instanceof PeriodDuration interval ? Intervals.text(interval)
                        : element.toString()).toArray(String[]::new);
    }

    private static int jdbcType(SqlType type) {
        return switch (type.kind()) {
            case BOOLEAN -> Types.BOOLEAN;
            case TINYINT, SMALLINT -> Types.SMALLINT;
            case INTEGER -> Types.INTEGER;
            case BIGINT -> Types.BIGINT;
            case REAL -> Types.REAL;
            case DOUBLE -> Types.DOUBLE;
            case DECIMAL, NUMERIC -> Types.DECIMAL;
            case VARCHAR, JSON -> Types.VARCHAR;
            case VARBINARY -> Types.VARBINARY;
            case DATE -> Types.DATE;
            case TIME -> Types.TIME;
            case TIMESTAMP -> Types.TIMESTAMP;
            case TIMESTAMP_TZ -> Types.TIMESTAMP_WITH_TIMEZONE;
            case UUID, INTERVAL -> Types.OTHER;
            case ARRAY -> Types.ARRAY;
        };
    }
}

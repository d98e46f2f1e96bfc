package org.groundstation.api.columnar;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
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
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/**
 * Copies rows of a ResultSet into the vectors of a batch, one copier a column chosen once. Numbers travel as primitives.
 * Not thread-safe.
 */
public final class ResultSetColumns {
    /** Copies the value at the cursor into row {@code row} of one vector. */
    private interface Copier {
        void copy(ResultSet rows, int row) throws SQLException;
    }

    /** Where the rows of an array have the element; its number is before it. */
    private static final int ELEMENT = 2;

    private final VectorSchemaRoot batch;
    private final List<Copier> copiers = new ArrayList<>();
    private final List<BaseVariableWidthVector> variable = new ArrayList<>();
    private final List<ListVector> lists = new ArrayList<>();
    private int fixedBytes;

    /** @param batch its schema as {@link Columns#of} made it, columns in the order of the result */
    public ResultSetColumns(VectorSchemaRoot batch) {
        this.batch = batch;
        List<FieldVector> vectors = batch.getFieldVectors();
        for (int i = 0; i < vectors.size(); i++) {
            copiers.add(copier(vectors.get(i), i + 1));
            if (vectors.get(i) instanceof BaseVariableWidthVector values) {
                variable.add(values);
            } else if (vectors.get(i) instanceof ListVector list) {
                lists.add(list);
            } else {
                fixedBytes += width(vectors.get(i));
            }
        }
    }

    /**
     * Fills the batch with the next rows, replacing what it held.
     *
     * @param rows positioned before the next row
     * @param limits the row that reaches one of them is the last one
     * @return the number of rows taken; 0 at the end
     */
    public int fill(ResultSet rows, BatchLimits limits) throws SQLException {
        batch.getFieldVectors().forEach(FieldVector::reset);
        int row = 0;
        while (row < limits.rows() && bytes(row) < limits.bytes() && rows.next()) {
            for (Copier copier : copiers) {
                copier.copy(rows, row);
            }
            row++;
        }
        batch.setRowCount(row);
        return row;
    }

    /** The bytes of the rows before this one. */
    private long bytes(int row) {
        long bytes = (long) row * fixedBytes;
        for (BaseVariableWidthVector vector : variable) {
            bytes += bytes(vector);
        }
        for (ListVector list : lists) {
            FieldVector elements = list.getDataVector();
            int count = list.getLastSet() < 0 ? 0 : list.getElementEndIndex(list.getLastSet());
            bytes += elements instanceof BaseVariableWidthVector values ? bytes(values) : (long) count * width(elements);
        }
        return bytes;
    }

    private static long bytes(BaseVariableWidthVector vector) {
        return vector.getLastSet() < 0 ? 0 : vector.getStartOffset(vector.getLastSet() + 1);
    }

    private static int width(FieldVector vector) {
        return Math.max(1, ((BaseFixedWidthVector) vector).getTypeWidth());
    }

    private static Copier copier(FieldVector vector, int column) {
        if (vector instanceof BigIntVector v) {
            return (rows, row) -> {
                long value = rows.getLong(column);
                if (value == 0 && rows.wasNull()) {
                    v.setNull(row);
                } else {
                    v.setSafe(row, value);
                }
            };
        }
        if (vector instanceof IntVector v) {
            return (rows, row) -> {
                int value = rows.getInt(column);
                if (value == 0 && rows.wasNull()) {
                    v.setNull(row);
                } else {
                    v.setSafe(row, value);
                }
            };
        }
        if (vector instanceof SmallIntVector v) {
            return (rows, row) -> {
                int value = rows.getShort(column);
                if (value == 0 && rows.wasNull()) {
                    v.setNull(row);
                } else {
                    v.setSafe(row, value);
                }
            };
        }
        if (vector instanceof TinyIntVector v) {
            return (rows, row) -> {
                int value = rows.getByte(column);
                if (value == 0 && rows.wasNull()) {
                    v.setNull(row);
                } else {
                    v.setSafe(row, value);
                }
            };
        }
        if (vector instanceof Float8Vector v) {
            return (rows, row) -> {
                double value = rows.getDouble(column);
                if (value == 0 && rows.wasNull()) {
                    v.setNull(row);
                } else {
                    v.setSafe(row, value);
                }
            };
        }
        if (vector instanceof Float4Vector v) {
            return (rows, row) -> {
                float value = rows.getFloat(column);
                if (value == 0 && rows.wasNull()) {
                    v.setNull(row);
                } else {
                    v.setSafe(row, value);
                }
            };
        }
        if (vector instanceof BitVector v) {
            return (rows, row) -> {
                boolean value = rows.getBoolean(column);
                if (!value && rows.wasNull()) {
                    v.setNull(row);
                } else {
                    v.setSafe(row, value ? 1 : 0);
                }
            };
        }
        return objectCopier(vector, column);
    }

    /** Types whose JDBC value is an object anyway. */
    private static Copier objectCopier(FieldVector vector, int column) {
        if (vector instanceof VarCharVector v) {
            return (rows, row) -> {
                String value = rows.getString(column);
                if (value == null) {
                    v.setNull(row);
                } else {
                    v.setSafe(row, value.getBytes(StandardCharsets.UTF_8));
                }
            };
        }
        if (vector instanceof VarBinaryVector v) {
            return (rows, row) -> {
                byte[] value = rows.getBytes(column);
                if (value == null) {
                    v.setNull(row);
                } else {
                    v.setSafe(row, value);
                }
            };
        }
        if (vector instanceof DecimalVector v) {
            return (rows, row) -> {
                BigDecimal value = rows.getBigDecimal(column);
                if (value == null) {
                    v.setNull(row);
                } else {
                    v.setSafe(row, value.setScale(v.getScale(), RoundingMode.UNNECESSARY));
                }
            };
        }
        if (vector instanceof DateDayVector v) {
            return (rows, row) -> {
                LocalDate value = rows.getObject(column, LocalDate.class);
                if (value == null) {
                    v.setNull(row);
                } else {
                    v.setSafe(row, Math.toIntExact(value.toEpochDay()));
                }
            };
        }
        if (vector instanceof TimeMicroVector v) {
            return (rows, row) -> {
                LocalTime value = rows.getObject(column, LocalTime.class);
                if (value == null) {
                    v.setNull(row);
                } else {
                    v.setSafe(row, value.toNanoOfDay() / 1_000);
                }
            };
        }
        if (vector instanceof TimeStampMicroVector v) {
            return (rows, row) -> {
                LocalDateTime value = rows.getObject(column, LocalDateTime.class);
                if (value == null) {
                    v.setNull(row);
                } else {
                    v.setSafe(row, Values.micros(value.toEpochSecond(ZoneOffset.UTC), value.getNano()));
                }
            };
        }
        if (vector instanceof TimeStampMicroTZVector v) {
            return (rows, row) -> {
                OffsetDateTime value = rows.getObject(column, OffsetDateTime.class);
                if (value == null) {
                    v.setNull(row);
                } else {
                    v.setSafe(row, Values.micros(value.toEpochSecond(), value.getNano()));
                }
            };
        }
        if (vector instanceof IntervalMonthDayNanoVector v) {
            return (rows, row) -> {
                Object value = rows.getObject(column);
                if (value == null) {
                    v.setNull(row);
                } else {
                    Values.set(v, row, interval(value, v));
                }
            };
        }
        if (vector instanceof ListVector v) {
            return arrayCopier(v, column);
        }
        throw new GroundstationException(ErrorCode.SQL_TYPE_UNSUPPORTED, vector.getName(), vector.getField().getType());
    }

    private static PeriodDuration interval(Object value, FieldVector vector) throws SQLException {
        try {
            return Intervals.parse(value.toString());
        } catch (IllegalArgumentException | ArithmeticException unfit) {
            throw Intervals.outOfRange(vector);
        }
    }

    /** Elements are read as rows of their own: the objects of {@link Array#getArray} are not exact for dates and times. */
    private static Copier arrayCopier(ListVector vector, int column) {
        Copier elements = copier(vector.getDataVector(), ELEMENT);
        return (rows, row) -> {
            Array array = rows.getArray(column);
            if (array == null) {
                vector.setNull(row);
                return;
            }
            int start = vector.startNewValue(row);
            int count = 0;
            try (ResultSet values = array.getResultSet()) {
                if (values.getMetaData().getColumnType(ELEMENT) == Types.ARRAY) {
                    throw new GroundstationException(ErrorCode.ARRAY_NESTED, vector.getName());
                }
                while (values.next()) {
                    elements.copy(values, start + count++);
                }
            }
            vector.endValue(row, count);
        };
    }
}

package org.groundstation.api.columnar;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
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
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.groundstation.api.SqlType;

/** Single cells between Java objects and vectors: parameters, rows and keys. Not for hot paths. */
public final class Values {
    private static final long MICROS = 1_000_000;

    private Values() {
    }

    /** Microseconds since the epoch. */
    static long micros(long epochSecond, int nano) {
        return Math.addExact(Math.multiplyExact(epochSecond, MICROS), nano / 1_000);
    }

    /**
     * The cell as the Java type that {@link org.groundstation.api.Row} names.
     *
     * @return null for NULL
     */
    public static Object get(FieldVector vector, int row) {
        if (vector.isNull(row)) {
            return null;
        }
        if (vector instanceof VarCharVector v) {
            String text = new String(v.get(row), StandardCharsets.UTF_8);
            return SqlType.isNumeric(v.getField()) ? numeric(text) : text;
        }
        if (vector instanceof BitVector v) {
            return v.get(row) != 0;
        }
        if (vector instanceof DateDayVector v) {
            return LocalDate.ofEpochDay(v.get(row));
        }
        if (vector instanceof TimeMicroVector v) {
            return LocalTime.ofNanoOfDay(v.get(row) * 1_000);
        }
        if (vector instanceof TimeStampMicroVector v) {
            return LocalDateTime.ofInstant(instant(v.get(row)), ZoneOffset.UTC);
        }
        if (vector instanceof TimeStampMicroTZVector v) {
            return OffsetDateTime.ofInstant(instant(v.get(row)), ZoneOffset.UTC);
        }
        if (vector instanceof ListVector v) {
            List<Object> elements = new ArrayList<>();
            for (int element = v.getElementStartIndex(row); element < v.getElementEndIndex(row); element++) {
                elements.add(get(v.getDataVector(), element));
            }
            return Collections.unmodifiableList(elements);
        }
        return vector.getObject(row);
    }

    /**
     * Sets a cell, growing the vector when needed. The cells of an array must be set in the order of the rows.
     *
     * @param value null for NULL; numbers must fit exactly; an array takes a List or any Java array
     * @throws IllegalArgumentException when the value does not fit the vector's type, saying why
     */
    public static void set(FieldVector vector, int row, Object value) {
        if (value == null) {
            vector.setNull(row);
            return;
        }
        try {
            setNonNull(vector, row, value);
        } catch (ClassCastException | ArithmeticException unfit) {
            throw new IllegalArgumentException("a " + value.getClass().getSimpleName() + " does not fit "
                    + vector.getField().getType() + " exactly", unfit);
        }
    }

    private static void setNonNull(FieldVector vector, int row, Object value) {
        if (vector instanceof BigIntVector v) {
            v.setSafe(row, whole(value));
        } else if (vector instanceof IntVector v) {
            v.setSafe(row, Math.toIntExact(whole(value)));
        } else if (vector instanceof SmallIntVector v) {
            v.setSafe(row, within(whole(value), Short.MIN_VALUE, Short.MAX_VALUE));
        } else if (vector instanceof TinyIntVector v) {
            v.setSafe(row, within(whole(value), Byte.MIN_VALUE, Byte.MAX_VALUE));
        } else if (vector instanceof Float8Vector v) {
            v.setSafe(row, ((Number) value).doubleValue());
        } else if (vector instanceof Float4Vector v) {
            v.setSafe(row, ((Number) value).floatValue());
        } else if (vector instanceof BitVector v) {
            v.setSafe(row, (Boolean) value ? 1 : 0);
        } else if (vector instanceof VarCharVector v) {
            String text = SqlType.isNumeric(v.getField()) ? decimal(value).toPlainString()
                    : value instanceof UUID uuid ? uuid.toString() : (String) value;
            v.setSafe(row, text.getBytes(StandardCharsets.UTF_8));
        } else if (vector instanceof VarBinaryVector v) {
            v.setSafe(row, (byte[]) value);
        } else if (vector instanceof DecimalVector v) {
            BigDecimal scaled = decimal(value).setScale(v.getScale(), RoundingMode.UNNECESSARY);
            if (scaled.precision() > v.getPrecision()) {
                throw new ArithmeticException("too many digits");
            }
            v.setSafe(row, scaled);
        } else if (vector instanceof DateDayVector v) {
            v.setSafe(row, Math.toIntExact(((LocalDate) value).toEpochDay()));
        } else if (vector instanceof TimeMicroVector v) {
            v.setSafe(row, ((LocalTime) value).toNanoOfDay() / 1_000);
        } else if (vector instanceof TimeStampMicroVector v) {
            LocalDateTime time = (LocalDateTime) value;
            v.setSafe(row, micros(time.toEpochSecond(ZoneOffset.UTC), time.getNano()));
        } else if (vector instanceof TimeStampMicroTZVector v) {
            Instant time = value instanceof Instant instant ? instant : ((OffsetDateTime) value).toInstant();
            v.setSafe(row, micros(time.getEpochSecond(), time.getNano()));
        } else if (vector instanceof IntervalMonthDayNanoVector v) {
            Intervals.set(v, row, value);
        } else if (vector instanceof ListVector v) {
            setElements(v, row, value);
        } else {
            throw new ClassCastException("no conversion");
        }
    }

    private static void setElements(ListVector vector, int row, Object value) {
        int count = value instanceof List<?> list ? list.size() : value.getClass().isArray() ? Array.getLength(value) : -1;
        if (count < 0) {
            throw new ClassCastException("no conversion");
        }
        int start = vector.startNewValue(row);
        for (int i = 0; i < count; i++) {
            Object element = value instanceof List<?> list ? list.get(i) : Array.get(value, i);
            if (element == null) {
                vector.getDataVector().setNull(start + i);
            } else {
                setNonNull(vector.getDataVector(), start + i, element);
            }
        }
        vector.endValue(row, count);
    }

    /** NaN and the infinities, which BigDecimal has not, as a Double. */
    private static Object numeric(String text) {
        return text.endsWith("N") || text.endsWith("y") ? (Object) Double.valueOf(text) : new BigDecimal(text);
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
    }

    private static long whole(Object value) {
        return value instanceof BigDecimal decimal ? decimal.longValueExact()
                : value instanceof Double || value instanceof Float ? BigDecimal.valueOf(((Number) value).doubleValue()).longValueExact()
                : ((Number) value).longValue();
    }

    private static int within(long value, int least, int most) {
        if (value < least || value > most) {
            throw new ArithmeticException("out of range");
        }
        return (int) value;
    }

    private static BigDecimal decimal(Object value) {
        return value instanceof BigDecimal decimal ? decimal
                : value instanceof Double || value instanceof Float ? BigDecimal.valueOf(((Number) value).doubleValue())
                : BigDecimal.valueOf(((Number) value).longValue());
    }
}

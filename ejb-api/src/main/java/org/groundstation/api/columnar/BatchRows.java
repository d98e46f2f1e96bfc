package org.groundstation.api.columnar;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.Row;

/** Rows and records from Arrow batches. */
public final class BatchRows {
    private BatchRows() {
    }

    /** Every row of the batches, in order. */
    public static List<Row> rows(List<VectorSchemaRoot> batches) {
        List<Row> rows = new ArrayList<>();
        for (VectorSchemaRoot batch : batches) {
            List<String> names = batch.getFieldVectors().stream().map(FieldVector::getName).toList();
            for (int row = 0; row < batch.getRowCount(); row++) {
                Object[] values = new Object[names.size()];
                for (int column = 0; column < values.length; column++) {
                    values[column] = Values.get(batch.getVector(column), row);
                }
                rows.add(new Row(names, values));
            }
        }
        return rows;
    }

    /**
     * Every row as a record; components are matched to columns by name, without regard to case and underscores. An array goes
     * into a {@code List} of what each element fits, text into the constant of an enum that has its name.
     *
     * @throws GroundstationException {@link ErrorCode#ROW_CONVERSION} when a component has no column or a value does not fit
     */
    public static <R extends Record> List<R> records(List<VectorSchemaRoot> batches, Class<R> type) {
        RecordComponent[] components = type.getRecordComponents();
        Constructor<R> constructor = canonicalConstructor(type, components);
        List<R> records = new ArrayList<>();
        for (VectorSchemaRoot batch : batches) {
            FieldVector[] columns = new FieldVector[components.length];
            for (int i = 0; i < components.length; i++) {
                columns[i] = column(batch, components[i], type);
            }
            Object[] values = new Object[components.length];
            for (int row = 0; row < batch.getRowCount(); row++) {
                for (int i = 0; i < values.length; i++) {
                    values[i] = convert(Values.get(columns[i], row), components[i], type);
                }
                records.add(instance(constructor, values, type));
            }
        }
        return records;
    }

    /**
     * Converts a value without loss.
     *
     * @param value as {@link Values#get} returns it; null is allowed unless the type is primitive
     * @throws IllegalArgumentException when it does not fit, saying why
     */
    public static Object convert(Object value, Class<?> type) {
        if (value == null) {
            if (type.isPrimitive()) {
                throw new IllegalArgumentException("NULL does not fit " + type.getName());
            }
            return null;
        }
        if (type.isInstance(value)) {
            return value;
        }
        if (value instanceof Number number) {
            Object exact = number(number, type);
            if (exact != null) {
                return exact;
            }
        }
        if (type == boolean.class && value instanceof Boolean) {
            return value;
        }
        if (type == UUID.class && value instanceof String text) {
            return UUID.fromString(text);
        }
        if (type.isEnum() && value instanceof String name) {
            return constant(name, type);
        }
        if (type == Instant.class && value instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        throw new IllegalArgumentException(value.getClass().getSimpleName() + " does not fit " + type.getSimpleName());
    }

    private static Object constant(String name, Class<?> type) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(type.getSimpleName() + " has no constant '" + name + "'");
    }

    private static Object number(Number value, Class<?> type) {
        if (type == double.class || type == Double.class) {
            return value instanceof BigDecimal || value instanceof Long ? null : (Object) value.doubleValue();
        }
        if (type == float.class || type == Float.class) {
            return value instanceof Float ? value : null;
        }
        if (value instanceof Double || value instanceof Float || value instanceof BigDecimal) {
            return null;
        }
        long whole = value.longValue();
        if (type == long.class || type == Long.class) {
            return whole;
        }
        if (type == BigDecimal.class) {
            return BigDecimal.valueOf(whole);
        }
        if ((type == int.class || type == Integer.class) && whole == (int) whole) {
            return (int) whole;
        }
        if ((type == short.class || type == Short.class) && whole == (short) whole) {
            return (short) whole;
        }
        return (type == byte.class || type == Byte.class) && whole == (byte) whole ? (Object) (byte) whole : null;
    }

    private static Object convert(Object value, RecordComponent component, Class<?> record) {
        try {
            return value instanceof List<?> elements && component.getGenericType() instanceof ParameterizedType list
                    && list.getActualTypeArguments()[0] instanceof Class<?> type ? elements(elements, type) : convert(value, component.getType());
        } catch (IllegalArgumentException unfit) {
            throw new GroundstationException(ErrorCode.ROW_CONVERSION, unfit, record.getSimpleName(),
                    "component '" + component.getName() + "': " + unfit.getMessage());
        }
    }

    private static List<Object> elements(List<?> values, Class<?> type) {
        List<Object> elements = new ArrayList<>();
        values.forEach(value -> elements.add(convert(value, type)));
        return Collections.unmodifiableList(elements);
    }

    private static FieldVector column(VectorSchemaRoot batch, RecordComponent component, Class<?> record) {
        return batch.getFieldVectors().stream().filter(vector -> plain(vector.getName()).equals(plain(component.getName())))
                .findFirst().orElseThrow(() -> new GroundstationException(ErrorCode.ROW_CONVERSION, record.getSimpleName(),
                        "there is no column for component '" + component.getName() + "'"));
    }

    private static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    private static <R extends Record> Constructor<R> canonicalConstructor(Class<R> type, RecordComponent[] components) {
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = components[i].getType();
        }
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException impossible) {
            throw new GroundstationException(ErrorCode.ROW_CONVERSION, impossible, type.getSimpleName(), "it is not a record");
        }
    }

    private static <R> R instance(Constructor<R> constructor, Object[] values, Class<?> type) {
        try {
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException refused) {
            Throwable cause = refused.getCause() == null ? refused : refused.getCause();
            throw new GroundstationException(ErrorCode.ROW_CONVERSION, cause, type.getSimpleName(), String.valueOf(cause.getMessage()));
        }
    }
}

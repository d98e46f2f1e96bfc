package org.groundstation.api.columnar;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SqlType;
import org.groundstation.api.columnar.type.ColumnType;

/**
 * Java records as Arrow batches, one column for each component; a {@code List} becomes an array, a constant of an enum its
 * name. Not thread-safe.
 */
public final class RecordsReader<R extends Record> extends ArrowReader {
    private final List<R> rows;
    private final int batchRows;
    private final Schema schema;
    private final List<Method> accessors = new ArrayList<>();
    private int next;

    /**
     * @param type the record's class
     * @param batchRows the most rows of a batch, at least 1
     * @throws GroundstationException {@link ErrorCode#SQL_TYPE_UNSUPPORTED} for a component without a SQL type
     */
    public RecordsReader(Class<R> type, List<R> rows, int batchRows, BufferAllocator allocator) {
        super(allocator);
        this.rows = rows;
        for (int row = 0; row < rows.size(); row++) {
            if (rows.get(row) == null) {
                throw new GroundstationException(ErrorCode.INPUT_VALUE_UNFIT, type.getSimpleName(), "row " + row + " is null");
            }
        }
        this.batchRows = batchRows;
        List<Field> fields = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            accessors.add(accessor);
            fields.add(sqlType(component).arrowField(component.getName(), !component.getType().isPrimitive()));
        }
        schema = new Schema(fields);
    }

    @Override
    public boolean loadNextBatch() throws java.io.IOException {
        prepareLoadNextBatch();
        VectorSchemaRoot batch = getVectorSchemaRoot();
        batch.getFieldVectors().forEach(FieldVector::reset);
        int count = Math.min(batchRows, rows.size() - next);
        for (int column = 0; column < accessors.size(); column++) {
            fill(batch.getVector(column), accessors.get(column), count);
        }
        batch.setRowCount(count);
        next += count;
        return count > 0;
    }

    @Override
    public long bytesRead() {
        return 0;
    }

    @Override
    protected void closeReadSource() {
        // rows are in memory
    }

    @Override
    protected Schema readSchema() {
        return schema;
    }

    private void fill(FieldVector vector, Method accessor, int count) {
        for (int i = 0; i < count; i++) {
            try {
                Values.set(vector, i, plain(accessor.invoke(rows.get(next + i))));
            } catch (IllegalArgumentException unfit) {
                throw new GroundstationException(ErrorCode.INPUT_VALUE_UNFIT, unfit, vector.getName(), "row " + (next + i) + ": " + unfit.getMessage());
            } catch (IllegalAccessException | InvocationTargetException failed) {
                throw new GroundstationException(ErrorCode.INPUT_FAILED, failed,
                        "row " + (next + i) + ", component '" + vector.getName() + "': " + failed.getMessage());
            }
        }
    }

    private SqlType sqlType(RecordComponent component) {
        if (component.getType() == BigDecimal.class) {
            return decimalType(component.getAccessor());
        }
        Optional<SqlType> type = component.getType() == List.class ? arrayType(component) : flatType(component.getType());
        return type.orElseThrow(() -> new GroundstationException(ErrorCode.SQL_TYPE_UNSUPPORTED, component.getName(), component.getType().getName()));
    }

    /** Decimals of any scale may be in a list; they travel without limits. */
    private static Optional<SqlType> arrayType(RecordComponent component) {
        return component.getGenericType() instanceof ParameterizedType list && list.getActualTypeArguments()[0] instanceof Class<?> element
                ? flatType(element).map(SqlType::array) : Optional.empty();
    }

    private static Optional<SqlType> flatType(Class<?> type) {
        return ColumnType.ofJava(type.isEnum() ? String.class : type);
    }

    /** Constants of enums by their names. */
    private static Object plain(Object value) {
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        return value instanceof List<?> elements && elements.stream().anyMatch(Enum.class::isInstance)
                ? elements.stream().map(RecordsReader::plain).toList() : value;
    }

    /** A Java BigDecimal has no fixed scale; the widest value of the rows decides. */
    private SqlType decimalType(Method accessor) {
        int scale = 0;
        int whole = 1;
        for (R row : rows) {
            try {
                if (accessor.invoke(row) instanceof BigDecimal value) {
                    scale = Math.max(scale, value.scale());
                    whole = Math.max(whole, value.precision() - value.scale());
                }
            } catch (IllegalAccessException | InvocationTargetException failed) {
                throw new GroundstationException(ErrorCode.INPUT_FAILED, failed, failed.getMessage());
            }
        }
        return SqlType.decimal(whole + scale, scale);
    }
}

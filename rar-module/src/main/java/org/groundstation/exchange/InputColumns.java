package org.groundstation.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntervalDayVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ArrowType.ArrowTypeID;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.TransferPair;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SqlType;
import org.groundstation.api.columnar.OwnSchema;

/**
 * The columns of an input as they travel: batches as they are, but dictionaries as their values, extension types as their
 * storage, and no metadata besides our own. What there is to do is found out once. Not thread-safe.
 */
public final class InputColumns {
    private static final int MOST_COLUMNS = 20_000;
    /** Arrow's library in the satellite reads no deeper. */
    private static final int DEEPEST = 60;
    private static final long NANOS_OF_MILLI = 1_000_000;

    private final Map<Long, Dictionary> dictionaries;
    private final boolean own;
    private final Schema sent;
    private final boolean rebuilt;
    private Schema known;

    /**
     * @param given the schema of the batches in memory: the indices of dictionaries in place of their values
     * @param dictionaries the values by the dictionary's id; read when a batch is sent
     * @param own whether our own readers fill the batches; those of others are checked unless they have an {@link OwnSchema}
     * @throws GroundstationException {@link ErrorCode#ARROW_UNSUPPORTED} for what cannot be sent, naming the column
     */
    public InputColumns(Schema given, Map<Long, Dictionary> dictionaries, boolean own) {
        this.own = own;
        if (given.getFields().size() > MOST_COLUMNS) {
            throw unsupported("it has " + given.getFields().size() + " columns, and at most " + MOST_COLUMNS + " can be sent");
        }
        this.dictionaries = dictionaries;
        sent = new Schema(given.getFields().stream().map(field -> sent(field, field.getName(), 1)).toList());
        rebuilt = given.getFields().stream().anyMatch(InputColumns::isRebuilt);
        known = given;
    }

    /** The schema that travels. */
    Schema schema() {
        return sent;
    }

    /**
     * Checks that a batch has these columns.
     *
     * @throws GroundstationException {@link ErrorCode#ARROW_UNSUPPORTED} saying what it has instead
     */
    public void require(VectorSchemaRoot batch) {
        if (batch.getSchema() != known) {
            Schema other = new InputColumns(batch.getSchema(), dictionaries, own).sent;
            if (!names(other).equals(names(sent)) || !types(other.getFields()).equals(types(sent.getFields()))
                    || batch.getSchema().getFields().stream().anyMatch(InputColumns::isRebuilt) != rebuilt) {
                throw unsupported("a batch has the columns " + other.getFields() + " instead of " + sent.getFields());
            }
            known = batch.getSchema();
        }
        for (FieldVector column : batch.getFieldVectors()) {
            if (column.getValueCount() != batch.getRowCount()) {
                throw unsupported("column '" + column.getName() + "' has " + column.getValueCount() + " values in a batch of "
                        + batch.getRowCount() + " rows");
            }
        }
    }

    /** The batch as it travels. The caller closes it and keeps the batch. */
    ArrowRecordBatch unload(VectorSchemaRoot batch) {
        require(batch);
        ArrowRecordBatch unloaded = null;
        try {
            unloaded = rebuilt ? rebuilt(batch) : new VectorUnloader(batch).getRecordBatch();
            for (ArrowBuf buffer : unloaded.getBuffers()) {
                if (buffer.readableBytes() > buffer.capacity()) { // offsets that point beyond the end
                    throw unsupported("a batch is malformed: it ends within a column");
                }
            }
            if (!own && !(batch.getSchema() instanceof OwnSchema)) {
                ForeignBatchCheck.check(sent, unloaded);
            }
            ArrowRecordBatch checked = unloaded;
            unloaded = null;
            return checked;
        } catch (GroundstationException refused) {
            throw refused;
        } catch (RuntimeException malformed) { // buffers that do not fit each other, from a file that was
            throw new GroundstationException(ErrorCode.ARROW_UNSUPPORTED, malformed, "a batch is malformed: " + malformed.getMessage());
        } finally {
            if (unloaded != null) {
                unloaded.close();
            }
        }
    }

    private Field sent(Field field, String column, int depth) {
        String name = field.getName() == null ? "" : field.getName();
        if (depth > DEEPEST) {
            throw unsupported("column '" + column + "' is nested more than " + DEEPEST + " times");
        }
        if (field.getDictionary() != null) {
            Field values = dictionary(field, column).getVector().getField();
            // the dictionary may hold NULL where no index is NULL
            return sent(new Field(name, FieldType.nullable(values.getType()), values.getChildren()), column, depth + 1);
        }
        ArrowType type = field.getType() instanceof ArrowType.ExtensionType extension ? extension.storageType() : field.getType();
        if (type.getTypeID() == ArrowTypeID.Union || type.getTypeID() == ArrowTypeID.RunEndEncoded || type.getTypeID() == ArrowTypeID.NONE) {
            throw unsupported("column '" + column + "' " + (depth == 1 ? "is" : "holds") + " a " + switch (type.getTypeID()) {
                case Union -> "union";
                case RunEndEncoded -> "run-end encoded column";
                default -> "value without a type";
            });
        }
        if (isPartOfInterval(type)) {
            return new Field(name, new FieldType(field.isNullable(), SqlType.INTERVAL.arrowType(), null), null);
        }
        if (!isPossible(type, field.getChildren())) {
            throw unsupported("column '" + column + "' has the type " + type + ", which cannot be");
        }
        List<Field> children = field.getChildren().stream().map(child -> sent(child, column, depth + 1)).toList();
        if (type instanceof ArrowType.Map) {
            children = List.of(entries(children.get(0)));
        }
        return isOurs(field) ? field : new Field(name, new FieldType(field.isNullable(), type, null), children);
    }

    /** Intervals of months alone, and of days and milliseconds, of which pyarrow knows no more than that they exist. */
    private static boolean isPartOfInterval(ArrowType type) {
        return type instanceof ArrowType.Interval interval && interval.getUnit() != IntervalUnit.MONTH_DAY_NANO;
    }

    /** Arrow's Java library reads types that its library in the satellite does not. */
    private static boolean isPossible(ArrowType type, List<Field> children) {
        return switch (type.getTypeID()) {
            case Int -> List.of(8, 16, 32, 64).contains(((ArrowType.Int) type).getBitWidth());
            case Decimal -> {
                int digits = ((ArrowType.Decimal) type).getPrecision();
                yield digits >= 1 && digits <= (((ArrowType.Decimal) type).getBitWidth() == 256 ? 76 : 38);
            }
            case Time -> {
                TimeUnit unit = ((ArrowType.Time) type).getUnit();
                yield ((ArrowType.Time) type).getBitWidth() == (unit == TimeUnit.SECOND || unit == TimeUnit.MILLISECOND ? 32 : 64);
            }
            case FixedSizeBinary -> ((ArrowType.FixedSizeBinary) type).getByteWidth() >= 0;
            case FixedSizeList -> ((ArrowType.FixedSizeList) type).getListSize() >= 0 && children.size() == 1;
            case List, LargeList, ListView, LargeListView -> children.size() == 1;
            case Map -> children.size() == 1 && children.get(0).getType() instanceof ArrowType.Struct && children.get(0).getChildren().size() == 2;
            default -> true;
        };
    }

    /** Neither the entries of a map nor their keys are NULL, whatever their schema says. */
    private static Field entries(Field entries) {
        Field key = entries.getChildren().get(0);
        return new Field(entries.getName(), FieldType.notNullable(entries.getType()), List.of(
                new Field(key.getName(), FieldType.notNullable(key.getType()), key.getChildren()), entries.getChildren().get(1)));
    }

    /** Whether our own code has marked what the text is: foreign metadata may use the same key. */
    private static boolean isOurs(Field field) {
        return !field.getMetadata().isEmpty() && List.of(SqlType.NUMERIC, SqlType.UUID, SqlType.JSON).stream()
                .anyMatch(type -> field.equals(type.arrowField(field.getName(), field.isNullable())));
    }

    /** Whether its buffers cannot travel as they are. */
    private static boolean isRebuilt(Field field) {
        return field.getDictionary() != null || field.getType() instanceof ArrowType.Utf8View || field.getType() instanceof ArrowType.BinaryView
                || isPartOfInterval(field.getType())
                || field.getType() instanceof ArrowType.ExtensionType extension && isRebuilt(new Field("", FieldType.nullable(extension.storageType()), null))
                || field.getChildren().stream().anyMatch(InputColumns::isRebuilt);
    }

    private static List<String> names(Schema schema) {
        return schema.getFields().stream().map(Field::getName).toList();
    }

    /** Types alone: what fields within are called, and whether they may be NULL, changes no bytes. */
    private static String types(List<Field> fields) {
        return fields.stream().map(field -> field.getType() + "<" + types(field.getChildren()) + ">").collect(Collectors.joining(", "));
    }

    private Dictionary dictionary(Field field, String column) {
        Dictionary dictionary = dictionaries.get(field.getDictionary().getId());
        if (dictionary == null) {
            throw unsupported("column '" + column + "' is dictionary-encoded and came without its dictionary; decode it, or send it by"
                    + " ScriptInput.batches");
        }
        return dictionary;
    }

    private ArrowRecordBatch rebuilt(VectorSchemaRoot batch) {
        List<ArrowFieldNode> nodes = new ArrayList<>();
        List<ArrowBuf> buffers = new ArrayList<>();
        List<Long> variadic = new ArrayList<>();
        try {
            for (FieldVector column : batch.getFieldVectors()) {
                append(column, column.getName(), nodes, buffers, variadic);
            }
            return new ArrowRecordBatch(batch.getRowCount(), nodes, buffers, NoCompressionCodec.DEFAULT_BODY_COMPRESSION,
                    variadic, true, true);
        } finally {
            buffers.forEach(buffer -> buffer.getReferenceManager().release());
        }
    }

    /** As {@link VectorUnloader} does it, with values in place of indices. Buffers get a reference more, which is the caller's. */
    private void append(FieldVector vector, String column, List<ArrowFieldNode> nodes, List<ArrowBuf> buffers, List<Long> variadic) {
        if (vector.getField().getDictionary() != null) {
            try (FieldVector values = values((BaseIntVector) vector, column)) {
                append(values, column, nodes, buffers, variadic);
            }
            return;
        }
        nodes.add(new ArrowFieldNode(vector.getValueCount(), vector.getNullCount()));
        List<ArrowBuf> own = vector.getFieldBuffers();
        for (int i = 0; i < own.size(); i++) {
            if (i == 1 && isPartOfInterval(vector.getField().getType())) {
                buffers.add(wholeIntervals(vector, own.get(i)));
            } else if (i == 1 && vector instanceof BaseVariableWidthViewVector && vector.getNullCount() > 0) {
                buffers.add(cleanViews(vector, own.get(i)));
            } else {
                own.get(i).getReferenceManager().retain();
                buffers.add(own.get(i));
            }
        }
        if (vector instanceof BaseVariableWidthViewVector views) {
            variadic.add((long) views.getDataBuffers().size());
        }
        for (FieldVector child : vector.getChildrenFromFields()) {
            append(child, column, nodes, buffers, variadic);
        }
    }

    /** Views of nothing where there is NULL: pandas' conversion of views follows what is there, and dies of it. */
    private static ArrowBuf cleanViews(FieldVector vector, ArrowBuf views) {
        ArrowBuf clean = vector.getAllocator().buffer(views.readableBytes());
        clean.setBytes(0, views, 0, views.readableBytes());
        clean.writerIndex(views.readableBytes());
        for (int row = 0; row < vector.getValueCount(); row++) {
            if (vector.isNull(row)) {
                clean.setZero((long) row * BaseVariableWidthViewVector.ELEMENT_SIZE, BaseVariableWidthViewVector.ELEMENT_SIZE);
            }
        }
        return clean;
    }

    /** Months, days and nanoseconds for each value; those of NULL are anything. */
    private static ArrowBuf wholeIntervals(FieldVector vector, ArrowBuf parts) {
        boolean months = vector instanceof IntervalYearVector;
        int width = months ? IntervalYearVector.TYPE_WIDTH : IntervalDayVector.TYPE_WIDTH;
        ArrowBuf whole = vector.getAllocator().buffer((long) vector.getValueCount() * IntervalMonthDayNanoVector.TYPE_WIDTH);
        for (long row = 0; row < vector.getValueCount(); row++) {
            long from = row * width;
            long to = row * IntervalMonthDayNanoVector.TYPE_WIDTH;
            whole.setInt(to, months ? parts.getInt(from) : 0);
            whole.setInt(to + Integer.BYTES, months ? 0 : parts.getInt(from));
            whole.setLong(to + 2 * Integer.BYTES, months ? 0 : parts.getInt(from + Integer.BYTES) * NANOS_OF_MILLI);
        }
        return whole.writerIndex((long) vector.getValueCount() * IntervalMonthDayNanoVector.TYPE_WIDTH);
    }

    private FieldVector values(BaseIntVector indices, String column) {
        FieldVector dictionary = dictionary(indices.getField(), column).getVector();
        TransferPair pair = dictionary.getTransferPair(indices.getAllocator());
        FieldVector values = (FieldVector) pair.getTo();
        try {
            values.setInitialCapacity(indices.getValueCount());
            values.allocateNew();
            for (int row = 0; row < indices.getValueCount(); row++) {
                if (!indices.isNull(row)) {
                    long index = indices.getValueAsLong(row);
                    if (index < 0 || index >= dictionary.getValueCount()) { // Arrow's own decoder reads one beyond the end
                        throw unsupported("column '" + column + "' has the index " + index + " into a dictionary of " + dictionary.getValueCount()
                                + " values");
                    }
                    pair.copyValueSafe((int) index, row);
                }
            }
            values.setValueCount(indices.getValueCount());
            return values;
        } catch (RuntimeException | Error failed) {
            values.close();
            throw failed;
        }
    }

    private static GroundstationException unsupported(String what) {
        return new GroundstationException(ErrorCode.ARROW_UNSUPPORTED, what);
    }
}

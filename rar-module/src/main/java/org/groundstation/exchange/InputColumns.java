package org.groundstation.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ArrowType.ArrowTypeID;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.TransferPair;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SqlType;

/**
 * The columns of an input as they travel: batches as they are, but dictionaries as their values, extension types as their
 * storage, and no metadata besides our own. What there is to do is found out once. Not thread-safe.
 */
public final class InputColumns {
    private static final int MOST_COLUMNS = 20_000;
    /** Arrow's library in the satellite reads no deeper. */
    private static final int DEEPEST = 60;

    private final Map<Long, Dictionary> dictionaries;
    private final Schema sent;
    private final boolean encoded;
    private Schema known;

    /**
     * @param given the schema of the batches in memory: the indices of dictionaries in place of their values
     * @param dictionaries the values by the dictionary's id; read when a batch is sent
     * @throws GroundstationException {@link ErrorCode#ARROW_UNSUPPORTED} for what cannot be sent, naming the column
     */
    public InputColumns(Schema given, Map<Long, Dictionary> dictionaries) {
        if (given.getFields().size() > MOST_COLUMNS) {
            throw unsupported("it has " + given.getFields().size() + " columns, and at most " + MOST_COLUMNS + " can be sent");
        }
        this.dictionaries = dictionaries;
        sent = new Schema(given.getFields().stream().map(field -> sent(field, field.getName(), 1)).toList());
        encoded = given.getFields().stream().anyMatch(InputColumns::isEncoded);
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
            Schema other = new InputColumns(batch.getSchema(), dictionaries).sent;
            if (!names(other).equals(names(sent)) || !types(other.getFields()).equals(types(sent.getFields()))
                    || batch.getSchema().getFields().stream().anyMatch(InputColumns::isEncoded) != encoded) {
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
        try {
            return encoded ? decoded(batch) : new VectorUnloader(batch).getRecordBatch();
        } catch (GroundstationException refused) {
            throw refused;
        } catch (RuntimeException malformed) { // buffers that do not fit each other, from a file that was
            throw new GroundstationException(ErrorCode.ARROW_UNSUPPORTED, malformed, "a batch is malformed: " + malformed.getMessage());
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
        List<Field> children = field.getChildren().stream().map(child -> sent(child, column, depth + 1)).toList();
        return isOurs(field) ? field : new Field(name, new FieldType(field.isNullable(), type, null), children);
    }

    /** Whether our own code has marked what the text is: foreign metadata may use the same key. */
    private static boolean isOurs(Field field) {
        return !field.getMetadata().isEmpty() && List.of(SqlType.NUMERIC, SqlType.UUID, SqlType.JSON).stream()
                .anyMatch(type -> field.equals(type.arrowField(field.getName(), field.isNullable())));
    }

    private static boolean isEncoded(Field field) {
        return field.getDictionary() != null || field.getChildren().stream().anyMatch(InputColumns::isEncoded);
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

    private ArrowRecordBatch decoded(VectorSchemaRoot batch) {
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
        for (ArrowBuf buffer : vector.getFieldBuffers()) {
            buffer.getReferenceManager().retain();
            buffers.add(buffer);
        }
        if (vector instanceof BaseVariableWidthViewVector views) {
            variadic.add((long) views.getDataBuffers().size());
        }
        for (FieldVector child : vector.getChildrenFromFields()) {
            append(child, column, nodes, buffers, variadic);
        }
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

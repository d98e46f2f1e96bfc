package org.groundstation.exchange;

import java.util.List;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.SqlType;
import org.groundstation.api.columnar.type.ColumnType;
import org.groundstation.api.columnar.type.RawColumn;

/**
 * Checks that a batch from a script fits its schema and stays inside its own bytes, so that no vector built on it can
 * read elsewhere. Knows flat columns and lists of flat values; {@link #checkSchema} lets no others through.
 */
final class RecordBatchCheck {
    private final Schema schema;
    private final RecordBatch batch;
    private final ArrowBuf body;
    private int nextNode;
    private int nextBuffer;

    RecordBatchCheck(Schema schema, RecordBatch batch, ArrowBuf body) {
        this.schema = schema;
        this.batch = batch;
        this.body = body;
    }

    /** Refuses schemas with columns that are nested deeper than a list, dictionary-encoded or of a type without a SQL counterpart. */
    static void checkSchema(Schema schema) throws ProtocolViolation {
        for (Field field : schema.getFields()) {
            boolean nested = !(field.getType() instanceof ArrowType.List) && !field.getChildren().isEmpty();
            boolean encoded = field.getDictionary() != null || field.getChildren().stream().anyMatch(child -> child.getDictionary() != null);
            if (nested || encoded || SqlType.ofArrow(field).isEmpty()) {
                throw new ProtocolViolation("column '" + field.getName() + "' has the type " + field.getType()
                        + ", which is not exchanged");
            }
        }
    }

    void check() throws ProtocolViolation {
        List<Field> fields = schema.getFields();
        require(batch.compression() == null, "it is compressed");
        require(batch.variadicBufferCountsLength() == 0, "it has variadic buffers");
        require(batch.length() >= 0 && batch.length() <= Integer.MAX_VALUE, "it has " + batch.length() + " rows");
        for (Field field : fields) {
            String name = "column '" + field.getName() + "'";
            long rows = checkColumn(name, field);
            require(rows == batch.length(), name + " has " + rows + " of " + batch.length() + " rows");
        }
        require(batch.nodesLength() == nextNode, "it has " + batch.nodesLength() + " columns for " + nextNode);
        require(batch.buffersLength() == nextBuffer, "it has " + batch.buffersLength() + " buffers for " + nextBuffer);
    }

    /** @return the number of its values */
    private long checkColumn(String name, Field field) throws ProtocolViolation {
        require(nextNode < batch.nodesLength(), "it lacks " + name);
        FieldNode node = batch.nodes(nextNode++);
        long rows = node.length();
        require(rows >= 0 && rows <= Integer.MAX_VALUE, name + " has " + rows + " values");
        require(node.nullCount() >= 0 && node.nullCount() <= rows, name + " has " + node.nullCount() + " NULL in " + rows + " rows");
        require(field.isNullable() || node.nullCount() == 0, name + " holds NULL but is declared not null");
        require(nextBuffer + TypeLayout.getTypeBufferCount(field.getType()) <= batch.buffersLength(), name + " lacks buffers");
        Buffer validity = buffer(name);
        require(validity.length() >= bytes(rows) || node.nullCount() == 0 && validity.length() == 0, name + " has too short a validity");
        if (field.getType() instanceof ArrowType.List) {
            Buffer offsets = buffer(name);
            checkOffsets(name, rows, offsets, checkColumn(name, field.getChildren().get(0)));
        } else if (field.getType() instanceof ArrowType.Utf8 || field.getType() instanceof ArrowType.Binary) {
            Buffer offsets = buffer(name);
            Buffer data = buffer(name);
            checkOffsets(name, rows, offsets, data.length());
            checkValues(name, field, rows, validity, offsets.offset(), data.offset());
        } else {
            long needed = field.getType() instanceof ArrowType.Bool ? bytes(rows) : rows * width(field.getType());
            Buffer values = buffer(name);
            require(values.length() >= needed, name + " has too few bytes");
            checkValues(name, field, rows, validity, 0, values.offset());
        }
        return rows;
    }

    private void checkValues(String name, Field field, long rows, Buffer validity, long offsets, long values) throws ProtocolViolation {
        SqlType.Kind kind = SqlType.isNumeric(field) ? SqlType.Kind.NUMERIC : SqlType.ofArrow(field).orElseThrow().kind();
        long bits = validity.length() == 0 ? -1 : validity.offset();
        String fault = ColumnType.of(kind).fault(new RawColumn(body, rows, bits, offsets, values));
        require(fault == null, name + " " + fault);
    }

    /** @param end what the offsets may point to, in bytes of text or elements of a list */
    private void checkOffsets(String name, long rows, Buffer offsets, long end) throws ProtocolViolation {
        if (rows == 0) {
            return;
        }
        require(offsets.length() >= (rows + 1) * BaseVariableWidthVector.OFFSET_WIDTH, name + " has too few offsets");
        long at = offsets.offset();
        int previous = body.getInt(at);
        require(previous >= 0, name + " has a negative offset");
        for (long row = 1; row <= rows; row++) {
            int offset = body.getInt(at + row * BaseVariableWidthVector.OFFSET_WIDTH);
            if (offset < previous) {
                throw new ProtocolViolation("a batch is malformed: " + name + " has offsets that fall");
            }
            previous = offset;
        }
        require(previous <= end, name + " has offsets beyond its data");
    }

    private Buffer buffer(String name) throws ProtocolViolation {
        Buffer buffer = batch.buffers(nextBuffer++);
        require(buffer.offset() >= 0 && buffer.length() >= 0 && buffer.offset() <= body.capacity()
                && buffer.length() <= body.writerIndex() - buffer.offset(), name + " points outside the batch");
        return buffer;
    }

    private static long bytes(long bits) {
        return (bits + 7) / 8;
    }

    private static int width(ArrowType type) {
        int bits = type instanceof ArrowType.Int number ? number.getBitWidth()
                : type instanceof ArrowType.FloatingPoint number
                        ? number.getPrecision() == org.apache.arrow.vector.types.FloatingPointPrecision.SINGLE ? 32 : 64
                        : type instanceof ArrowType.Decimal || type instanceof ArrowType.Interval ? 128
                                : type instanceof ArrowType.Date ? 32
                                        : 64;
        return bits / 8;
    }

    private static void require(boolean holds, String what) throws ProtocolViolation {
        if (!holds) {
            throw new ProtocolViolation("a batch is malformed: " + what);
        }
    }
}

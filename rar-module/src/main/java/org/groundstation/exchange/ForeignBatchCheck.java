package org.groundstation.exchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/**
 * Checks a batch that somebody else filled before a satellite gets it: Arrow's libraries take lengths and offsets for true, and one
 * that points elsewhere would end the satellite, or show what is not in the batch. Text that is none would arrive as something else.
 */
final class ForeignBatchCheck {
    private static final int PIECE = 1 << 16;
    private static final int VIEW_BYTES = 16;
    private static final int LONGEST_INLINE = 12;

    private final Iterator<ArrowFieldNode> nodes;
    private final Iterator<ArrowBuf> buffers;
    private final Iterator<Long> variadic;
    private String column;

    private ForeignBatchCheck(ArrowRecordBatch batch) {
        nodes = batch.getNodes().iterator();
        buffers = batch.getBuffers().iterator();
        variadic = batch.getVariadicBufferCounts().iterator();
    }

    /** @throws GroundstationException {@link ErrorCode#ARROW_UNSUPPORTED} naming the column */
    static void check(Schema schema, ArrowRecordBatch batch) {
        ForeignBatchCheck check = new ForeignBatchCheck(batch);
        for (Field field : schema.getFields()) {
            check.column = field.getName();
            check.require(check.values(field) == batch.getLength(), "its rows");
        }
    }

    /** @return the number of its values */
    private long values(Field field) {
        ArrowFieldNode node = nodes.next();
        long count = node.getLength();
        ArrowType type = field.getType();
        if (type instanceof ArrowType.Null) {
            return count;
        }
        ArrowBuf validity = buffers.next();
        require(validity.readableBytes() >= (count + 7) / 8 || validity.readableBytes() == 0 && node.getNullCount() == 0, "the bits of its validity");
        switch (type.getTypeID()) {
            case Struct -> {
                for (Field child : field.getChildren()) {
                    require(values(child) >= count, "its fields");
                }
            }
            case FixedSizeList -> require(values(field.getChildren().get(0)) / Math.max(1, ((ArrowType.FixedSizeList) type).getListSize()) >= count
                    || ((ArrowType.FixedSizeList) type).getListSize() == 0, "its elements");
            case List, Map -> offsets(buffers.next(), count, Integer.BYTES, values(field.getChildren().get(0)));
            case LargeList -> offsets(buffers.next(), count, Long.BYTES, values(field.getChildren().get(0)));
            case ListView -> ranges(buffers.next(), buffers.next(), count, Integer.BYTES, values(field.getChildren().get(0)));
            case LargeListView -> ranges(buffers.next(), buffers.next(), count, Long.BYTES, values(field.getChildren().get(0)));
            case Utf8 -> texts(validity, buffers.next(), count, Integer.BYTES, buffers.next());
            case LargeUtf8 -> texts(validity, buffers.next(), count, Long.BYTES, buffers.next());
            case Binary -> offsets(buffers.next(), count, Integer.BYTES, buffers.next().readableBytes());
            case LargeBinary -> offsets(buffers.next(), count, Long.BYTES, buffers.next().readableBytes());
            case Utf8View -> views(buffers.next(), validity, count, true);
            case BinaryView -> views(buffers.next(), validity, count, false);
            default -> require(buffers.next().readableBytes() >= (type instanceof ArrowType.Bool ? (count + 7) / 8 : count * width(type)), "its values");
        }
        return count;
    }

    private void offsets(ArrowBuf offsets, long count, int width, long end) {
        if (count == 0) {
            return;
        }
        require(offsets.readableBytes() >= (count + 1) * width, "its offsets");
        long before = number(offsets, 0, width);
        require(before >= 0, "its offsets");
        boolean ordered = true;
        for (long first = 1; first <= count; first += PIECE) {
            int length = (int) Math.min(PIECE, count + 1 - first);
            // a buffer whose bounds are checked once for a loop
            ByteBuffer piece = offsets.nioBuffer(first * width, length * width).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < length; i++) {
                long offset = width == Integer.BYTES ? piece.getInt(i * Integer.BYTES) : piece.getLong(i * Long.BYTES);
                ordered &= offset >= before;
                before = offset;
            }
        }
        require(ordered, "its offsets");
        require(before <= end, "its offsets");
    }

    private void texts(ArrowBuf validity, ArrowBuf offsets, long count, int width, ArrowBuf data) {
        offsets(offsets, count, width, data.readableBytes());
        if (count == 0 || Utf8Check.isAscii(data, number(offsets, 0, width), number(offsets, count, width))) {
            return;
        }
        for (long row = 0; row < count; row++) {
            if (isPresent(validity, row)) {
                requireText(data, number(offsets, row, width), number(offsets, row + 1, width));
            }
        }
    }

    private void requireText(ArrowBuf data, long start, long end) {
        if (!Utf8Check.isText(data, start, end)) {
            throw new GroundstationException(ErrorCode.ARROW_UNSUPPORTED, "column '" + column + "' holds text that is not UTF-8");
        }
    }

    private static boolean isPresent(ArrowBuf validity, long row) {
        return validity.readableBytes() == 0 || (validity.getByte(row / 8) >> row % 8 & 1) == 1;
    }

    private void ranges(ArrowBuf offsets, ArrowBuf sizes, long count, int width, long end) {
        require(offsets.readableBytes() >= count * width && sizes.readableBytes() >= count * width, "its offsets");
        for (long i = 0; i < count; i++) {
            long offset = number(offsets, i, width);
            long size = number(sizes, i, width);
            require(offset >= 0 && size >= 0 && offset <= end && size <= end - offset, "its offsets");
        }
    }

    /** A view of more than 12 bytes has the number of a buffer and an offset into it. */
    private void views(ArrowBuf views, ArrowBuf validity, long count, boolean text) {
        ArrowBuf[] data = new ArrowBuf[Math.toIntExact(variadic.next())];
        for (int i = 0; i < data.length; i++) {
            data[i] = buffers.next();
        }
        require(views.readableBytes() >= count * VIEW_BYTES, "its views");
        for (long row = 0; row < count; row++) {
            int length = isPresent(validity, row) ? views.getInt(row * VIEW_BYTES) : 0;
            require(length >= 0, "its views");
            if (length > LONGEST_INLINE) {
                int buffer = views.getInt(row * VIEW_BYTES + 8);
                int offset = views.getInt(row * VIEW_BYTES + 12);
                require(buffer >= 0 && buffer < data.length && offset >= 0 && (long) offset + length <= data[buffer].readableBytes(), "its views");
                if (text) {
                    requireText(data[buffer], offset, (long) offset + length);
                }
            } else if (text) {
                requireText(views, row * VIEW_BYTES + Integer.BYTES, row * VIEW_BYTES + Integer.BYTES + length);
            }
        }
    }

    private static long number(ArrowBuf numbers, long index, int width) {
        return width == Integer.BYTES ? numbers.getInt(index * width) : numbers.getLong(index * width);
    }

    /** In bytes. */
    private static long width(ArrowType type) {
        return switch (type.getTypeID()) {
            case Int -> ((ArrowType.Int) type).getBitWidth() / 8;
            case FloatingPoint -> 2L << ((ArrowType.FloatingPoint) type).getPrecision().ordinal();
            case FixedSizeBinary -> ((ArrowType.FixedSizeBinary) type).getByteWidth();
            case Decimal -> ((ArrowType.Decimal) type).getBitWidth() / 8;
            case Date -> ((ArrowType.Date) type).getUnit() == org.apache.arrow.vector.types.DateUnit.DAY ? 4 : 8;
            case Time -> ((ArrowType.Time) type).getBitWidth() / 8;
            case Interval -> switch (((ArrowType.Interval) type).getUnit()) {
                case YEAR_MONTH -> 4;
                case DAY_TIME -> 8;
                case MONTH_DAY_NANO -> 16;
            };
            default -> 8; // timestamps and durations
        };
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            throw new GroundstationException(ErrorCode.ARROW_UNSUPPORTED,
                    "column '" + column + "' is corrupt: " + what + " point outside of it, or fall short");
        }
    }
}

package org.groundstation.batch.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.UUID;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarCharVector;
import org.groundstation.api.SqlType;
import org.groundstation.api.columnar.Values;

/** Writes cells of one vector in the binary form of the column that they go to; {@link CopyType} chooses it once for each batch. */
@FunctionalInterface
interface CellEncoder {
    /** Writes length and value of a row that is not NULL. */
    void encode(CopyBuffer out, int row) throws SQLException;

    /** An encoder that writes NULL too. */
    static CellEncoder of(FieldVector vector, SqlType type, String column) {
        CellEncoder value = CopyType.of(type.kind()).encoder().of(vector, type, column);
        return vector.getNullCount() == 0 ? value : (out, row) -> {
            if (vector.isNull(row)) {
                out.putInt(-1);
            } else {
                value.encode(out, row);
            }
        };
    }

    static CellEncoder bool(BitVector vector) {
        return (out, row) -> {
            int at = out.room(Integer.BYTES + 1);
            Bytes.putInt(out.bytes(), at, 1);
            out.bytes()[at + Integer.BYTES] = (byte) vector.get(row);
            out.advance(Integer.BYTES + 1);
        };
    }

    static CellEncoder whole(BaseIntVector vector, String column) {
        return switch (column) {
            case "int8" -> (out, row) -> out.putLongCell(vector.getValueAsLong(row));
            case "int4" -> (out, row) -> out.putIntCell((int) vector.getValueAsLong(row));
            case "int2" -> (out, row) -> {
                out.putInt(Short.BYTES);
                out.putShort((int) vector.getValueAsLong(row));
            };
            default -> {
                Numeric numeric = new Numeric();
                yield (out, row) -> {
                    long value = vector.getValueAsLong(row);
                    putNumeric(out, numeric, value >> Long.SIZE - 1, value, 0);
                };
            }
        };
    }

    static CellEncoder real(Float4Vector vector, String column) {
        return column.equals("float4") ? (out, row) -> out.putIntCell(Float.floatToRawIntBits(vector.get(row)))
                : (out, row) -> out.putLongCell(Double.doubleToRawLongBits(vector.get(row)));
    }

    static CellEncoder number(Float8Vector vector) {
        return (out, row) -> out.putLongCell(Double.doubleToRawLongBits(vector.get(row)));
    }

    static CellEncoder decimal(DecimalVector vector) {
        Numeric numeric = new Numeric();
        ArrowBuf values = vector.getDataBuffer();
        int scale = vector.getScale();
        return (out, row) -> {
            long at = (long) row * DecimalVector.TYPE_WIDTH;
            putNumeric(out, numeric, values.getLong(at + Long.BYTES), values.getLong(at), scale);
        };
    }

    private static void putNumeric(CopyBuffer out, Numeric numeric, long high, long low, int scale) throws SQLException {
        int at = out.room(Integer.BYTES + Numeric.MOST_BYTES);
        int length = numeric.write(high, low, scale, out.bytes(), at + Integer.BYTES);
        Bytes.putInt(out.bytes(), at, length);
        out.advance(Integer.BYTES + length);
    }

    static CellEncoder bytes(BaseVariableWidthVector vector) {
        ArrowBuf data = vector.getDataBuffer();
        ArrowBuf offsets = vector.getOffsetBuffer();
        return (out, row) -> {
            int start = offsets.getInt((long) row * BaseVariableWidthVector.OFFSET_WIDTH);
            int end = offsets.getInt((row + 1L) * BaseVariableWidthVector.OFFSET_WIDTH);
            out.putCell(data, start, end - start);
        };
    }

    static CellEncoder date(DateDayVector vector) {
        return (out, row) -> out.putIntCell(Epoch.daysTo2000(vector.get(row)));
    }

    static CellEncoder time(TimeMicroVector vector) {
        return (out, row) -> out.putLongCell(vector.get(row));
    }

    static CellEncoder timestamp(TimeStampVector vector) {
        return (out, row) -> out.putLongCell(Epoch.microsTo2000(vector.get(row)));
    }

    static CellEncoder uuid(VarCharVector vector, String column) {
        return column.equals("uuid") ? uuidBytes(vector) : uuidText(vector);
    }

    private static CellEncoder uuidBytes(VarCharVector vector) {
        Uuids uuids = new Uuids();
        return (out, row) -> {
            int at = out.room(Integer.BYTES + 2 * Long.BYTES);
            Bytes.putInt(out.bytes(), at, 2 * Long.BYTES);
            uuids.write(vector, row, out.bytes(), at + Integer.BYTES);
            out.advance(Integer.BYTES + 2 * Long.BYTES);
        };
    }

    /** In a column of text a UUID has its usual form, however the script wrote it. */
    private static CellEncoder uuidText(VarCharVector vector) {
        return (out, row) -> {
            byte[] text = UUID.fromString((String) Values.get(vector, row)).toString().getBytes(StandardCharsets.US_ASCII);
            int at = out.room(Integer.BYTES + text.length);
            Bytes.putInt(out.bytes(), at, text.length);
            System.arraycopy(text, 0, out.bytes(), at + Integer.BYTES, text.length);
            out.advance(Integer.BYTES + text.length);
        };
    }
}

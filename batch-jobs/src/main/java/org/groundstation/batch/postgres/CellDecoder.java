package org.groundstation.batch.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.groundstation.api.columnar.type.UnfitValueException;

/** Copies one binary value, not NULL, into one vector; {@link CopyType} chooses it once for each column. */
@FunctionalInterface
interface CellDecoder {
    /** The length of values that have no fixed one. */
    int ANY_LENGTH = -1;
    byte JSONB_VERSION = 1;
    long MICROS_OF_DAY = 86_400_000_000L;

    /**
     * Copies the bytes from {@code at} on into a row, growing the vector when needed.
     *
     * @throws UnfitValueException when the value has no counterpart in the vector
     */
    void decode(byte[] bytes, int at, int length, int row) throws SQLException;

    /** @throws SQLException when a value has another length than its type */
    static void requireLength(FieldVector column, int expected, int length) throws SQLException {
        if (expected != ANY_LENGTH && expected != length) {
            throw new SQLException("column '" + column.getName() + "' has a value of " + length + " bytes", "22P03");
        }
    }

    static CellDecoder bool(BitVector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, bytes[at]);
    }

    static CellDecoder smallint(SmallIntVector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, Bytes.getShort(bytes, at));
    }

    static CellDecoder integer(IntVector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, Bytes.getInt(bytes, at));
    }

    static CellDecoder bigint(BigIntVector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, Bytes.getLong(bytes, at));
    }

    static CellDecoder real(Float4Vector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, Float.intBitsToFloat(Bytes.getInt(bytes, at)));
    }

    static CellDecoder number(Float8Vector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, Double.longBitsToDouble(Bytes.getLong(bytes, at)));
    }

    static CellDecoder decimal(DecimalVector vector) {
        Numeric numeric = new Numeric();
        return (bytes, at, length, row) -> numeric.read(bytes, at, vector, row);
    }

    static CellDecoder text(VarCharVector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, bytes, at, length);
    }

    static CellDecoder numeric(VarCharVector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, NumericText.of(bytes, at).getBytes(StandardCharsets.US_ASCII));
    }

    /** jsonb has a version before its text, which no JSON text starts with. */
    static CellDecoder json(VarCharVector vector) {
        return (bytes, at, length, row) -> {
            int version = length > 0 && bytes[at] == JSONB_VERSION ? 1 : 0;
            vector.setSafe(row, bytes, at + version, length - version);
        };
    }

    static CellDecoder binary(VarBinaryVector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, bytes, at, length);
    }

    static CellDecoder date(DateDayVector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, Epoch.daysFrom2000(Bytes.getInt(bytes, at)));
    }

    /** PostgreSQL has 24:00, which is none of the day. */
    static CellDecoder time(TimeMicroVector vector) {
        return (bytes, at, length, row) -> {
            long micros = Bytes.getLong(bytes, at);
            if (micros >= MICROS_OF_DAY) {
                throw new UnfitValueException("24:00:00", "is not a time within a day");
            }
            vector.setSafe(row, micros);
        };
    }

    static CellDecoder timestamp(TimeStampVector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, Epoch.microsFrom2000(Bytes.getLong(bytes, at)));
    }

    static CellDecoder uuid(VarCharVector vector) {
        Uuids uuids = new Uuids();
        return (bytes, at, length, row) -> uuids.read(bytes, at, vector, row);
    }
}

package org.groundstation.batch.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Set;
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
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.groundstation.api.SqlType;

/** Copies one binary value, not NULL, into one vector; chosen once for each column. */
@FunctionalInterface
interface CellDecoder {
    /** The length of values that have no fixed one. */
    int ANY_LENGTH = -1;
    byte JSONB_VERSION = 1;

    /** Copies the bytes from {@code at} on into a row, growing the vector when needed. */
    void decode(byte[] bytes, int at, int length, int row) throws SQLException;

    /**
     * Whether the binary form of a type is known.
     *
     * @param type as the batch has it
     * @param typeName as the driver's metadata has it: serial for an integer that the table counts, an enum's own name
     */
    static boolean knows(SqlType type, String typeName) {
        return switch (type.kind()) {
            case BOOLEAN -> typeName.equals("bool");
            case TINYINT -> false;
            case SMALLINT -> Set.of("int2", "smallserial").contains(typeName);
            case INTEGER -> Set.of("int4", "serial").contains(typeName);
            case BIGINT -> Set.of("int8", "bigserial").contains(typeName);
            case REAL -> typeName.equals("float4");
            case DOUBLE -> typeName.equals("float8");
            case DECIMAL, NUMERIC -> typeName.equals("numeric");
            case JSON -> Set.of("json", "jsonb").contains(typeName);
            // text, varchar, char(n), name and enums are their text; the internal one-byte type is not
            case VARCHAR -> !typeName.equals("char") && !typeName.equals("\"char\"");
            case VARBINARY -> typeName.equals("bytea");
            case DATE -> typeName.equals("date");
            case TIME -> typeName.equals("time");
            case TIMESTAMP -> typeName.equals("timestamp");
            case TIMESTAMP_TZ -> typeName.equals("timestamptz");
            case UUID -> typeName.equals("uuid");
            case INTERVAL -> typeName.equals("interval");
            case ARRAY -> typeName.startsWith("_") && knows(type.element(), typeName.substring(1));
        };
    }

    /** The length that every value must have, or {@link #ANY_LENGTH}. */
    static int length(SqlType type) {
        return switch (type.kind()) {
            case BOOLEAN, TINYINT -> 1;
            case SMALLINT -> Short.BYTES;
            case INTEGER, REAL, DATE -> Integer.BYTES;
            case BIGINT, DOUBLE, TIME, TIMESTAMP, TIMESTAMP_TZ -> Long.BYTES;
            case UUID -> 2 * Long.BYTES;
            case INTERVAL -> IntervalCells.LENGTH;
            case DECIMAL, NUMERIC, VARCHAR, VARBINARY, JSON, ARRAY -> ANY_LENGTH;
        };
    }

    /** @throws SQLException when a value has another length than its type */
    static void requireLength(FieldVector column, int expected, int length) throws SQLException {
        if (expected != ANY_LENGTH && expected != length) {
            throw new SQLException("column '" + column.getName() + "' has a value of " + length + " bytes", "22P03");
        }
    }

    /** @param vector of the type's Arrow type */
    static CellDecoder of(FieldVector vector, SqlType type) {
        return switch (type.kind()) {
            case BOOLEAN -> bool((BitVector) vector);
            case SMALLINT -> smallint((SmallIntVector) vector);
            case INTEGER -> integer((IntVector) vector);
            case BIGINT -> bigint((BigIntVector) vector);
            case REAL -> real((Float4Vector) vector);
            case DOUBLE -> number((Float8Vector) vector);
            case DECIMAL -> decimal((DecimalVector) vector);
            case VARCHAR -> text((VarCharVector) vector);
            case VARBINARY -> binary((VarBinaryVector) vector);
            case DATE -> date((DateDayVector) vector);
            case TIME -> time((TimeMicroVector) vector);
            case TIMESTAMP -> timestamp((TimeStampMicroVector) vector);
            case TIMESTAMP_TZ -> timestampTz((TimeStampMicroTZVector) vector);
            case UUID -> uuid((VarCharVector) vector);
            case NUMERIC -> numeric((VarCharVector) vector);
            case JSON -> json((VarCharVector) vector);
            case INTERVAL -> IntervalCells.decoder((IntervalMonthDayNanoVector) vector);
            case ARRAY -> new ArrayDecoder((ListVector) vector, type.element());
            case TINYINT -> throw new IllegalArgumentException("PostgreSQL has no " + type);
        };
    }

    private static CellDecoder bool(BitVector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, bytes[at]);
    }

    private static CellDecoder smallint(SmallIntVector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, Bytes.getShort(bytes, at));
    }

    private static CellDecoder integer(IntVector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, Bytes.getInt(bytes, at));
    }

    private static CellDecoder bigint(BigIntVector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, Bytes.getLong(bytes, at));
    }

    private static CellDecoder real(Float4Vector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, Float.intBitsToFloat(Bytes.getInt(bytes, at)));
    }

    private static CellDecoder number(Float8Vector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, Double.longBitsToDouble(Bytes.getLong(bytes, at)));
    }

    private static CellDecoder decimal(DecimalVector vector) {
        Numeric numeric = new Numeric();
        return (bytes, at, length, row) -> numeric.read(bytes, at, vector, row);
    }

    private static CellDecoder text(VarCharVector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, bytes, at, length);
    }

    private static CellDecoder numeric(VarCharVector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, NumericText.of(bytes, at).getBytes(StandardCharsets.US_ASCII));
    }

    /** jsonb has a version before its text, which no JSON text starts with. */
    private static CellDecoder json(VarCharVector vector) {
        return (bytes, at, length, row) -> {
            int version = length > 0 && bytes[at] == JSONB_VERSION ? 1 : 0;
            vector.setSafe(row, bytes, at + version, length - version);
        };
    }

    private static CellDecoder binary(VarBinaryVector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, bytes, at, length);
    }

    private static CellDecoder date(DateDayVector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, Epoch.daysFrom2000(Bytes.getInt(bytes, at)));
    }

    /** 24:00, which PostgreSQL has and Java has not, is the last microsecond of the day, as JDBC has it. */
    private static CellDecoder time(TimeMicroVector vector) {
        long last = 86_400_000_000L - 1;
        return (bytes, at, length, row) -> vector.setSafe(row, Math.min(Bytes.getLong(bytes, at), last));
    }

    private static CellDecoder timestamp(TimeStampMicroVector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, Epoch.microsFrom2000(Bytes.getLong(bytes, at)));
    }

    private static CellDecoder timestampTz(TimeStampMicroTZVector vector) {
        return (bytes, at, length, row) -> vector.setSafe(row, Epoch.microsFrom2000(Bytes.getLong(bytes, at)));
    }

    private static CellDecoder uuid(VarCharVector vector) {
        Uuids uuids = new Uuids();
        return (bytes, at, length, row) -> uuids.read(bytes, at, vector, row);
    }
}

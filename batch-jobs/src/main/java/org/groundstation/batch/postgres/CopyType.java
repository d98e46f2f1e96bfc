package org.groundstation.batch.postgres;

import java.util.Set;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
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
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.groundstation.api.SqlType;
import org.groundstation.api.SqlType.Kind;

/**
 * How binary COPY reads and writes one kind of type.
 *
 * @param sources names of the types of columns whose binary form is read, as the driver has them: serial for an integer that
 *        the table counts; empty for those that JDBC reads
 * @param length the length that every value must have, or {@link CellDecoder#ANY_LENGTH}
 * @param targets names in the schema pg_catalog of the types of columns that take every value, without loss or with the column's own
 *        checks; empty for those that JDBC writes
 */
record CopyType(Set<String> sources, int length, Decoder decoder, Set<String> targets, Encoder encoder) {
    private static final Set<String> WHOLE = Set.of("int2", "int4", "int8", "numeric");
    private static final Set<String> TEXT = Set.of("text", "varchar", "bpchar");
    private static final CopyType NONE = new CopyType(Set.of(), CellDecoder.ANY_LENGTH, (vector, type) -> {
        throw new IllegalArgumentException(type + " is read by JDBC");
    }, Set.of(), (vector, type, column) -> {
        throw new IllegalArgumentException(type + " is written by JDBC");
    });

    /** Makes the decoder of a vector of the kind's Arrow type. */
    @FunctionalInterface
    interface Decoder {
        CellDecoder of(FieldVector vector, SqlType type);
    }

    /** Makes the encoder of values that are not NULL, for a column whose type has that name. */
    @FunctionalInterface
    interface Encoder {
        CellEncoder of(FieldVector vector, SqlType type, String column);
    }

    /** What is known of a kind. */
    static CopyType of(Kind kind) {
        return switch (kind) {
            case BOOLEAN -> new CopyType(Set.of("bool"), 1, (v, type) -> CellDecoder.bool((BitVector) v),
                    Set.of("bool"), (v, type, column) -> CellEncoder.bool((BitVector) v));
            case TINYINT -> NONE.writing(WHOLE, (v, type, column) -> CellEncoder.whole((BaseIntVector) v, column));
            case SMALLINT -> new CopyType(Set.of("int2", "smallserial"), Short.BYTES, (v, type) -> CellDecoder.smallint((SmallIntVector) v),
                    WHOLE, (v, type, column) -> CellEncoder.whole((BaseIntVector) v, column));
            case INTEGER -> new CopyType(Set.of("int4", "serial"), Integer.BYTES, (v, type) -> CellDecoder.integer((IntVector) v),
                    Set.of("int4", "int8", "numeric"), (v, type, column) -> CellEncoder.whole((BaseIntVector) v, column));
            case BIGINT -> new CopyType(Set.of("int8", "bigserial"), Long.BYTES, (v, type) -> CellDecoder.bigint((BigIntVector) v),
                    Set.of("int8", "numeric"), (v, type, column) -> CellEncoder.whole((BaseIntVector) v, column));
            case REAL -> new CopyType(Set.of("float4"), Float.BYTES, (v, type) -> CellDecoder.real((Float4Vector) v),
                    Set.of("float4", "float8"), (v, type, column) -> CellEncoder.real((Float4Vector) v, column));
            case DOUBLE -> new CopyType(Set.of("float8"), Double.BYTES, (v, type) -> CellDecoder.number((Float8Vector) v),
                    Set.of("float8"), (v, type, column) -> CellEncoder.number((Float8Vector) v));
            case DECIMAL -> new CopyType(Set.of("numeric"), CellDecoder.ANY_LENGTH, (v, type) -> CellDecoder.decimal((DecimalVector) v),
                    Set.of("numeric"), (v, type, column) -> CellEncoder.decimal((DecimalVector) v));
            case NUMERIC -> NONE.reading(Set.of("numeric"), (v, type) -> CellDecoder.numeric((VarCharVector) v));
            // "char" is the internal type of one byte
            case VARCHAR -> new CopyType(Set.of("text", "varchar", "bpchar", "name"), CellDecoder.ANY_LENGTH,
                    (v, type) -> CellDecoder.text((VarCharVector) v), TEXT, (v, type, column) -> CellEncoder.bytes((BaseVariableWidthVector) v));
            case VARBINARY -> new CopyType(Set.of("bytea"), CellDecoder.ANY_LENGTH, (v, type) -> CellDecoder.binary((VarBinaryVector) v),
                    Set.of("bytea"), (v, type, column) -> CellEncoder.bytes((BaseVariableWidthVector) v));
            case DATE -> new CopyType(Set.of("date"), Integer.BYTES, (v, type) -> CellDecoder.date((DateDayVector) v),
                    Set.of("date"), (v, type, column) -> CellEncoder.date((DateDayVector) v));
            case TIME -> new CopyType(Set.of("time"), Long.BYTES, (v, type) -> CellDecoder.time((TimeMicroVector) v),
                    Set.of("time"), (v, type, column) -> CellEncoder.time((TimeMicroVector) v));
            case TIMESTAMP -> new CopyType(Set.of("timestamp"), Long.BYTES, (v, type) -> CellDecoder.timestamp((TimeStampVector) v),
                    Set.of("timestamp"), (v, type, column) -> CellEncoder.timestamp((TimeStampVector) v));
            case TIMESTAMP_TZ -> new CopyType(Set.of("timestamptz"), Long.BYTES, (v, type) -> CellDecoder.timestamp((TimeStampVector) v),
                    Set.of("timestamptz"), (v, type, column) -> CellEncoder.timestamp((TimeStampVector) v));
            case UUID -> new CopyType(Set.of("uuid"), 2 * Long.BYTES, (v, type) -> CellDecoder.uuid((VarCharVector) v),
                    Set.of("uuid", "text", "varchar", "bpchar"), (v, type, column) -> CellEncoder.uuid((VarCharVector) v, column));
            case JSON -> new CopyType(Set.of("json", "jsonb"), CellDecoder.ANY_LENGTH, (v, type) -> CellDecoder.json((VarCharVector) v),
                    Set.of("json", "text", "varchar"), (v, type, column) -> CellEncoder.bytes((BaseVariableWidthVector) v));
            case INTERVAL -> new CopyType(Set.of("interval"), IntervalCells.LENGTH,
                    (v, type) -> IntervalCells.decoder((IntervalMonthDayNanoVector) v),
                    Set.of("interval"), (v, type, column) -> IntervalCells.encoder((IntervalMonthDayNanoVector) v));
            // its names are those of its elements, with an underscore before
            case ARRAY -> new CopyType(Set.of(), CellDecoder.ANY_LENGTH, (v, type) -> new ArrayDecoder((ListVector) v, type.element()),
                    Set.of(), (v, type, column) -> new ArrayEncoder((ListVector) v, type.element(), column.substring(1)));
        };
    }

    private CopyType reading(Set<String> names, Decoder reader) {
        return new CopyType(names, length, reader, targets, encoder);
    }

    private CopyType writing(Set<String> names, Encoder writer) {
        return new CopyType(sources, length, decoder, names, writer);
    }

    /**
     * Whether the binary form of a column is read.
     *
     * @param type as the batch has it
     * @param typeName as the driver's metadata has it
     * @param isEnum whether it is an enum, which is its text and has a name of its own
     */
    static boolean reads(SqlType type, String typeName, boolean isEnum) {
        return type.kind() == Kind.ARRAY ? typeName.startsWith("_") && reads(type.element(), typeName.substring(1), false)
                : of(type.kind()).sources.contains(typeName) || type.kind() == Kind.VARCHAR && isEnum;
    }

    /**
     * Whether values of a declared type are written into a column.
     *
     * @param column name of a type in the schema pg_catalog
     */
    static boolean writes(SqlType type, String column) {
        return type.kind() == Kind.ARRAY ? column.startsWith("_") && writes(type.element(), column.substring(1))
                : of(type.kind()).targets.contains(column);
    }
}

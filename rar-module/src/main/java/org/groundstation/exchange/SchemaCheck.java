package org.groundstation.exchange;

import java.nio.ByteBuffer;
import java.util.Set;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;

/**
 * Checks a schema from a script before any of it is built. Its parts are offsets, so a few bytes can claim two thousand
 * million type ids, or one long name for each of a million columns; building that would fill the heap of the server.
 */
final class SchemaCheck {
    /** Flat types, and lists of them; which widths and units of them are exchanged, {@link RecordBatchCheck#checkSchema} tells. */
    private static final Set<Byte> TYPES = Set.of(Type.Bool, Type.Int, Type.FloatingPoint, Type.Decimal, Type.Utf8, Type.Binary,
            Type.Date, Type.Time, Type.Timestamp, Type.Interval);
    private static final int MOST_COLUMNS = 20_000;
    private static final int LONGEST_ZONE = 64;
    private static final int DECIMAL_BITS = 128;
    private static final int MOST_DIGITS = 38;

    private SchemaCheck() {
    }

    /** @param messageBytes the length of the message; names together cannot be longer */
    static void check(Schema schema, int messageBytes) throws ProtocolViolation {
        require(schema.fieldsLength() <= MOST_COLUMNS, "it has " + schema.fieldsLength() + " columns");
        require(schema.customMetadataLength() == 0, "it has metadata");
        long names = 0;
        for (int i = 0; i < schema.fieldsLength(); i++) {
            Field field = schema.fields(i);
            boolean list = field.typeType() == Type.List;
            require(!list || field.childrenLength() == 1, "column " + i + " is a list of nothing, or of several things");
            Field values = list ? field.children(0) : field;
            names += length(field.nameAsByteBuffer()) + (list ? length(values.nameAsByteBuffer()) : 0);
            require(names <= messageBytes, "its names overlap");
            require(isPlain(field), "column " + i + " is dictionary-encoded or has metadata");
            checkValues(values, i);
        }
    }

    private static void checkValues(Field values, int column) throws ProtocolViolation {
        require(TYPES.contains(values.typeType()), "column " + column + " has a type that is not exchanged");
        require(isPlain(values) && values.childrenLength() == 0, "column " + column + " is nested, dictionary-encoded or has metadata");
        if (values.typeType() == Type.Decimal) {
            Decimal number = (Decimal) values.type(new Decimal());
            require(number != null && number.bitWidth() == DECIMAL_BITS && number.precision() >= 1 && number.precision() <= MOST_DIGITS
                    && number.scale() >= 0 && number.scale() <= number.precision(), "column " + column + " is a decimal that is not exchanged");
        }
        if (values.typeType() == Type.Timestamp) {
            Timestamp time = (Timestamp) values.type(new Timestamp());
            require(time == null || length(time.timezoneAsByteBuffer()) <= LONGEST_ZONE, "column " + column + " has a long time zone");
        }
    }

    private static boolean isPlain(Field field) {
        return field.dictionary() == null && field.customMetadataLength() == 0;
    }

    private static int length(ByteBuffer text) {
        return text == null ? 0 : text.remaining();
    }

    private static void require(boolean holds, String what) throws ProtocolViolation {
        if (!holds) {
            throw new ProtocolViolation("a schema cannot be read: " + what);
        }
    }
}

package org.groundstation.api.columnar;

import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Type;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/** Checks a schema as it was written, before Arrow's library makes one of it that no longer tells. */
final class ArrowSchemaCheck {
    private static final int MOST_FIELDS = 100_000;
    private static final int DEEPEST = 60;

    private int fields;

    private ArrowSchemaCheck() {
    }

    /** @throws GroundstationException {@link ErrorCode#ARROW_UNSUPPORTED} naming the column, if it is one */
    static void check(Schema schema) {
        if (schema == null) {
            throw unsupported("it has no schema");
        }
        if (schema.endianness() == Endianness.Big) {
            throw unsupported("it is big-endian");
        }
        ArrowSchemaCheck check = new ArrowSchemaCheck();
        for (int i = 0; i < schema.fieldsLength(); i++) {
            check.check(schema.fields(i), schema.fields(i).name(), 1);
        }
    }

    private void check(Field field, String column, int depth) {
        if (++fields > MOST_FIELDS || depth > DEEPEST) {
            throw unsupported(fields > MOST_FIELDS ? "it has more than " + MOST_FIELDS + " fields" : "column '" + column + "' is nested more than "
                    + DEEPEST + " times");
        }
        if (field.typeType() == Type.Decimal) {
            int width = ((Decimal) field.type(new Decimal())).bitWidth();
            if (width != 128 && width != 256) {
                throw unsupported("column '" + column + "' is a decimal of " + width + " bits; write it with 128 or 256");
            }
        }
        for (int i = 0; i < field.childrenLength(); i++) {
            check(field.children(i), column, depth + 1);
        }
    }

    private static GroundstationException unsupported(String what) {
        return new GroundstationException(ErrorCode.ARROW_UNSUPPORTED, what);
    }
}

package org.groundstation.api.columnar;

import org.apache.arrow.vector.FieldVector;
import org.groundstation.api.columnar.type.ColumnType;

/** Single cells between Java objects and vectors: parameters, rows and keys. Not for hot paths. */
public final class Values {
    private Values() {
    }

    /**
     * The cell as the Java type that {@link org.groundstation.api.Row} names.
     *
     * @return null for NULL
     */
    public static Object get(FieldVector vector, int row) {
        return vector.isNull(row) ? null : ColumnType.of(vector).get(vector, row);
    }

    /**
     * Sets a cell, growing the vector when needed. The cells of an array must be set in the order of the rows.
     *
     * @param value null for NULL; numbers and times must fit exactly; an array takes a List or any Java array
     * @throws IllegalArgumentException when the value does not fit the vector's type, saying why
     */
    public static void set(FieldVector vector, int row, Object value) {
        if (value == null) {
            vector.setNull(row);
            return;
        }
        try {
            ColumnType.of(vector).set(vector, row, value);
        } catch (ClassCastException | ArithmeticException unfit) {
            throw new IllegalArgumentException("a " + value.getClass().getSimpleName() + " does not fit "
                    + vector.getField().getType() + " exactly", unfit);
        }
    }
}

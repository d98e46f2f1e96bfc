package org.groundstation.batch.postgres;

import java.sql.SQLException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SqlType;
import org.groundstation.api.columnar.type.UnfitValueException;

/**
 * PostgreSQL's array into a list: count of dimensions, whether it has NULL, type of its elements; length and lower bound of
 * each dimension; the elements, each as in a column of its own. An empty array has no dimension.
 */
final class ArrayDecoder implements CellDecoder {
    static final int HEADER = 3 * Integer.BYTES;
    static final int DIMENSION = 2 * Integer.BYTES;

    private final ListVector list;
    private final FieldVector values;
    private final CellDecoder element;
    private final int elementLength;

    /** @param type of the elements */
    ArrayDecoder(ListVector list, SqlType type) {
        this.list = list;
        this.values = list.getDataVector();
        this.element = CopyType.of(type.kind()).decoder().of(values, type);
        this.elementLength = CopyType.of(type.kind()).length();
    }

    /**
     * @throws GroundstationException {@link ErrorCode#ARRAY_NESTED}
     * @throws UnfitValueException for an array that does not begin at 1, as a list does
     */
    @Override
    public void decode(byte[] bytes, int at, int length, int row) throws SQLException {
        int dimensions = Bytes.getInt(bytes, at);
        if (dimensions > 1) {
            throw new GroundstationException(ErrorCode.ARRAY_NESTED, list.getName());
        }
        int count = dimensions == 0 ? 0 : Bytes.getInt(bytes, at + HEADER);
        int bound = dimensions == 0 ? 1 : Bytes.getInt(bytes, at + HEADER + Integer.BYTES);
        if (bound != 1) {
            throw new UnfitValueException("[" + bound + ":" + (bound + count - 1) + "]={...}", UnfitValueException.OTHER_BOUND);
        }
        int start = list.startNewValue(row);
        int position = at + HEADER + DIMENSION;
        for (int i = 0; i < count; i++) {
            int elementBytes = Bytes.getInt(bytes, position);
            position += Integer.BYTES;
            if (elementBytes < 0) {
                values.setNull(start + i);
            } else {
                CellDecoder.requireLength(list, elementLength, elementBytes);
                element.decode(bytes, position, elementBytes, start + i);
                position += elementBytes;
            }
        }
        list.endValue(row, count);
    }
}

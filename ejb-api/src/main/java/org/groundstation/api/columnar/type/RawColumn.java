package org.groundstation.api.columnar.type;

import java.util.function.LongPredicate;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseVariableWidthVector;

/**
 * The bytes of one column of a batch that somebody else made, before a vector stands on them. Whoever makes this has checked that
 * all of it lies within the body, and that offsets do not fall.
 *
 * @param body bytes of all columns
 * @param rows how many values
 * @param validity where the bits are that tell which values are not NULL, or -1 where none is
 * @param offsets where the offsets of text are; 0 for other types
 * @param values where the values are
 */
public record RawColumn(ArrowBuf body, long rows, long validity, long offsets, long values) {
    /** Whether a check holds for each row that is not NULL. */
    boolean every(LongPredicate check) {
        for (long row = 0; row < rows; row++) {
            if (isPresent(row) && !check.test(row)) {
                return false;
            }
        }
        return true;
    }

    private boolean isPresent(long row) {
        return validity < 0 || (body.getByte(validity + row / 8) >> row % 8 & 1) == 1;
    }

    /** The offset before which the texts of the first rows end. */
    int offset(long row) {
        return body.getInt(offsets + row * BaseVariableWidthVector.OFFSET_WIDTH);
    }
}

package org.groundstation.batch.table;

import java.util.List;
import java.util.function.IntPredicate;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.SqlType;
import org.groundstation.api.columnar.Values;
import org.groundstation.api.columnar.type.UnfitValueException;

/** The key columns of a batch. Looks at every value without an object for it. */
final class KeyVectors {
    private static final int FIRST_DAY = -719_162;
    private static final long FIRST_MICROSECOND = FIRST_DAY * 86_400_000_000L;

    private KeyVectors() {
    }

    /** The columns of those names, in their order. */
    static List<FieldVector> in(VectorSchemaRoot batch, List<String> names) {
        return names.stream().map(name -> batch.getFieldVectors().stream().filter(vector -> vector.getName().equalsIgnoreCase(name)).findFirst()
                .orElseThrow()).toList();
    }

    /** The values of a row. */
    static List<Object> get(List<FieldVector> keys, int row) {
        return keys.stream().map(key -> Values.get(key, row)).toList();
    }

    /**
     * Refuses what cannot be found again by its value: NULL, NaN and infinities; and times before the year 1, which scripts have not.
     *
     * @param rowsBefore rows of the query before this batch
     * @throws org.groundstation.api.GroundstationException {@link org.groundstation.api.ErrorCode#INPUT_VALUE_UNFIT} naming column and row
     */
    static void requireKeys(List<FieldVector> keys, long rowsBefore) {
        for (FieldVector key : keys) {
            refuse(key, rowsBefore, key.getNullCount() == 0 ? row -> false : key::isNull, "is NULL, which no key may be");
            if (key instanceof DateDayVector days) {
                refuse(days, rowsBefore, row -> days.getDataBuffer().getInt((long) row * Integer.BYTES) < FIRST_DAY, "is before the year 1, where keys begin");
            } else if (key instanceof TimeStampVector times) {
                refuse(times, rowsBefore, row -> times.getDataBuffer().getLong((long) row * Long.BYTES) < FIRST_MICROSECOND,
                        "is before the year 1, where keys begin");
            } else if (key instanceof VarCharVector text && SqlType.isNumeric(key.getField())) {
                refuse(text, rowsBefore, row -> !isDigit(text.getDataBuffer().getByte(text.getEndOffset(row) - 1L)), "is no number, which a key must be");
            }
        }
    }

    private static void refuse(FieldVector key, long rowsBefore, IntPredicate unfit, String why) {
        for (int row = 0; row < key.getValueCount(); row++) {
            if (unfit.test(row)) {
                throw new UnfitValueException(String.valueOf(Values.get(key, row)), why).in(key.getName(), rowsBefore + row + 1);
            }
        }
    }

    private static boolean isDigit(byte last) {
        return last >= '0' && last <= '9';
    }
}

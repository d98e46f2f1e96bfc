package org.groundstation.batch.table;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SqlType;
import org.groundstation.api.SqlType.Kind;
import org.groundstation.api.TableJob;
import org.groundstation.api.columnar.Values;

/** Checks that a script returned each key of its batch exactly once, in any order. */
final class KeyMatch {
    private static final int NAMED = 5;

    private KeyMatch() {
    }

    /**
     * @throws GroundstationException {@link ErrorCode#ROW_COUNT_CHANGED}, {@link ErrorCode#KEY_NOT_RETURNED} naming the
     *         first keys that do not belong
     */
    static void check(FieldVector sent, FieldVector returned) {
        int rows = sent.getValueCount();
        if (returned.getValueCount() != rows) {
            throw new GroundstationException(ErrorCode.ROW_COUNT_CHANGED, returned.getValueCount(), rows);
        }
        if (sent instanceof BaseIntVector before && returned instanceof BaseIntVector after && sameOrder(before, after, rows)) {
            return;
        }
        Set<Object> expected = new HashSet<>(rows * 2);
        for (int row = 0; row < rows; row++) {
            expected.add(comparable(Values.get(sent, row)));
        }
        List<String> strangers = new ArrayList<>();
        for (int row = 0; row < rows && strangers.size() < NAMED; row++) {
            Object key = Values.get(returned, row);
            if (!expected.remove(comparable(key))) {
                strangers.add(key == null ? "NULL" : key.toString());
            }
        }
        if (!strangers.isEmpty()) {
            throw new GroundstationException(ErrorCode.KEY_NOT_RETURNED, String.join(", ", strangers));
        }
    }

    /**
     * Checks that a key that comes back as it was sent is the same one.
     *
     * @throws GroundstationException {@link ErrorCode#JOB_INVALID} naming both types
     */
    static void checkTypes(SourceTable source, TableJob job) {
        SqlType sent = source.key().type().orElseThrow();
        SqlType returned = job.result().columns().stream().filter(column -> column.name().equalsIgnoreCase(job.key())).findFirst().orElseThrow().type();
        if (family(sent) != family(returned)) {
            throw new GroundstationException(ErrorCode.JOB_INVALID, "the key '" + job.key() + "' is " + sent + " in '" + job.source() + "' and " + returned
                    + " in the result schema, so that no key would come back as it was sent");
        }
    }

    /** A kind for all that have the same values here. */
    private static Kind family(SqlType type) {
        return switch (type.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL, NUMERIC -> Kind.NUMERIC;
            case VARCHAR, UUID, JSON -> Kind.VARCHAR;
            case BOOLEAN, REAL, DOUBLE, VARBINARY, DATE, TIME, TIMESTAMP, TIMESTAMP_TZ, INTERVAL, ARRAY -> type.kind();
        };
    }

    private static boolean sameOrder(BaseIntVector before, BaseIntVector after, int rows) {
        for (int row = 0; row < rows; row++) {
            if (after.isNull(row) || before.getValueAsLong(row) != after.getValueAsLong(row)) {
                return false;
            }
        }
        return true;
    }

    /** The same number is the same key, whatever its type. */
    private static Object comparable(Object key) {
        if (key instanceof BigDecimal decimal) {
            return decimal.stripTrailingZeros();
        }
        return key instanceof Number number ? BigDecimal.valueOf(number.longValue()).stripTrailingZeros() : key;
    }
}

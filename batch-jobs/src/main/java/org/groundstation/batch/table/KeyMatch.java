package org.groundstation.batch.table;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.memory.util.ByteFunctionHelpers;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SqlType;
import org.groundstation.api.SqlType.Kind;
import org.groundstation.api.TableJob;
import org.groundstation.api.columnar.type.UnfitValueException;

/** Checks that a script returned each key of its batch exactly once, in any order. */
final class KeyMatch {
    private static final int NAMED = 5;

    private KeyMatch() {
    }

    /**
     * @param sent a vector for each column of the key
     * @param returned the same columns in the same order
     * @throws GroundstationException {@link ErrorCode#ROW_COUNT_CHANGED}, {@link ErrorCode#KEY_NOT_RETURNED} naming the
     *         first keys that do not belong, and the first that are missing, with their types
     */
    static void check(List<FieldVector> sent, List<FieldVector> returned) {
        int rows = sent.get(0).getValueCount();
        if (returned.get(0).getValueCount() != rows) {
            throw new GroundstationException(ErrorCode.ROW_COUNT_CHANGED, returned.get(0).getValueCount(), rows);
        }
        if (IntStream.range(0, sent.size()).allMatch(column -> isSame(sent.get(column), returned.get(column), rows))) {
            return;
        }
        Set<Object> missing = new LinkedHashSet<>(rows * 2);
        for (int row = 0; row < rows; row++) {
            missing.add(comparable(sent, row));
        }
        List<Integer> strangers = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            if (!missing.remove(comparable(returned, row)) && strangers.size() < NAMED) {
                strangers.add(row);
            }
        }
        if (!strangers.isEmpty()) {
            List<Integer> lost = IntStream.range(0, rows).filter(row -> missing.contains(comparable(sent, row))).limit(NAMED).boxed().toList();
            throw new GroundstationException(ErrorCode.KEY_NOT_RETURNED, labels(returned, strangers) + "; it did not return " + labels(sent, lost));
        }
    }

    /**
     * Checks that a key that comes back as it was sent is the same one.
     *
     * @throws GroundstationException {@link ErrorCode#JOB_INVALID} naming both types
     */
    static void checkTypes(SourceTable source, TableJob job) {
        for (int column = 0; column < job.keyColumns().size(); column++) {
            String key = job.keyColumns().get(column);
            SqlType sent = source.key().get(column).type().orElseThrow();
            SqlType returned = job.result().columns().stream().filter(result -> result.name().equalsIgnoreCase(key)).findFirst().orElseThrow().type();
            if (family(sent) != family(returned)) {
                throw new GroundstationException(ErrorCode.JOB_INVALID, "the key '" + key + "' is " + sent + " in '" + job.source() + "' and " + returned
                        + " in the result schema, so that no key would come back as it was sent");
            }
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

    /** Whether whole numbers and texts came back in the order in which they were sent, which needs no object for a value. */
    private static boolean isSame(FieldVector sent, FieldVector returned, int rows) {
        if (sent instanceof BaseIntVector before && returned instanceof BaseIntVector after) {
            return sameNumbers(before, after, rows);
        }
        return sent instanceof VarCharVector before && returned instanceof VarCharVector after && sameTexts(before, after, rows);
    }

    private static boolean sameNumbers(BaseIntVector before, BaseIntVector after, int rows) {
        for (int row = 0; row < rows; row++) {
            if (after.isNull(row) || before.getValueAsLong(row) != after.getValueAsLong(row)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameTexts(VarCharVector before, VarCharVector after, int rows) {
        for (int row = 0; row < rows; row++) {
            if (after.isNull(row) || ByteFunctionHelpers.equal(before.getDataBuffer(), before.getStartOffset(row), before.getEndOffset(row),
                    after.getDataBuffer(), after.getStartOffset(row), after.getEndOffset(row)) == 0) {
                return false;
            }
        }
        return true;
    }

    private static Object comparable(List<FieldVector> keys, int row) {
        List<Object> key = KeyVectors.get(keys, row);
        return key.size() == 1 ? comparable(key.get(0)) : key.stream().map(KeyMatch::comparable).collect(Collectors.toCollection(ArrayList::new));
    }

    /** The same number is the same key, whatever its type. */
    private static Object comparable(Object key) {
        if (key instanceof BigDecimal decimal) {
            return decimal.stripTrailingZeros();
        }
        if (key instanceof Double || key instanceof Float) {
            double number = ((Number) key).doubleValue();
            return Double.isFinite(number) ? new BigDecimal(number).stripTrailingZeros() : (Object) number;
        }
        return key instanceof Number number ? BigDecimal.valueOf(number.longValue()).stripTrailingZeros() : key;
    }

    private static String labels(List<FieldVector> keys, List<Integer> rows) {
        String types = keys.stream().map(key -> SqlType.ofArrow(key.getField()).map(SqlType::toString).orElse("unknown")).collect(Collectors.joining(", "));
        return rows.stream().map(row -> label(keys, row)).collect(Collectors.joining(", ")) + " (" + types + ")";
    }

    /** Texts stand between quotes, where a blank or a zero before them shows. */
    private static String label(List<FieldVector> keys, int row) {
        List<Object> key = KeyVectors.get(keys, row);
        if (key.size() > 1) {
            return "[" + IntStream.range(0, key.size()).mapToObj(column -> keys.get(column).getName() + "=" + text(key.get(column)))
                    .collect(Collectors.joining(", ")) + "]";
        }
        return key.get(0) instanceof String ? UnfitValueException.quoted(key.get(0).toString()) : text(key.get(0));
    }

    private static String text(Object value) {
        if (value instanceof Double number && Double.isFinite(number)) {
            return BigDecimal.valueOf(number).toPlainString();
        }
        return value == null ? "NULL" : value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
    }
}

package org.groundstation.batch.table;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.groundstation.api.SqlType;
import org.groundstation.api.columnar.Values;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys that came back from a script, against those that were sent. */
class KeyMatchTest {
    private static final String REMEDY = ". Return the key column unchanged, each key once.";

    private final BufferAllocator allocator = new RootAllocator();
    private final List<FieldVector> vectors = new ArrayList<>();

    @AfterEach
    void close() {
        vectors.forEach(FieldVector::close);
        allocator.close();
    }

    @Test
    void numbersAreComparedExactlyWhateverTheirType() {
        FieldVector sent = vector("id", SqlType.BIGINT, 1L, 2L);
        matches(sent, vector("id", SqlType.DOUBLE, 2.0, 1.0));
        matches(sent, vector("id", SqlType.decimal(20, 3), new BigDecimal("1.000"), new BigDecimal("2.000")));
        matches(sent, vector("id", SqlType.INTEGER, 2, 1));
        refused(sent, vector("id", SqlType.DOUBLE, 1.75, 2.0), "1.75 (double precision); it did not return 1 (bigint)");
        refused(sent, vector("id", SqlType.DOUBLE, Double.NaN, 2.0), "NaN (double precision); it did not return 1 (bigint)");
        refused(sent, vector("id", SqlType.decimal(20, 2), new BigDecimal("1.75"), new BigDecimal("2.00")),
                "1.75 (decimal(20,2)); it did not return 1 (bigint)");
        refused(sent, vector("id", SqlType.BIGINT, 2L, 2L), "2 (bigint); it did not return 1 (bigint)");
        refused(sent, vector("id", SqlType.BIGINT, 1L, null), "NULL (bigint); it did not return 2 (bigint)");
    }

    /** What a double does not keep is another key. */
    @Test
    void largeNumbersKeepTheirLastDigit() {
        refused(vector("id", SqlType.BIGINT, 9007199254740993L), vector("id", SqlType.DOUBLE, 9007199254740992.0),
                "9007199254740992 (double precision); it did not return 9007199254740993 (bigint)");
    }

    @Test
    void textsAreComparedLetterByLetter() {
        FieldVector sent = vector("nr", SqlType.VARCHAR, "000001", "a", "");
        matches(sent, vector("nr", SqlType.VARCHAR, "000001", "a", ""));
        matches(sent, vector("nr", SqlType.VARCHAR, "", "000001", "a"));
        refused(sent, vector("nr", SqlType.VARCHAR, "1", "a", ""), "'1' (varchar); it did not return '000001' (varchar)");
        refused(sent, vector("nr", SqlType.BIGINT, 1L, 2L, 3L), "1, 2, 3 (bigint); it did not return '000001', 'a', '' (varchar)");
        refused(sent, vector("nr", SqlType.VARCHAR, "000001", "A", " "), "'A', ' ' (varchar); it did not return 'a', '' (varchar)");
    }

    @Test
    void severalColumnsAreOneKey() {
        List<FieldVector> sent = List.of(vector("region", SqlType.VARCHAR, "EU", "EU", "US"), vector("id", SqlType.BIGINT, 7L, 8L, 7L));
        assertThatCode(() -> KeyMatch.check(sent, List.of(vector("region", SqlType.VARCHAR, "US", "EU", "EU"), vector("id", SqlType.BIGINT, 7L, 7L, 8L))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> KeyMatch.check(sent, List.of(vector("region", SqlType.VARCHAR, "EU", "EU", "US"), vector("id", SqlType.BIGINT, 7L, 8L, 8L))))
                .hasMessage(
                        "GS-4012: the script returned keys that were not in its batch: [region=US, id=8] (varchar, bigint); it did not return [region=US, id=7]"
                                + " (varchar, bigint)" + REMEDY);
    }

    private static void matches(FieldVector sent, FieldVector returned) {
        assertThatCode(() -> KeyMatch.check(List.of(sent), List.of(returned))).doesNotThrowAnyException();
    }

    private static void refused(FieldVector sent, FieldVector returned, String what) {
        assertThatThrownBy(() -> KeyMatch.check(List.of(sent), List.of(returned)))
                .hasMessage("GS-4012: the script returned keys that were not in its batch: " + what + REMEDY);
    }

    private FieldVector vector(String name, SqlType type, Object... values) {
        FieldVector vector = type.arrowField(name, true).createVector(allocator);
        vectors.add(vector);
        vector.allocateNew();
        for (int row = 0; row < values.length; row++) {
            Values.set(vector, row, values[row]);
        }
        vector.setValueCount(values.length);
        return vector;
    }
}

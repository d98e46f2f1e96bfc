package org.groundstation.batch.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.groundstation.batch.database.TestDatabase;
import org.junit.jupiter.api.Test;

class LiteralsTest {
    @Test
    void keysAreWrittenWithTheirTypes() {
        assertThat(Literals.of(Long.MIN_VALUE)).isEqualTo("bigint '-9223372036854775808'");
        assertThat(Literals.of(new BigDecimal("-1.50"))).isEqualTo("numeric '-1.50'");
        assertThat(Literals.of("it's \\")).isEqualTo("E'it''s \\\\'");
        assertThat(Literals.of(LocalDate.of(-43, 3, 15))).isEqualTo("date '0044-03-15 BC'");
        assertThat(Literals.of(LocalDateTime.of(1, 1, 1, 0, 0))).isEqualTo("timestamp '0001-01-01 00:00:00.000000'");
        assertThat(Literals.of(OffsetDateTime.of(2024, 2, 29, 1, 0, 0, 500_000_000, ZoneOffset.ofHours(2))))
                .isEqualTo("timestamptz '2024-02-28 23:00:00.500000+00'");
    }

    @Test
    void whatIsNoKeyIsRefused() {
        assertThatThrownBy(() -> Literals.of("a\0b")).hasMessage("a key holds the character U+0000, which PostgreSQL's text cannot");
        assertThatThrownBy(() -> Literals.of(new Object())).hasMessage("a java.lang.Object is not a key");
    }

    /** The literal of a key equals the parameter that JDBC sends for it. */
    @Test
    void literalsMeanWhatParametersMean() throws SQLException {
        List<Object> keys = List.of(0L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, new BigDecimal("1E+3"), new BigDecimal("-0.00000000000000000001"),
                "", "\\n'", UUID.fromString("7d444840-9dc0-11d1-b245-5ffdce74fad2"), LocalDate.of(1, 1, 1), LocalDate.of(0, 2, 29),
                LocalDate.of(10_000, 1, 1), LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000), LocalDateTime.of(-43, 3, 15, 1, 2, 3, 4_000),
                OffsetDateTime.of(1, 1, 1, 0, 0, 0, 1_000, ZoneOffset.UTC), OffsetDateTime.of(12_345, 1, 1, 0, 0, 0, 0, ZoneOffset.ofHours(-7)));
        try (TestDatabase database = TestDatabase.open(TestDatabase.Kind.POSTGRES); Connection connection = database.connect()) {
            for (Object key : keys) {
                try (PreparedStatement statement = connection.prepareStatement("select ? = " + Literals.of(key))) {
                    statement.setObject(1, key);
                    try (ResultSet rows = statement.executeQuery()) {
                        rows.next();
                        assertThat(rows.getBoolean(1)).as(Literals.of(key)).isTrue();
                    }
                }
            }
        }
    }
}

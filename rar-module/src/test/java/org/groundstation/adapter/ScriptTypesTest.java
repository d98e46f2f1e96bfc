package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.PeriodDuration;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.ExternalScript.DataFormat;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.SqlType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values of every kind and size, through a real satellite and back. */
@Timeout(120)
class ScriptTypesTest {
    private static final PeriodDuration WAITED = new PeriodDuration(Period.of(0, 14, -45), Duration.ofNanos(-90_000_000_001_000L));

    private static TestStation station;
    private SatelliteConnection connection;

    record Lists(long id, List<Long> wholes, List<String> texts, List<BigDecimal> numbers, List<Instant> moments, PeriodDuration waited,
            List<PeriodDuration> waits) {
    }

    @BeforeAll
    static void start() throws Exception {
        station = new TestStation();
    }

    @AfterAll
    static void stop() {
        station.close();
    }

    @BeforeEach
    void connect() {
        connection = station.factory().getConnection();
    }

    @AfterEach
    void disconnect() {
        connection.close();
    }

    @ParameterizedTest
    @EnumSource(value = DataFormat.class, names = "BATCHES", mode = EnumSource.Mode.EXCLUDE)
    void arraysAndIntervalsComeBackInEveryFormat(DataFormat format) {
        List<Lists> rows = List.of(
                new Lists(1, Arrays.asList((1L << 53) + 1, null), Arrays.asList("", null, "\ud83d\ude80"), List.of(new BigDecimal("1.50")),
                        List.of(Instant.parse("9999-12-31T23:59:59.999999Z")), WAITED, Arrays.asList(WAITED, null)),
                new Lists(2, List.of(), List.of(), List.of(), List.of(), new PeriodDuration(Period.ZERO, Duration.ZERO), List.of()),
                new Lists(3, null, null, null, null, null, null));
        ExternalScript script = ExternalScript.python("OutputDataSet = InputDataSet").dataFormat(format).resultSchema("id bigint not null, wholes bigint[],"
                + " texts text[], numbers numeric[], moments timestamptz[], waited interval, waits interval[]").build();
        try (ScriptResult result = connection.execute(script, ScriptInput.records(Lists.class, rows))) {
            assertThat(result.rows(Lists.class)).isEqualTo(rows);
        }
    }

    @Test
    void withoutADeclarationListsAndDurationsAreArraysAndIntervals() {
        ExternalScript script = ExternalScript.python("""
                OutputDataSet = pandas.DataFrame({"a": [[1, 2], None], "t": [numpy.array(["x"]), numpy.array([], dtype=object)],
                                                  "w": pandas.to_timedelta(["90s", None])})
                """).build();
        try (ScriptResult result = connection.execute(script)) {
            assertThat(result.rows().get(0).values()).containsExactly(List.of(1L, 2L), List.of("x"),
                    new PeriodDuration(Period.ZERO, Duration.ofSeconds(90)));
            assertThat(result.rows().get(1).values()).containsExactly(null, List.of(), null);
        }
    }

    @Test
    void arraysAndIntervalsAreParametersToo() {
        Map<String, Object> values = new HashMap<>();
        values.put("a", Arrays.asList(1, null));
        values.put("n", List.of(new BigDecimal("9".repeat(60))));
        values.put("d", new LocalDate[] {LocalDate.EPOCH});
        values.put("w", WAITED);
        values.put("x", null);
        ExternalScript script = ExternalScript.python("assert a == [1, None] and n[0] == int('9' * 60) and x is None and w.days == -45")
                .inOutParameter("a", SqlType.array(SqlType.INTEGER)).inOutParameter("n", SqlType.array(SqlType.NUMERIC))
                .inOutParameter("d", SqlType.array(SqlType.DATE)).inOutParameter("w", SqlType.INTERVAL)
                .inOutParameter("x", SqlType.array(SqlType.VARCHAR)).build();
        try (ScriptResult result = connection.execute(script, ScriptInput.none(), values)) {
            values.put("d", List.of(LocalDate.EPOCH));
            assertThat(result.outputParameters()).isEqualTo(values);
        }
    }
}

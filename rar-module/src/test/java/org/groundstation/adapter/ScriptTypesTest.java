package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.ExternalScript.DataFormat;
import org.groundstation.api.ResultSchema;
import org.groundstation.api.Row;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.SqlType;
import org.groundstation.settings.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of every kind and size, through a real satellite and back. */
@Timeout(120)
class ScriptTypesTest extends ConnectedTest {
    private static final PeriodDuration WAITED = new PeriodDuration(Period.of(0, 14, -45), Duration.ofNanos(-90_000_000_001_000L));

    private static final String EXTREMES = "whole bigint, number double, single real, day date, moment timestamp, instant timestamptz, time time,"
            + " text varchar, bytes varbinary, exact decimal(38,2)";

    record Lists(long id, List<Long> wholes, List<String> texts, List<BigDecimal> numbers, List<Instant> moments, PeriodDuration waited,
            List<PeriodDuration> waits) {
    }

    record Cell(String text, byte[] bytes) {
    }

    record Extremes(Long whole, Double number, Float single, LocalDate day, LocalDateTime moment, Instant instant, LocalTime time, String text,
            byte[] bytes, BigDecimal exact) {
    }

    @ParameterizedTest
    @EnumSource(value = DataFormat.class, names = "BATCHES", mode = EnumSource.Mode.EXCLUDE)
    void arraysAndIntervalsComeBackInEveryFormat(DataFormat format) {
        List<Lists> rows = List.of(
                new Lists(1, Arrays.asList((1L << 53) + 1, null), Arrays.asList("", null, "\ud83d\ude80"), List.of(new BigDecimal("1.5")),
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

    @ParameterizedTest
    @EnumSource(value = DataFormat.class, names = {"PANDAS", "ARROW"})
    void aHundredMegabytesInOneCellGoBothWays(DataFormat format) {
        Cell cell = new Cell("\ud83d\ude80".repeat(25_000_000), new byte[100_000_000]);
        cell.bytes()[99_999_999] = -1;
        ExternalScript script = ExternalScript.python("OutputDataSet = InputDataSet").dataFormat(format)
                .resultSchema("text varchar not null, bytes varbinary not null").build();
        try (ScriptResult result = connection.execute(script, ScriptInput.records(Cell.class, List.of(cell)))) {
            Cell back = result.rows(Cell.class).get(0);
            // comparing by an assertion would print them
            assertThat(back.text().equals(cell.text()) && Arrays.equals(back.bytes(), cell.bytes())).isTrue();
        }
    }

    @Test
    void aCellLargerThanAFrameIsRefusedWithTheSettingToRaise() throws Exception {
        System.setProperty(Setting.EXCHANGE_FRAME_MAX.key(), "1000000");
        try (TestAdapter narrow = new TestAdapter(); SatelliteConnection satellite = narrow.factory().getConnection()) {
            assertThatThrownBy(() -> satellite.execute(ExternalScript.python("pass").build(),
                    ScriptInput.records(Cell.class, List.of(new Cell("x", new byte[1_000_000]))))).hasMessageContaining("GS-3005: a frame of ")
                    .hasMessageContaining(" bytes is larger than the limit of 1000000 bytes. Send or return fewer rows at a time, or raise"
                            + " groundstation.exchange.frame.max.");
        } finally {
            System.clearProperty(Setting.EXCHANGE_FRAME_MAX.key());
        }
    }

    @Test
    void wideRowsComeBackInFramesOfEightMegabytes() throws Exception {
        System.setProperty(Setting.EXCHANGE_FRAME_MAX.key(), "10000000");
        try (TestAdapter narrow = new TestAdapter(); SatelliteConnection satellite = narrow.factory().getConnection()) {
            ExternalScript rows = ExternalScript.python("OutputDataSet = pandas.DataFrame({'cell': [bytes(1_000_000)] * 40})").build();
            try (ScriptResult result = satellite.execute(rows)) {
                assertThat(result.rowCount()).isEqualTo(40);
                assertThat(result.batches()).hasSize(5);
            }
            ExternalScript cell = ExternalScript.python("OutputDataSet = pandas.DataFrame({'cell': [bytes(11_000_000)]})").build();
            assertThatThrownBy(() -> satellite.execute(cell)).hasMessageContaining("GS-3005: a frame of ")
                    .hasMessageContaining("limit of 10000000 bytes");
        } finally {
            System.clearProperty(Setting.EXCHANGE_FRAME_MAX.key());
        }
    }

    @ParameterizedTest
    @EnumSource(value = DataFormat.class, names = "BATCHES", mode = EnumSource.Mode.EXCLUDE)
    void sixteenHundredColumnsComeBack(DataFormat format) {
        String columns = IntStream.range(0, 1_600).mapToObj(i -> "c" + i + " integer").collect(Collectors.joining(", "));
        ExternalScript script = ExternalScript.python("OutputDataSet = InputDataSet").dataFormat(format).resultSchema(columns).build();
        try (RootAllocator allocator = new RootAllocator();
                VectorSchemaRoot batch = VectorSchemaRoot.create(ResultSchema.parse(columns).arrowSchema(), allocator)) {
            for (int column = 0; column < 1_600; column++) {
                ((IntVector) batch.getVector(column)).setSafe(0, column);
            }
            batch.setRowCount(1);
            try (ScriptResult result = connection.execute(script, ScriptInput.batch(batch))) {
                assertThat(result.rows().get(0).values()).isEqualTo(IntStream.range(0, 1_600).boxed().toList());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = DataFormat.class, names = "BATCHES", mode = EnumSource.Mode.EXCLUDE)
    void noRowsHaveTheirColumns(DataFormat format) {
        ExternalScript script = ExternalScript.python("assert len(InputDataSet) == 0\nOutputDataSet = InputDataSet").dataFormat(format)
                .resultSchema(EXTREMES).build();
        try (ScriptResult result = connection.execute(script, ScriptInput.records(Extremes.class, List.of()))) {
            assertThat(result.rows()).isEmpty();
            assertThat(result.schema()).isEqualTo(ResultSchema.parse(EXTREMES).arrowSchema());
        }
    }

    @ParameterizedTest
    @EnumSource(value = DataFormat.class, names = "BATCHES", mode = EnumSource.Mode.EXCLUDE)
    void columnsOfNullStayNull(DataFormat format) {
        List<Extremes> rows = List.of(new Extremes(null, null, null, null, null, null, null, null, null, null));
        ExternalScript script = ExternalScript.python("OutputDataSet = InputDataSet").dataFormat(format).resultSchema(EXTREMES).build();
        try (ScriptResult result = connection.execute(script, ScriptInput.records(Extremes.class, rows))) {
            assertThat(result.rows(Extremes.class)).isEqualTo(rows);
        }
    }

    /** NULL beside a large whole number, the ends of the calendar, what is no number: where NaN is not pandas' own NULL. */
    @ParameterizedTest
    @EnumSource(value = DataFormat.class, names = {"PANDAS_ARROW", "ARROW"})
    void extremesComeBackExactly(DataFormat format) {
        List<Extremes> rows = extremes();
        ExternalScript script = ExternalScript.python("OutputDataSet = InputDataSet").dataFormat(format).resultSchema(EXTREMES).build();
        try (ScriptResult result = connection.execute(script, ScriptInput.records(Extremes.class, rows))) {
            assertThat(result.rows(Extremes.class)).extracting(ScriptTypesTest::comparable).isEqualTo(rows.stream().map(ScriptTypesTest::comparable).toList());
        }
    }

    @Test
    void pandasOwnTypesLoseOnlyWhatTheyAreKnownToLose() {
        List<Object> row = rowsThrough(DataFormat.PANDAS).get(0).values();
        assertThat(row.get(0)).as("exact beside NULL").isEqualTo((1L << 53) + 1);
        assertThat(row.get(1)).as("NaN is NULL").isNull();
        List<Object> exact = List.of(LocalDate.of(1, 1, 1), LocalDateTime.of(1, 1, 1, 0, 0), Instant.parse("0001-01-01T00:00:00Z"), LocalTime.MIDNIGHT, "");
        assertThat(List.of(row.get(3), row.get(4), ((java.time.OffsetDateTime) row.get(5)).toInstant(), row.get(6), row.get(7))).isEqualTo(exact);
        assertThat(rowsThrough(DataFormat.PANDAS).get(1).get(1)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "d varchar, s varchar, b varbinary, v varchar, n varchar"})
    void encodedAndLargeAndEmptyColumnsAreOrdinaryColumns(String declared) {
        ExternalScript.Builder script = ExternalScript.python("""
                import pyarrow as pa
                OutputDataSet = pa.table({
                    "d": pa.array(["x", None, "x"]).dictionary_encode(), "s": pa.array(["🚀", "", None], pa.large_string()),
                    "b": pa.array([bytes(1), b"", None], pa.large_binary()), "v": pa.array(["a", "b" * 20, None], pa.string_view()),
                    "n": pa.nulls(3)})
                """);
        try (ScriptResult result = connection.execute((declared.isEmpty() ? script : script.resultSchema(declared)).build())) {
            assertThat(result.rows()).extracting(row -> row.get(0)).containsExactly("x", null, "x");
            assertThat(result.rows()).extracting(row -> row.get(1)).containsExactly("\ud83d\ude80", "", null);
            assertThat(result.rows()).extracting(row -> row.get(2)).containsExactly(new byte[] {0}, new byte[0], null);
            assertThat(result.rows()).extracting(row -> row.get(3)).containsExactly("a", "b".repeat(20), null);
            assertThat(result.rows()).extracting(row -> row.get(4)).containsOnlyNulls();
        }
    }

    private List<Row> rowsThrough(DataFormat format) {
        ExternalScript script = ExternalScript.python("OutputDataSet = InputDataSet").dataFormat(format).resultSchema(EXTREMES).build();
        try (ScriptResult result = connection.execute(script, ScriptInput.records(Extremes.class, extremes()))) {
            return result.rows();
        }
    }

    private static List<Object> comparable(Extremes row) {
        return Arrays.asList(row.whole(), row.number(), row.single(), row.day(), row.moment(), row.instant(), row.time(), row.text(),
                row.bytes() == null ? null : ByteBuffer.wrap(row.bytes()), row.exact());
    }

    private static List<Extremes> extremes() {
        return List.of(
                new Extremes((1L << 53) + 1, Double.NaN, Float.NaN, LocalDate.of(1, 1, 1), LocalDateTime.of(1, 1, 1, 0, 0),
                        Instant.parse("0001-01-01T00:00:00Z"), LocalTime.MIDNIGHT, "", new byte[0], new BigDecimal("-0.01")),
                new Extremes(null, Double.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, LocalDate.of(9999, 12, 31),
                        LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000), Instant.parse("9999-12-31T23:59:59.999999Z"),
                        LocalTime.of(23, 59, 59, 999_999_000), "\ud83d\ude80 \u0000", new byte[] {0, -1}, new BigDecimal("9".repeat(36) + ".99")),
                new Extremes(Long.MIN_VALUE, Double.MIN_VALUE, Float.MIN_VALUE, null, null, null, null, null, null, null));
    }
}

package org.groundstation.api.columnar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.columnar.type.Intervals;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RowsAndBatchesTest {
    private final RootAllocator allocator = new RootAllocator();

    record Everything(Boolean flag, Byte tiny, Short small, Integer whole, Long big, Float single, Double precise, BigDecimal exact,
            String text, LocalDate day, LocalTime time, LocalDateTime moment, Instant instant, UUID id) {
    }

    record Narrow(int big) {
    }

    record Nested(List<Long> wholes, List<String> texts, List<UUID> ids, List<Instant> moments, List<BigDecimal> numbers, PeriodDuration waited,
            List<PeriodDuration> waits) {
    }

    record Lists(List<Integer> wholes, List<BigDecimal> exact, List<LocalDate> days, List<LocalTime> times, List<Instant> instants, List<UUID> ids) {
    }

    /** What a flight can be; one constant has a class of its own. */
    enum State {
        LATE, CANCELLED {
            @Override
            public String toString() {
                return "is not flown";
            }
        }
    }

    record Flown(State state, List<State> before) {
    }

    record Named(String state, List<String> before) {
    }

    @AfterEach
    void nothingLeaks() {
        assertThat(allocator.getAllocatedMemory()).isZero();
        allocator.close();
    }

    @Test
    void everyTypeOfAQueryArrivesExactlyAndSoDoesNull() throws SQLException, IOException {
        String query = """
                select true as flag, cast(-128 as tinyint) as tiny, cast(-32768 as smallint) as small, -2147483648 as whole,
                9007199254740993 as big, cast(1.5 as real) as single, cast(0.1 as double precision) as precise,
                cast(-123456789012345678.91 as decimal(38, 2)) as exact, 'Grüße 😀' as text, date '0001-01-01' as day_,
                time '23:59:59.123456' as time_, timestamp '9999-12-31 23:59:59.999999' as moment,
                timestamp with time zone '2026-03-01 12:00:00+02:00' as instant, cast('3b241101-e2bb-4255-8caf-4136c566a962' as uuid) as id
                union all select null, null, null, null, null, null, null, null, null, null, null, null, null, null
                """;
        Everything first = new Everything(true, (byte) -128, (short) -32768, Integer.MIN_VALUE, 9007199254740993L, 1.5f, 0.1,
                new BigDecimal("-123456789012345678.91"), "Grüße 😀", LocalDate.of(1, 1, 1), LocalTime.of(23, 59, 59, 123_456_000),
                LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000), Instant.parse("2026-03-01T10:00:00Z"),
                UUID.fromString("3b241101-e2bb-4255-8caf-4136c566a962"));
        try (Connection database = DriverManager.getConnection("jdbc:h2:mem:");
                ArrowReader rows = QueryReader.open(database, query, List.of(), 10, allocator)) {
            assertThat(rows.loadNextBatch()).isTrue();
            List<Everything> read = BatchRows.records(List.of(rows.getVectorSchemaRoot()), Everything.class);
            assertThat(read).containsExactly(first, new Everything(null, null, null, null, null, null, null, null, null, null, null, null, null, null));
            assertThat(rows.loadNextBatch()).isFalse();
        }
    }

    @Test
    void batchesAreAsLongAsAskedForAndReuseTheirMemory() throws SQLException, IOException {
        try (Connection database = DriverManager.getConnection("jdbc:h2:mem:");
                ArrowReader rows = QueryReader.open(database, "select x as big from system_range(1, 25)", List.of(), 10, allocator)) {
            List<Integer> sizes = new ArrayList<>();
            while (rows.loadNextBatch()) {
                sizes.add(rows.getVectorSchemaRoot().getRowCount());
            }
            assertThat(sizes).containsExactly(10, 10, 5);
        }
    }

    @Test
    void recordsMakeTheRoundTrip() throws IOException {
        List<Everything> rows = List.of(new Everything(false, (byte) 1, (short) 2, 3, 4L, 5f, 6.0, new BigDecimal("7.50"), "", LocalDate.EPOCH,
                LocalTime.MIDNIGHT, LocalDateTime.of(2026, 1, 1, 0, 0), Instant.EPOCH, new UUID(1, 2)));
        try (ArrowReader reader = new RecordsReader<>(Everything.class, rows, 100, allocator)) {
            assertThat(reader.loadNextBatch()).isTrue();
            assertThat(BatchRows.records(List.of(reader.getVectorSchemaRoot()), Everything.class)).isEqualTo(rows);
        }
    }

    @Test
    void listsAndIntervalsOfRecordsMakeTheRoundTrip() throws IOException {
        PeriodDuration waited = new PeriodDuration(Period.of(0, 14, -45), Duration.ofNanos(-90_000_000_001_000L));
        List<Nested> rows = List.of(
                new Nested(Arrays.asList(1L, null, Long.MIN_VALUE), List.of("", "\ud83d\ude80"), List.of(new UUID(1, 2)), List.of(Instant.EPOCH),
                        Arrays.asList(new BigDecimal("1.50"), null, new BigDecimal("9".repeat(50))), waited, Arrays.asList(waited, null)),
                new Nested(null, null, null, null, null, null, null), new Nested(List.of(), List.of(), List.of(), List.of(), List.of(),
                        new PeriodDuration(Period.ZERO, Duration.ZERO), List.of()));
        try (ArrowReader reader = new RecordsReader<>(Nested.class, rows, 100, allocator)) {
            assertThat(reader.loadNextBatch()).isTrue();
            assertThat(BatchRows.records(List.of(reader.getVectorSchemaRoot()), Nested.class)).isEqualTo(rows);
            assertThat(BatchRows.rows(List.of(reader.getVectorSchemaRoot())).get(0).get(2)).isEqualTo(List.of(new UUID(1, 2).toString()));
        }
        List<Nested> tooFine = List.of(new Nested(null, null, null, null, null, new PeriodDuration(Period.ZERO, Duration.ofNanos(1)), null));
        try (ArrowReader reader = new RecordsReader<>(Nested.class, tooFine, 100, allocator)) {
            assertThatThrownBy(reader::loadNextBatch).hasMessageContaining(
                    "row 0: a PeriodDuration does not fit Interval(MONTH_DAY_NANO) exactly");
        }
    }

    @Test
    void constantsOfEnumsAreTheirNames() throws IOException {
        List<Flown> rows = List.of(new Flown(State.CANCELLED, Arrays.asList(State.LATE, null, State.CANCELLED)), new Flown(null, List.of()),
                new Flown(State.LATE, null));
        try (ArrowReader reader = new RecordsReader<>(Flown.class, rows, 100, allocator)) {
            reader.loadNextBatch();
            assertThat(BatchRows.records(List.of(reader.getVectorSchemaRoot()), Named.class)).containsExactly(
                    new Named("CANCELLED", Arrays.asList("LATE", null, "CANCELLED")), new Named(null, List.of()), new Named("LATE", null));
            assertThat(BatchRows.records(List.of(reader.getVectorSchemaRoot()), Flown.class)).isEqualTo(rows);
        }
        try (ArrowReader reader = new RecordsReader<>(Named.class, List.of(new Named("late", null)), 100, allocator)) {
            reader.loadNextBatch();
            assertThatThrownBy(() -> BatchRows.records(List.of(reader.getVectorSchemaRoot()), Flown.class)).hasMessageStartingWith(
                    "GS-1014: a row cannot be converted to Flown: component 'state': State has no constant 'late'. ");
        }
    }

    @Test
    void arraysOfAQueryArriveExactly() throws SQLException, IOException {
        String query = """
                select array[1, null, -2147483648] as wholes, cast(array[1.50, null] as decimal(10, 2) array) as exact,
                array[date '0001-01-01', null] as days, array[time '23:59:59.123456'] as times,
                array[timestamp with time zone '2026-03-01 12:00:00.000001+02:00'] as instants,
                array[cast('3b241101-e2bb-4255-8caf-4136c566a962' as uuid)] as ids
                union all select array[], array[], null, array[], array[], null
                """;
        try (Connection database = DriverManager.getConnection("jdbc:h2:mem:");
                ArrowReader rows = QueryReader.open(database, query, List.of(), 10, allocator)) {
            assertThat(rows.loadNextBatch()).isTrue();
            assertThat(BatchRows.records(List.of(rows.getVectorSchemaRoot()), Lists.class)).containsExactly(
                    new Lists(Arrays.asList(1, null, Integer.MIN_VALUE), Arrays.asList(new BigDecimal("1.50"), null),
                            Arrays.asList(LocalDate.of(1, 1, 1), null), List.of(LocalTime.of(23, 59, 59, 123_456_000)),
                            List.of(Instant.parse("2026-03-01T10:00:00.000001Z")), List.of(UUID.fromString("3b241101-e2bb-4255-8caf-4136c566a962"))),
                    new Lists(List.of(), List.of(), null, List.of(), List.of(), null));
        }
    }

    @Test
    void intervalsAreReadAsTheDriverWritesThemAndWrittenAsSqlReadsThem() {
        PeriodDuration interval = new PeriodDuration(Period.of(0, 14, -3), Duration.ofNanos(-(4 * 3600 + 5 * 60) * 1_000_000_000L - 6_789_000));
        assertThat(Intervals.parse("1 years 2 mons -3 days -4 hours -5 mins -0.006789 secs")).isEqualTo(interval);
        assertThat(Intervals.text(interval)).isEqualTo("14 mons -3 days -4 hours -5 mins -0.006789 secs");
        assertThat(Intervals.parse(Intervals.text(interval))).isEqualTo(interval);
        assertThatThrownBy(() -> Intervals.parse("soon")).hasMessage("'soon' is not an interval");
    }

    @Test
    void intervalTypesOfH2AreRefusedByName() throws SQLException {
        try (Connection database = DriverManager.getConnection("jdbc:h2:mem:");
                ArrowReader rows = QueryReader.open(database, "select interval '1' day as waited", List.of(), 10, allocator)) {
            assertThatThrownBy(rows::loadNextBatch).hasMessage("GS-1005: column 'WAITED' has the SQL type INTERVAL DAY, which cannot be sent to a"
                    + " script. CAST it in the query to a supported type, for example VARCHAR; a table job leaves it out by listing the columns that it reads.");
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    void valuesThatDoNotFitAComponentAreRefusedByName() throws SQLException, IOException {
        try (Connection database = DriverManager.getConnection("jdbc:h2:mem:")) {
            assertThatThrownBy(() -> narrow(database, "select cast(9007199254740993 as bigint) as big"))
                    .hasMessageStartingWith("GS-1014: a row cannot be converted to Narrow: component 'big': Long does not fit int. ");
            assertThatThrownBy(() -> narrow(database, "select cast(null as integer) as big")).hasMessageContaining("NULL does not fit int");
            assertThatThrownBy(() -> narrow(database, "select 1 as other")).hasMessageContaining("there is no column for component 'big'");
            assertThat(narrow(database, "select cast(7 as bigint) as big")).containsExactly(new Narrow(7));
        }
    }

    @Test
    void aRefusedQueryIsAnInputError() throws SQLException {
        try (Connection database = DriverManager.getConnection("jdbc:h2:mem:")) {
            assertThatThrownBy(() -> QueryReader.open(database, "select nonsense", List.of(), 10, allocator))
                    .isInstanceOfSatisfying(GroundstationException.class, failed -> assertThat(failed.code()).isEqualTo(ErrorCode.INPUT_FAILED));
            try (Statement statement = database.createStatement()) {
                assertThat(statement.execute("select 1")).isTrue();
            }
        }
    }

    @Test
    void autocommitIsOffWhileRowsAreReadAndBackAfterwards() throws SQLException, IOException {
        try (Connection database = DriverManager.getConnection("jdbc:h2:mem:")) {
            try (ArrowReader rows = QueryReader.open(database, "select 1 as big", List.of(), 10, allocator)) {
                assertThat(database.getAutoCommit()).isFalse();
                rows.loadNextBatch();
            }
            assertThat(database.getAutoCommit()).isTrue();
            assertThatThrownBy(() -> QueryReader.open(database, "select nonsense", List.of(), 10, allocator)).isInstanceOf(GroundstationException.class);
            assertThat(database.getAutoCommit()).isTrue();
        }
    }

    private List<Narrow> narrow(Connection database, String query) throws IOException {
        try (ArrowReader rows = QueryReader.open(database, query, List.of(), 10, allocator)) {
            rows.loadNextBatch();
            return BatchRows.records(List.of(rows.getVectorSchemaRoot()), Narrow.class);
        }
    }
}

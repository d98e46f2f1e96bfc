package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.ExternalScript.DataFormat;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ResultSchema;
import org.groundstation.api.Row;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.ScriptException;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptMessage;
import org.groundstation.api.ScriptMessage.Stream;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.SqlType;
import org.groundstation.api.monitor.SatelliteView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scripts on real satellites, through the connector but without a container. */
@Timeout(60)
class ScriptExecutionTest {
    private static TestStation station;
    private static SatelliteConnectionFactory satellites;
    private SatelliteConnection connection;

    record Flight(long id, String origin, Double delay, BigDecimal fare, LocalDate day) {
    }

    record Doubled(long id, double twice) {
    }

    @BeforeAll
    static void start() throws Exception {
        station = new TestStation();
        satellites = station.factory();
    }

    @AfterAll
    static void stop() {
        station.close();
    }

    @BeforeEach
    void connect() {
        connection = satellites.getConnection();
    }

    @AfterEach
    void disconnect() {
        connection.close();
    }

    @Test
    void recordsGoInAndTypedRowsComeBack() {
        List<Flight> flights = List.of(new Flight(1, "LAS", 33.5, new BigDecimal("10.50"), LocalDate.of(2001, 1, 1)),
                new Flight(2, "RIC", null, new BigDecimal("7"), null));
        ExternalScript script = ExternalScript.python("OutputDataSet = InputDataSet")
                .resultSchema("id bigint not null, origin varchar, delay double, fare decimal(10,2), day date").build();
        try (ScriptResult result = connection.execute(script, ScriptInput.records(Flight.class, flights))) {
            assertThat(result.rows(Flight.class)).containsExactly(flights.get(0),
                    new Flight(2, "RIC", null, new BigDecimal("7.00"), null));
            assertThat(result.statistics().rowsIn()).isEqualTo(2);
            assertThat(result.statistics().rowsOut()).isEqualTo(2);
            assertThat(result.statistics().peakMemoryBytes()).isPositive();
        }
    }

    @Test
    void rowsOfAQueryAreScoredWithParametersAndReturnOutputParameters() throws SQLException {
        ExternalScript script = ExternalScript.python("""
                        OutputDataSet = pandas.DataFrame({"id": InputDataSet.ID, "twice": InputDataSet.V * factor})
                        total = OutputDataSet.twice.sum()
                        label = label + "!"
                        """)
                .parameter("factor", SqlType.INTEGER).outputParameter("total", SqlType.DOUBLE)
                .inOutParameter("label", SqlType.VARCHAR).resultSchema("id bigint, twice double").build();
        try (Connection database = DriverManager.getConnection("jdbc:h2:mem:scores"); Statement statement = database.createStatement()) {
            statement.execute("create table t(id bigint primary key, v double) as select x, x / 2.0 from system_range(1, 100000)");
            try (ScriptResult result = connection.execute(script,
                    ScriptInput.query(database, "select id, v from t where id > ? order by id", 10),
                    Map.of("factor", 2, "label", "done"))) {
                assertThat(result.rowCount()).isEqualTo(99_990);
                assertThat(result.rows(Doubled.class).get(0)).isEqualTo(new Doubled(11, 11.0));
                assertThat(result.outputParameter("total", Double.class)).isEqualTo(5_000_050_000.0 - 55);
                assertThat(result.outputParameters()).contains(entry("label", "done!"));
            }
        }
    }

    @Test
    void parametersOfEveryTypeGoBothWays() {
        LocalDateTime noon = LocalDateTime.of(2026, 3, 1, 12, 0, 0, 123_456_000);
        Map<String, Object> values = new HashMap<>();
        values.put("b", true);
        values.put("i", -7);
        values.put("l", Long.MAX_VALUE);
        values.put("d", 0.1);
        values.put("m", new BigDecimal("-12345678901234567890.12"));
        values.put("s", "Grüße 😀");
        values.put("y", new byte[] {0, -1, 127});
        values.put("t", noon);
        values.put("n", null);
        ExternalScript script = ExternalScript.python("pass")
                .inOutParameter("b", SqlType.BOOLEAN).inOutParameter("i", SqlType.INTEGER).inOutParameter("l", SqlType.BIGINT)
                .inOutParameter("d", SqlType.DOUBLE).inOutParameter("m", SqlType.decimal(38, 2)).inOutParameter("s", SqlType.VARCHAR)
                .inOutParameter("y", SqlType.VARBINARY).inOutParameter("t", SqlType.TIMESTAMP).inOutParameter("n", SqlType.DATE).build();
        try (ScriptResult result = connection.execute(script, ScriptInput.none(), values)) {
            assertThat(result.outputParameters().keySet()).containsExactlyElementsOf(script.parameters().keySet());
            result.outputParameters().forEach((name, value) -> assertThat(value).as(name).isEqualTo(values.get(name)));
            assertThat(result.schema().getFields()).isEmpty();
        }
    }

    @Test
    void decimalsWithoutLimitsKeepEveryDigit() {
        java.math.BigDecimal long70 = new java.math.BigDecimal("-" + "1234567890".repeat(7) + ".000123");
        ExternalScript script = ExternalScript.python("""
                OutputDataSet = pandas.DataFrame({"n": [n, None]})
                n = n.copy_abs()
                """).resultSchema("n numeric").inOutParameter("n", SqlType.NUMERIC).build();
        try (ScriptResult result = connection.execute(script, ScriptInput.none(), Map.of("n", long70))) {
            assertThat(result.rows()).extracting(row -> row.get(0)).containsExactly(long70, null);
            assertThat(result.outputParameter("n", java.math.BigDecimal.class)).isEqualTo(long70.abs());
        }
    }

    @Test
    void withoutADeclaredSchemaTheColumnsAreInferred() {
        ExternalScript script = ExternalScript.python("""
                OutputDataSet = pandas.DataFrame({"a": [1, 2], "s": ["x", None], "c": pandas.Categorical(["u", "v"])})
                """).build();
        try (ScriptResult result = connection.execute(script)) {
            assertThat(result.rows()).extracting(Row::values).containsExactly(List.of(1L, "x", "u"), java.util.Arrays.asList(2L, null, "v"));
        }
    }

    @Test
    void arrowFormatGivesTheScriptATable() {
        ExternalScript script = ExternalScript.python("""
                import pyarrow.compute as pc
                OutputDataSet = InputDataSet.append_column("twice", pc.multiply(InputDataSet["id"], 2.0))
                """).dataFormat(DataFormat.ARROW).build();
        try (ScriptResult result = connection.execute(script, ScriptInput.records(Doubled.class, List.of(new Doubled(4, 0))))) {
            assertThat(result.schema().getFields()).extracting(field -> field.getName()).containsExactly("id", "twice", "twice");
            assertThat(result.rows().get(0).values()).containsExactly(4L, 0.0, 8.0);
        }
    }

    /** Input and output pass each other: each is larger than the socket holds. */
    @Test
    void batchesFormatLetsTheScriptPullAndYield() throws java.io.IOException {
        ExternalScript script = ExternalScript.python("""
                def halves():
                    for batch in InputDataSet:
                        yield batch.slice(0, len(batch) // 2)
                        yield batch.slice(len(batch) // 2)
                OutputDataSet = halves()
                """).dataFormat(DataFormat.BATCHES).resultSchema("id bigint, x double").build();
        try (RootAllocator allocator = new RootAllocator(); VectorSchemaRoot batch = TestStation.batch(allocator, 500_000)) {
            java.io.ByteArrayOutputStream stream = new java.io.ByteArrayOutputStream();
            try (ArrowStreamWriter writer = new ArrowStreamWriter(batch, null, stream)) {
                for (int i = 0; i < 4; i++) {
                    writer.writeBatch();
                }
            }
            ArrowStreamReader reader = new ArrowStreamReader(new java.io.ByteArrayInputStream(stream.toByteArray()), allocator);
            try (ScriptResult result = connection.execute(script, ScriptInput.batches(reader))) {
                assertThat(result.rowCount()).isEqualTo(2_000_000);
                assertThat(result.rows().get(1_999_999).get("id", Long.class)).isEqualTo(499_999);
            }
            assertThat(connection.execute(script, ScriptInput.none()).rowCount()).isZero();
        }
    }

    @Test
    void arrowBatchesAndStreamsAreInputs() throws java.io.IOException {
        ExternalScript script = ExternalScript.python("OutputDataSet = InputDataSet").build();
        try (RootAllocator allocator = new RootAllocator(); VectorSchemaRoot batch = TestStation.batch(allocator, 3)) {
            try (ScriptResult result = connection.execute(script, ScriptInput.batch(batch))) {
                assertThat(result.rows()).extracting(row -> row.get("id", Long.class)).containsExactly(0L, 1L, 2L);
                assertThat(result.batches()).hasSize(1);
            }
            java.io.ByteArrayOutputStream stream = new java.io.ByteArrayOutputStream();
            try (ArrowStreamWriter writer = new ArrowStreamWriter(batch, null, stream)) {
                writer.writeBatch();
                writer.writeBatch();
            }
            ArrowStreamReader reader = new ArrowStreamReader(new java.io.ByteArrayInputStream(stream.toByteArray()), allocator);
            try (ScriptResult result = connection.execute(script, ScriptInput.batches(reader))) {
                assertThat(result.rowCount()).isEqualTo(6);
            }
        }
    }

    @Test
    void columnsWithTheDeclaredNamesAreTakenByNameAndOthersByPosition() {
        ResultSchema schema = ResultSchema.parse("id bigint, score double");
        ExternalScript swapped = ExternalScript.python("OutputDataSet = pandas.DataFrame({'score': [0.5], 'id': [7]})").resultSchema(schema).build();
        ExternalScript foreign = ExternalScript.python("OutputDataSet = pandas.DataFrame({'x': [7], 'y': [0.5]})").resultSchema(schema).build();
        for (ExternalScript script : List.of(swapped, foreign)) {
            try (ScriptResult result = connection.execute(script)) {
                assertThat(result.rows().get(0).values()).containsExactly(7L, 0.5);
            }
        }
    }

    @Test
    void printedTextComesBackInOrderOfItsStream() {
        ExternalScript script = ExternalScript.python("""
                import os, subprocess, sys
                print("one")
                print("two", file=sys.stderr)
                os.write(1, b"three\\n")
                subprocess.run(["echo", "four"])
                """).build();
        try (ScriptResult result = connection.execute(script)) {
            assertThat(text(result.messages(), Stream.STDOUT)).isEqualTo("one\nthree\nfour\n");
            assertThat(text(result.messages(), Stream.STDERR)).isEqualTo("two\n");
        }
    }

    @Test
    void aFailingScriptReturnsItsTracebackAndWhatItPrinted() {
        ExternalScript script = ExternalScript.python("""
                print("before")
                def divide(a):
                    return a / 0
                divide(1)
                """).build();
        ScriptException failed = catchThrowableOfType(ScriptException.class, () -> connection.execute(script));
        assertThat(failed.code()).isEqualTo(ErrorCode.SCRIPT_FAILED);
        assertThat(failed.getMessage()).startsWith("GS-1002: the script raised ZeroDivisionError: division by zero. "
                + "Read the traceback; only lines of your script are listed. [request " + failed.requestId() + "]");
        assertThat(failed.traceback()).isEqualTo("""
                Traceback (most recent call last):
                  File "<script>", line 4, in <module>
                    divide(1)
                  File "<script>", line 3, in divide
                    return a / 0
                           ~~^~~
                ZeroDivisionError: division by zero
                """);
        assertThat(text(failed.messages(), Stream.STDOUT)).isEqualTo("before\n");
        assertThat(connection.execute(ExternalScript.python("pass").build()).rowCount()).as("the connection stays usable").isZero();
    }

    @Test
    void aSyntaxErrorNamesItsLine() {
        ScriptException failed = failure("x = 1\ny = = 2\n");
        assertThat(failed.code()).isEqualTo(ErrorCode.SCRIPT_SYNTAX);
        assertThat(failed.getMessage()).startsWith("GS-1001: the script does not compile: line 2: invalid syntax. Correct the line that is named.");
    }

    @Test
    void aMissingPackageIsNamed() {
        ScriptException failed = failure("import not_there.at_all");
        assertThat(failed.code()).isEqualTo(ErrorCode.PACKAGE_MISSING);
        assertThat(failed.getMessage()).startsWith("GS-1011: the script imports 'not_there', which is not installed in the runtime. ");
    }

    @Test
    void exitAndInterruptEndTheScriptAndNotTheSatellite() {
        assertThat(failure("import sys; sys.exit(3)").getMessage()).contains("the script raised SystemExit: 3");
        assertThat(failure("raise KeyboardInterrupt").code()).isEqualTo(ErrorCode.SCRIPT_FAILED);
        assertThat(connection.execute(ExternalScript.python("pass").build()).rowCount()).isZero();
    }

    @Test
    void outputThatDoesNotFitTheDeclaredSchemaIsRefused() {
        ResultSchema schema = ResultSchema.parse("id integer not null, score double");
        assertThat(failure("OutputDataSet = pandas.DataFrame({'id': [1]})", schema)).contains(
                "GS-1003: OutputDataSet does not fit the declared result schema: 2 columns are declared (id, score), but it has 1 (id)");
        assertThat(failure("OutputDataSet = pandas.DataFrame({'id': ['x'], 'score': [1.0]})", schema)).contains(
                "column 'id' is declared int32, but is ").contains("Failed to parse string: 'x'");
        assertThat(failure("OutputDataSet = pandas.DataFrame({'id': [1.5], 'score': [1.0]})", schema)).contains("truncated");
        assertThat(failure("OutputDataSet = pandas.DataFrame({'id': [2 ** 40], 'score': [1.0]})", schema)).contains("not in range");
        assertThat(failure("OutputDataSet = pandas.DataFrame({'id': [None], 'score': [1.0]})", schema)).contains(
                "column 'id' is declared not null, but holds 1 NULL");
        assertThat(failure("OutputDataSet = 5", schema)).contains(
                "GS-1004: OutputDataSet cannot be returned as rows: it is a int");
    }

    @Test
    void parametersAreChecked() {
        ExternalScript script = ExternalScript.python("pass").parameter("n", SqlType.SMALLINT).build();
        assertThat(catchThrowableOfType(GroundstationException.class, () -> connection.execute(script)))
                .hasMessage("GS-1006: parameter 'n': no value was passed. Declare the parameter in the script with its type and pass a value of that type.");
        assertThat(catchThrowableOfType(GroundstationException.class,
                () -> connection.execute(script, ScriptInput.none(), Map.of("n", 1, "m", 2)))).hasMessageContaining("parameter 'm': the script does not declare it");
        assertThat(catchThrowableOfType(GroundstationException.class,
                () -> connection.execute(script, ScriptInput.none(), Map.of("n", 100_000)))).hasMessageContaining("parameter 'n': a Integer does not fit");
        assertThat(failureOf(ExternalScript.python("pass").outputParameter("r", SqlType.DOUBLE).build()))
                .contains("GS-1007: output parameter 'r': the script did not assign it");
        assertThat(failureOf(ExternalScript.python("r = 'text'").outputParameter("r", SqlType.DOUBLE).build()))
                .contains("GS-1007: output parameter 'r': a str does not fit double");
    }

    @Test
    void anUnsupportedSqlTypeIsNamedBeforeAnythingRuns() throws SQLException {
        try (Connection database = DriverManager.getConnection("jdbc:h2:mem:types")) {
            GroundstationException failed = catchThrowableOfType(GroundstationException.class, () -> connection.execute(
                    ExternalScript.python("pass").build(), ScriptInput.query(database, "select 1 as a, array[array[1, 2]] as b")));
            assertThat(failed).hasMessage("GS-1005: column 'B' has the SQL type INTEGER ARRAY[2] ARRAY, which cannot be sent to a script. "
                    + "CAST it in the query to a supported type, for example VARCHAR.");
        }
    }

    @Test
    void aBrokenQueryIsReportedAndTheConnectionStaysUsable() throws SQLException {
        try (Connection database = DriverManager.getConnection("jdbc:h2:mem:broken")) {
            ExternalScript script = ExternalScript.python("OutputDataSet = InputDataSet").build();
            assertThat(catchThrowableOfType(GroundstationException.class,
                    () -> connection.execute(script, ScriptInput.query(database, "select * from nowhere"))).code()).isEqualTo(ErrorCode.INPUT_FAILED);
            assertThat(catchThrowableOfType(GroundstationException.class,
                    () -> connection.execute(script, ScriptInput.query(database, "select 1 / (100000 - x) from system_range(1, 200000)"))).code())
                    .isEqualTo(ErrorCode.INPUT_FAILED);
            try (ScriptResult result = connection.execute(script, ScriptInput.query(database, "select 1 as a"))) {
                assertThat(result.rowCount()).isEqualTo(1);
            }
        }
    }

    @Test
    void aScriptThatNeverEndsIsEndedAtItsTimeout() {
        ExternalScript script = ExternalScript.python("print('spinning')\nwhile True: pass").timeout(Duration.ofMillis(700)).build();
        ScriptException failed = catchThrowableOfType(ScriptException.class, () -> connection.execute(script));
        assertThat(failed).hasMessageStartingWith("GS-1008: the script ran longer than its timeout of 700 ms and was ended. ");
        assertThat(text(failed.messages(), Stream.STDOUT)).isEqualTo("spinning\n");
    }

    @Test
    void aTimeoutMayBeLongerThanAnyClock() {
        ExternalScript script = ExternalScript.python("pass").timeout(Duration.ofMillis(Long.MAX_VALUE)).build();
        assertThat(connection.execute(script).rowCount()).isZero();
    }

    @Test
    void aScriptMayReplaceItsStreamsAndTheNextOneGetsNewOnes() {
        for (String damage : List.of("sys.stdout = None; sys.stderr = None", "sys.stdout.close(); sys.stderr.close()",
                "import os; os.close(1); os.close(2)", "sys.stdout = 'nothing'", "sys.stdout.detach()",
                "sys.stdout.write = len", "sys.stdout.reconfigure(encoding='ascii', errors='ignore')")) {
            assertThat(connection.execute(ExternalScript.python("import sys; " + damage).build()).rowCount()).isZero();
            try (ScriptResult result = connection.execute(ExternalScript.python("print('heard \u00fc')").build())) {
                assertThat(text(result.messages(), Stream.STDOUT)).as(damage).isEqualTo("heard \u00fc\n");
            }
        }
    }

    @Test
    void anAdministratorEndsASatelliteWithItsScript() throws Exception {
        long id = connection.satelliteId();
        CompletableFuture<GroundstationException> ended = CompletableFuture.supplyAsync(() ->
                catchThrowableOfType(GroundstationException.class, () -> connection.execute(ExternalScript.python("while True: pass").build())));
        while (satellites.monitor().satellites().stream().noneMatch(view -> view.id() == id && view.state() == SatelliteView.State.RUNNING)) {
            Thread.onSpinWait();
        }
        satellites.endSatellite(id);
        assertThat(ended.get(10, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.SCRIPT_CANCELLED);
        assertThat(catchThrowableOfType(GroundstationException.class, () -> satellites.endSatellite(987_654_321)).code())
                .isEqualTo(ErrorCode.SATELLITE_UNKNOWN);
    }

    @Test
    void anExecutionTellsWhatItTook() {
        ExternalScript script = ExternalScript.python("""
                import os, subprocess, sys, time
                end = time.process_time() + 0.2
                while time.process_time() < end: pass
                subprocess.run([sys.executable, "-c", "import time\\nwhile time.process_time() < 0.2: pass"], check=True)
                """).build();
        try (ScriptResult result = connection.execute(script); ScriptResult nothing = connection.execute(ExternalScript.python("pass").build())) {
            assertThat(result.statistics().cpuMillis()).as("with its children's").isBetween(400L, 5_000L);
            assertThat(nothing.statistics().cpuMillis()).as("its own only").isLessThan(200);
        }
    }

    @Test
    void aGigabyteOfOutputIsCutAndCounted() {
        ExternalScript script = ExternalScript.python("""
                import os
                line = b"x" * 1048575 + b"\\n"
                for _ in range(1024):
                    os.write(1, line)
                OutputDataSet = pandas.DataFrame({"ok": [1]})
                """).build();
        try (ScriptResult result = connection.execute(script)) {
            assertThat(result.rowCount()).isEqualTo(1);
            assertThat(text(result.messages(), Stream.STDOUT)).hasSize(1_048_576);
            assertThat(text(result.messages(), Stream.NOTICE)).isEqualTo(
                    (1024L * 1_048_576 - 1_048_576) + " more bytes were printed and not kept (groundstation.script.messages.max)\n");
        }
    }

    @Test
    void aChildThatPrintsForEverDoesNotHoldTheScriptUp() {
        ExternalScript script = ExternalScript.python("import subprocess; subprocess.Popen(['yes'])").timeout(Duration.ofSeconds(20)).build();
        for (int i = 0; i < 3; i++) {
            connection.execute(script).close();
        }
    }

    @Test
    void aSatelliteThatDiesIsReportedWithItsSignal() {
        GroundstationException failed = catchThrowableOfType(GroundstationException.class,
                () -> connection.execute(ExternalScript.python("import os; os.kill(os.getpid(), 9)").build()));
        assertThat(failed.code()).isEqualTo(ErrorCode.SATELLITE_LOST);
        assertThat(failed).hasMessageContaining("ended while it was in use (signal 9)");
    }

    @Test
    void globalsEndWithTheScript() {
        connection.execute(ExternalScript.python("secret = 42").build()).close();
        assertThat(failure("print(secret)").getMessage()).contains("NameError: name 'secret' is not defined");
    }

    private static String text(List<ScriptMessage> messages, Stream stream) {
        StringBuilder text = new StringBuilder();
        messages.stream().filter(message -> message.stream() == stream).forEach(message -> text.append(message.text()));
        return text.toString();
    }

    private ScriptException failure(String source) {
        return catchThrowableOfType(ScriptException.class, () -> connection.execute(ExternalScript.python(source).build()));
    }

    private String failure(String source, ResultSchema schema) {
        return failureOf(ExternalScript.python(source).resultSchema(schema).build());
    }


    private String failureOf(ExternalScript script) {
        return catchThrowableOfType(ScriptException.class, () -> connection.execute(script)).getMessage();
    }
}

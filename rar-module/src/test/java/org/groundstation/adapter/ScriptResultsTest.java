package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.ExternalScript.DataFormat;
import org.groundstation.api.ResultSchema;
import org.groundstation.api.Row;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptMessage;
import org.groundstation.api.ScriptMessage.Stream;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.SqlType;
import org.junit.jupiter.api.Test;

/** What scripts get and give back, on real satellites, through the connector but without a container. */
class ScriptResultsTest extends ConnectedTest {
    record Flight(long id, String origin, Double delay, BigDecimal fare, LocalDate day) {
    }

    record Doubled(long id, double twice) {
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
        try (RootAllocator allocator = new RootAllocator(); VectorSchemaRoot batch = TestAdapter.batch(allocator, 500_000)) {
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
        try (RootAllocator allocator = new RootAllocator(); VectorSchemaRoot batch = TestAdapter.batch(allocator, 3)) {
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

    private static String text(List<ScriptMessage> messages, Stream stream) {
        StringBuilder text = new StringBuilder();
        messages.stream().filter(message -> message.stream() == stream).forEach(message -> text.append(message.text()));
        return text.toString();
    }
}

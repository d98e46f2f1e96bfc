package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.ExternalScript.DataFormat;
import org.groundstation.api.Row;
import org.groundstation.api.ScriptException;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptMessage;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.ScriptSession;
import org.groundstation.api.SqlType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What users of pandas, Spark, SQL Server and others have reported of values that changed in silence. The right answers are those of
 * arithmetic and of the standard; docs/reference/types.md has the rules.
 */
@Timeout(120)
class ScriptValuesTest extends ConnectedTest {
    record Reference(int id, Long ref) {
    }

    record Reading(int id, Double x) {
    }

    static Stream<Arguments> outputs() {
        return Stream.of(
                arguments("{'id': [1], 'low': [2.5], 'high': [9.5]}", "id integer, high double, low double", List.of(1, 9.5, 2.5)),
                arguments("{'ID': [1], 'Low': [2.5], 'hIgh': [9.5]}", "id integer, high double, low double", List.of(1, 9.5, 2.5)),
                arguments("{0: [1], 1: [2.5]}", "id integer, high double", List.of(1, 2.5)),
                arguments("{'p': [2.675]}", "p decimal(10,2)", List.of(new BigDecimal("2.68"))),
                arguments("{'p': [1234.5678]}", "p decimal(10,2)", List.of(new BigDecimal("1234.57"))),
                arguments("{'p': [0.125]}", "p decimal(10,2)", List.of(new BigDecimal("0.13"))),
                arguments("{'x': [2**70]}", "x decimal(38,0)", List.of(new BigDecimal("1180591620717411303424"))),
                arguments("{'n': [pandas.Timedelta('1h')]}", "n varchar", List.of("0 days 01:00:00")),
                arguments("{'u': [__import__('uuid').UUID(int=1)]}", "u uuid", List.of("00000000-0000-0000-0000-000000000001")),
                arguments("{'c': pandas.Categorical([7])}", "c integer", List.of(7)),
                arguments("{'c': pandas.cut([1], [0, 5])}", "c varchar", List.of("(0, 5]")),
                arguments("{'c': pandas.arrays.SparseArray([1.5])}", "c double", List.of(1.5)),
                arguments("{'j': [{'a': 1}]}", "j json", List.of("{\"a\": 1}")),
                arguments("{'t': [float('nan')]}", "t timestamp", Arrays.asList((Object) null)),
                arguments("{'t': [float('nan')]}", "t interval", Arrays.asList((Object) null)),
                arguments("{'t': [float('nan')]}", "t varbinary", Arrays.asList((Object) null)),
                arguments("{'t': [float('nan')]}", "t integer[]", Arrays.asList((Object) null)),
                arguments("{'t': [pandas.Timestamp('2024-07-01 12:00')]}", "t timestamp", List.of(LocalDateTime.of(2024, 7, 1, 12, 0))));
    }

    @ParameterizedTest(name = "{0} as {1}")
    @MethodSource("outputs")
    void isRight(String columns, String declared, List<Object> row) {
        try (ScriptResult result = connection.execute(returning(columns, declared))) {
            assertThat(result.rows()).extracting(Row::values).containsExactly(row);
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments("{'id': [1], 'low': [2.5], 'high_value': [9.5]}", "id integer, high double, low double", "missing: high; not declared: high_value"),
                arguments("{'id': [1], 'ID': [2]}", "id integer, x integer", "two columns of one name: id, ID"),
                arguments("{'t': [pandas.Timestamp('2024-07-01 12:00', tz='America/New_York')]}", "t timestamp", "it has a time zone"),
                arguments("{'t': [1700000000]}", "t timestamp", "row 0 holds 1700000000 (int): it is no timestamp"),
                arguments("{'x': [1e300]}", "x real", "beyond the range of a real"),
                arguments("{'b': [0.2]}", "b boolean", "only True, False, 0 and 1"),
                arguments("{'b': [2]}", "b boolean", "only True, False, 0 and 1"),
                arguments("{'d': [pandas.Timestamp('2024-01-31 23:59')]}", "d date", "it has a time of day"),
                arguments("{'u': ['abc']}", "u uuid", "the text is no UUID"),
                arguments("{'name': pandas.Series(['x\\udc80'], dtype=object)}", "name varchar", "half of a surrogate pair"),
                arguments("{'v': ['x', __import__('io').BytesIO()]}", "v varchar", "column 'v' is declared varchar, but row 1 holds <_io.BytesIO"),
                arguments("{'v': [99999999.995]}", "v decimal(10,2)", "8 digits before the point"));
    }

    @ParameterizedTest(name = "{0} as {1}")
    @MethodSource("refusals")
    void isRefusedWithColumnRowAndRemedy(String columns, String declared, String message) {
        assertThatThrownBy(() -> connection.execute(returning(columns, declared))).isInstanceOf(ScriptException.class)
                .hasMessageContaining("GS-1003: ").hasMessageContaining(message);
        assertThat(connection.execute(ExternalScript.python("pass").build()).rowCount()).as("the satellite goes on").isZero();
    }

    @Test
    void outputParametersFollowTheSameRules() {
        ExternalScript script = ExternalScript.python("p = 2.675; b = 1; t = pandas.Timedelta('1h')").outputParameter("p", SqlType.decimal(10, 2))
                .outputParameter("b", SqlType.BOOLEAN).outputParameter("t", SqlType.VARCHAR).build();
        try (ScriptResult result = connection.execute(script)) {
            assertThat(result.outputParameters()).isEqualTo(Map.of("p", new BigDecimal("2.68"), "b", true, "t", "0 days 01:00:00"));
        }
        for (String refused : List.of("0.2", "2", "'yes'")) {
            assertThatThrownBy(() -> connection.execute(ExternalScript.python("b = " + refused).outputParameter("b", SqlType.BOOLEAN).build()))
                    .hasMessageContaining("GS-1007: output parameter 'b': " + refused + " (").hasMessageContaining("does not go into boolean");
        }
    }

    @ParameterizedTest
    @EnumSource(value = DataFormat.class, names = "BATCHES", mode = EnumSource.Mode.EXCLUDE)
    void aWholeNumberBesideNullIsExactOrRefused(DataFormat format) {
        List<Reference> rows = List.of(new Reference(1, 9007199254740993L), new Reference(2, null));
        ExternalScript script = ExternalScript.python("OutputDataSet = InputDataSet").dataFormat(format).resultSchema("id integer, ref bigint").build();
        if (format == DataFormat.SQL_SERVER) {
            assertThatThrownBy(() -> connection.execute(script, ScriptInput.records(Reference.class, rows))).hasMessageContaining(
                    "GS-1016: column 'ref' holds a value that cannot be sent to a script: row 0: 9007199254740993 is no float64");
        } else {
            try (ScriptResult result = connection.execute(script, ScriptInput.records(Reference.class, rows))) {
                assertThat(result.rows(Reference.class)).isEqualTo(rows);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = DataFormat.class, names = {"PANDAS", "PANDAS_ARROW", "SQL_SERVER"})
    void aFrameMayBeWrittenTo(DataFormat format) {
        ExternalScript script = ExternalScript.python("InputDataSet.loc[InputDataSet['x'] < 0, 'x'] = 0\nOutputDataSet = InputDataSet")
                .dataFormat(format).resultSchema("id integer, x double").build();
        try (ScriptResult result = connection.execute(script, ScriptInput.records(Reading.class, List.of(new Reading(1, 5.0), new Reading(2, -5.0))))) {
            assertThat(result.rows(Reading.class)).containsExactly(new Reading(1, 5.0), new Reading(2, 0.0));
        }
    }

    @Test
    void aChainedAssignmentIsAnErrorToScriptsFromSqlServer() {
        ExternalScript script = ExternalScript.python("InputDataSet['x'].fillna(0, inplace=True)\nOutputDataSet = InputDataSet")
                .dataFormat(DataFormat.SQL_SERVER).build();
        assertThatThrownBy(() -> connection.execute(script, ScriptInput.records(Reading.class, List.of(new Reading(1, 5.0), new Reading(2, null)))))
                .hasMessageContaining("GS-1002: the script raised ChainedAssignmentError: a chained assignment")
                .hasMessageContaining("InputDataSet[\"x\"] = InputDataSet[\"x\"].fillna(0)");
    }

    @Test
    void whatIsYieldedIsTakenAtOnce() {
        ExternalScript script = ExternalScript.python("""
                import pandas
                out = pandas.DataFrame({"a": [0]})
                def again():
                    for batch in InputDataSet:
                        for i in (1, 2, 3):
                            out.loc[0, "a"] = i
                            yield out
                OutputDataSet = again()
                """).dataFormat(DataFormat.BATCHES).resultSchema("a bigint").build();
        try (RootAllocator allocator = new RootAllocator(); VectorSchemaRoot batch = TestAdapter.batch(allocator, 1)) {
            try (ScriptSession session = connection.open(script, batch.getSchema(), Map.of())) {
                session.send(batch);
                try (VectorSchemaRoot output = session.receive()) {
                    BigIntVector values = (BigIntVector) output.getVector("a");
                    assertThat(List.of(values.get(0), values.get(1), values.get(2))).containsExactly(1L, 2L, 3L);
                    assertThat(output.getRowCount()).isEqualTo(3);
                }
            }
            try (ScriptResult result = connection.execute(script, ScriptInput.batch(batch))) {
                assertThat(result.rows()).extracting(row -> row.get(0)).containsExactly(1L, 2L, 3L);
            }
        }
    }

    @Test
    void anIndexWithANameIsToldOnce() {
        ExternalScript script = ExternalScript.python("OutputDataSet = pandas.DataFrame({'k': ['x'], 'v': [1]}).set_index('k')").build();
        try (ScriptResult result = connection.execute(script)) {
            assertThat(result.rows().get(0).values()).containsExactly(1L);
            assertThat(result.messages()).containsExactly(new ScriptMessage(ScriptMessage.Stream.NOTICE,
                    "the index 'k' of OutputDataSet is not returned; reset_index() makes it a column\n"));
        }
    }

    @Test
    void anEmptyFrameIsNoRowsAndNoFrameIsAnError() {
        try (ScriptResult result = connection.execute(ExternalScript.python("OutputDataSet = pandas.DataFrame([])").resultSchema("a bigint").build())) {
            assertThat(result.rowCount()).isZero();
        }
        assertThatThrownBy(() -> connection.execute(ExternalScript.python("pass").resultSchema("a bigint").build()))
                .hasMessageContaining("GS-1003: ").hasMessageContaining("the script did not assign OutputDataSet; declared are a");
    }

    private static ExternalScript returning(String columns, String declared) {
        return ExternalScript.python("OutputDataSet = pandas.DataFrame(" + columns + ")").resultSchema(declared).build();
    }
}

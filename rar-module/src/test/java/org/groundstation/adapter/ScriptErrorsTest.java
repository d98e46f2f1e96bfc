package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ResultSchema;
import org.groundstation.api.ScriptException;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptMessage;
import org.groundstation.api.ScriptMessage.Stream;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.SqlType;
import org.junit.jupiter.api.Test;

/** What callers are told about scripts that fail, on real satellites, through the connector but without a container. */
class ScriptErrorsTest extends ConnectedTest {
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
        assertThat(failed.traceback().replaceAll("(?m)^ +[~^]+\n", "")).as("without what each version of Python underlines").isEqualTo("""
                Traceback (most recent call last):
                  File "<script>", line 4, in <module>
                    divide(1)
                  File "<script>", line 3, in divide
                    return a / 0
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
                "GS-1003: OutputDataSet does not fit the declared result schema: its columns are bound by name,"
                        + " and some are missing: score (declared: id, score)");
        assertThat(failure("OutputDataSet = pandas.DataFrame({'a': [1]})", schema)).contains("declared: 2 columns (id, score), but it has 1 column (a)");
        assertThat(failure("OutputDataSet = pandas.DataFrame({'id': ['x'], 'score': [1.0]})", schema)).contains(
                "column 'id' is declared integer, but row 0 holds 'x' (str): it is no number");
        assertThat(failure("OutputDataSet = pandas.DataFrame({'id': [1.5], 'score': [1.0]})", schema))
                .contains("row 0 holds 1.5 (float64): it has a fraction");
        assertThat(failure("OutputDataSet = pandas.DataFrame({'id': [2 ** 40], 'score': [1.0]})", schema))
                .contains("row 0 holds 1099511627776 (int): it is beyond -2147483648 to 2147483647");
        assertThat(failure("OutputDataSet = pandas.DataFrame({'id': [None], 'score': [1.0]})", schema)).contains(
                "column 'id' is declared not null, but holds 1 NULL");
        assertThat(failure("OutputDataSet = 5", schema)).contains(
                "GS-1004: OutputDataSet cannot be returned as rows: it is of type int");
    }

    @Test
    void parametersAreChecked() {
        ExternalScript script = ExternalScript.python("pass").parameter("n", SqlType.SMALLINT).build();
        assertThat(catchThrowableOfType(GroundstationException.class, () -> connection.execute(script)))
                .hasMessage("GS-1006: parameter 'n': no value was passed. Declare the parameter in the script with its type and pass a value of that type.");
        assertThat(catchThrowableOfType(GroundstationException.class,
                () -> connection.execute(script, ScriptInput.none(), Map.of("n", 1, "m", 2))))
                .hasMessageContaining("parameter 'm': the script does not declare it");
        assertThat(catchThrowableOfType(GroundstationException.class,
                () -> connection.execute(script, ScriptInput.none(), Map.of("n", 100_000)))).hasMessageContaining("parameter 'n': a Integer does not fit");
        assertThat(failureOf(ExternalScript.python("pass").outputParameter("r", SqlType.DOUBLE).build()))
                .contains("GS-1007: output parameter 'r': the script did not assign it");
        assertThat(failureOf(ExternalScript.python("r = 'text'").outputParameter("r", SqlType.DOUBLE).build()))
                .contains("GS-1007: output parameter 'r': 'text' (str) does not go into double precision");
    }

    @Test
    void anUnsupportedSqlTypeIsNamedBeforeAnythingRuns() throws SQLException {
        try (Connection database = DriverManager.getConnection("jdbc:h2:mem:types")) {
            GroundstationException failed = catchThrowableOfType(GroundstationException.class, () -> connection.execute(
                    ExternalScript.python("pass").build(), ScriptInput.query(database, "select 1 as a, array[array[1, 2]] as b")));
            assertThat(failed).hasMessage("GS-1005: column 'B' has the SQL type INTEGER ARRAY[2] ARRAY, which cannot be sent to a script. "
                    + "CAST it in the query to a supported type, for example VARCHAR; a table job leaves it out by listing the columns that it reads.");
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
    void aSatelliteThatDiesIsReportedWithItsSignal() {
        GroundstationException failed = catchThrowableOfType(GroundstationException.class,
                () -> connection.execute(ExternalScript.python("import os; os.kill(os.getpid(), 9)").build()));
        assertThat(failed.code()).isEqualTo(ErrorCode.SATELLITE_LOST);
        assertThat(failed).hasMessageContaining("ended while it was in use (signal 9)");
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

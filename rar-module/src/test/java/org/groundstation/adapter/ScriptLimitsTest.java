package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ScriptException;
import org.groundstation.api.ScriptMessage;
import org.groundstation.api.ScriptMessage.Stream;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.admin.SatelliteView;
import org.junit.jupiter.api.Test;

/** What scripts may take, and that nothing of one reaches the next: on real satellites, through the connector but without a container. */
class ScriptLimitsTest extends ConnectedTest {
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
    void anAdministratorEndsASatelliteWithItsScript() throws Exception {
        long id = connection.satelliteId();
        CompletableFuture<GroundstationException> ended = CompletableFuture.supplyAsync(
                () -> catchThrowableOfType(GroundstationException.class, () -> connection.execute(ExternalScript.python("while True: pass").build())));
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
}

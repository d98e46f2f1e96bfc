package org.groundstation.launchpad.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.groundstation.settings.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeMakerTest {
    @TempDir
    private Path folder;

    @Test
    void aRuntimeThatHasEverythingIsLeftAlone() {
        assertThat(RuntimeMaker.run("--home", Setting.pythonHome().toString(), "--python", "/not/there")).isZero();
    }

    @Test
    void aMissingInterpreterIsOneLineWithARemedy() {
        assertThat(error("--home", folder.resolve("new").toString(), "--python", "/not/there")).isEqualTo(
                "GS-2001: no Python interpreter was found (looked for /not/there). Install Python 3.11 or newer "
                        + "(Debian: apt-get install python3 python3-venv), or set groundstation.python.home.\n");
    }

    @Test
    void anInterpreterThatIsTooOldIsOneLine() throws IOException {
        Path old = folder.resolve("python");
        Files.writeString(old, "#!/bin/sh\necho 3.8.10 False\n");
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwx------"));
        assertThat(error("--home", folder.resolve("new").toString(), "--python", old.toString()))
                .startsWith("GS-2002: " + old + " is Python 3.8.10, but 3.11 or newer is needed. ");
    }

    @Test
    void anUnknownOptionIsExplained() {
        assertThat(error("--hoem", "x")).contains("'--hoem' is not understood; usage: make-runtime");
    }

    private static String error(String... arguments) {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertThat(RuntimeMaker.run(arguments)).isEqualTo(1);
        } finally {
            System.setErr(before);
        }
        return said.toString(StandardCharsets.UTF_8);
    }
}

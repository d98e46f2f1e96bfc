package org.groundstation.server.boot;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.groundstation.settings.Setting;

/** Keeps the server's log out of the terminal, where only {@link org.groundstation.server.signal.Terminal} speaks. */
final class ServerLog {
    private static final String STANDARD_ERROR = "-";

    private ServerLog() {
    }

    /** The option that makes Payara Micro write the file; none when the log goes to standard error. */
    static List<String> options() {
        if (Setting.LOG.text().equals(STANDARD_ERROR)) {
            return List.of();
        }
        Path file = Setting.LOG.text().isEmpty() ? Setting.dataFolder().resolve("server.log") : Path.of(Setting.LOG.text());
        return List.of("--logtofile", file.toAbsolutePath().toString());
    }

    /** Silences the second copy of every record that Payara Micro writes to the terminal. */
    static void open() {
        if (!Setting.LOG.text().equals(STANDARD_ERROR)) {
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
            System.setOut(nowhere);
            System.setErr(nowhere);
        }
    }
}

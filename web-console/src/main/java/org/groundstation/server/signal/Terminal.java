package org.groundstation.server.signal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The lines that people must see: the address when the server is ready, the first password, the demo's progress. They
 * go to the process's own standard output. {@code System.out} would not do: the server sends it to its log, where a
 * password must never be. Thread-safe.
 */
public final class Terminal {
    private static final PrintStream OUT = stream(FileDescriptor.out);
    private static final PrintStream ERROR = stream(FileDescriptor.err);

    private Terminal() {
    }

    /** Writes one line. */
    public static void print(String line) {
        OUT.println(line);
    }

    /** Writes one line to standard error: why the process ends. */
    public static void error(String line) {
        ERROR.println(line);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}

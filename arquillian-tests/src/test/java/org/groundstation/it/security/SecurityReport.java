package org.groundstation.it.security;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What every test of the suite expected and saw: {@code target/security/report.json}. */
final class SecurityReport {
    private static final Path FILE = Path.of(System.getProperty("groundstation.test.output", "target"), "security", "report.json");
    private static final List<Entry> ENTRIES = new ArrayList<>();

    private SecurityReport() {
    }

    /** One line of the report. */
    record Entry(String name, String mode, String expected, String seen) {
    }

    /** Adds a line; the file is complete after each. */
    static synchronized void add(String name, Mode mode, String expected, String seen) {
        ENTRIES.add(new Entry(name, mode.name().toLowerCase(Locale.ROOT), expected, seen));
        try {
            Files.createDirectories(FILE.getParent());
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(FILE.toFile(), ENTRIES);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

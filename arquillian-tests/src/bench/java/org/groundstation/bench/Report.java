package org.groundstation.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Collects results and notes; writes them for programs ({@code results.json}) and for the documentation ({@code table.md}). */
public final class Report {
    private final Path folder;
    private final List<Result> results = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();

    /** @param folder made when it does not exist */
    public Report(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /** Adds a line of the table. */
    public void add(Result result) {
        results.add(result);
    }

    /** Adds what the table does not say: details, and what could not be measured. The same note twice is one. */
    public void note(String format, Object... values) {
        String note = String.format(Locale.ROOT, format, values);
        System.out.println("  " + note);
        notes.add(note);
    }

    /** Writes everything so far. */
    void write() throws IOException {
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(folder.resolve("results.json").toFile(), results);
        Files.writeString(folder.resolve("table.md"), markdown());
    }

    void printTable() {
        System.out.printf("%n  %-22s %14s %14s  %-7s %8s%n", "", "ours", "peer or limit", "", "ratio");
        for (Result result : results) {
            System.out.printf("  %-22s %14s %14s  %-7s %8s%n", result.name(), Numbers.text(result.ours()), Numbers.text(result.peer()),
                    result.unit(), Numbers.text(result.ratio()));
        }
        System.out.println("\n  ratio: how many times better ours is; details: " + folder.resolve("table.md") + "\n");
    }

    private String markdown() throws IOException {
        StringBuilder text = new StringBuilder(machine()).append(", ").append(LocalDate.now()).append(".\n\n")
                .append("| Name | Ours | Peer or limit | Unit | Ratio |\n|---|---:|---:|---|---:|\n");
        for (Result result : results) {
            text.append("| `%s` | %s | %s | %s | %s |%n".formatted(result.name(), Numbers.text(result.ours()),
                    Numbers.text(result.peer()), result.unit(), Numbers.text(result.ratio())));
        }
        text.append('\n');
        notes.forEach(note -> text.append("- ").append(note).append('\n'));
        return text.toString();
    }

    private static String machine() throws IOException {
        String cpu = "unknown processor";
        Path information = Path.of("/proc/cpuinfo");
        if (Files.isReadable(information)) {
            try (Stream<String> lines = Files.lines(information)) {
                cpu = lines.filter(line -> line.startsWith("model name")).map(line -> line.substring(line.indexOf(':') + 2))
                        .findFirst().orElse(cpu);
            }
        }
        return "%d cores (%s), %s %s, Java %s".formatted(Runtime.getRuntime().availableProcessors(), cpu, System.getProperty("os.name"),
                System.getProperty("os.version"), System.getProperty("java.version"));
    }
}

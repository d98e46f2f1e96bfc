package org.groundstation.it.crash.rounds;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came of the rounds, for people and as {@code report.json}. */
final class Report {
    private final long seed;
    private final Map<Round.Case, int[]> entries = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    Report(long seed) {
        this.seed = seed;
    }

    /** @param wrong what is wrong with the job, empty for nothing */
    void add(Round round, String wrong, Tables.Difference difference) {
        int[] counts = entries.computeIfAbsent(new Round.Case(round.trouble(), round.database()), none -> new int[5]);
        boolean exact = wrong.isEmpty() && difference.isExact();
        counts[0]++;
        counts[1] += exact ? 1 : 0;
        counts[2] += wrong.isEmpty() ? 0 : 1;
        // the rows that a stuck job still has to write are not lost
        counts[3] += wrong.isEmpty() && difference.lost() > 0 ? 1 : 0;
        counts[4] += difference.doubled() > 0 ? 1 : 0;
        if (!exact) {
            failures.add("%s: %s; %s; repeat it with -Dcrash.seed=%d -Dcrash.only=%d".formatted(round, wrong.isEmpty() ? "COMPLETED" : wrong, difference, seed,
                    round.number()));
        }
    }

    /** A round that could not be judged: the servers or the database under test did not come back. */
    void broken(Round round, Throwable why) {
        failures.add(round + " could not be run: " + why.getMessage());
    }

    List<String> failures() {
        return failures;
    }

    /** Writes it, with the longest times in a file of their own. */
    void write(Path folder, Times times) {
        List<Map<String, Object>> list = new ArrayList<>();
        entries.forEach((of, counts) -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", of.trouble() + " on " + of.database());
            entry.put("seed", seed);
            entry.put("rounds", counts[0]);
            entry.put("exact", counts[1]);
            entry.put("stuck", counts[2]);
            entry.put("lost", counts[3]);
            entry.put("doubled", counts[4]);
            list.add(entry);
        });
        try {
            Files.createDirectories(folder);
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(folder.resolve("report.json").toFile(), list);
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(folder.resolve("times.json").toFile(), times.longest());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** As a table of Markdown. */
    String table(Times times) {
        StringBuilder table = new StringBuilder("| Trouble | Rounds | Exact | Stuck | Lost | Doubled |\n|---|---|---|---|---|---|\n");
        int[] sums = new int[5];
        entries.forEach((of, counts) -> {
            table.append(line(of.trouble() + " on " + of.database(), counts));
            for (int i = 0; i < sums.length; i++) {
                sums[i] += counts[i];
            }
        });
        table.append(line("all", sums)).append('\n');
        times.longest().forEach(
                (name, longest) -> table.append("%s: at most %.1f s of %.0f s (%d times)%s%n".formatted(name, longest.millis() / 1e3, longest.barMillis() / 1e3,
                        longest.measured(), longest.isLate() ? " LATE" : "")));
        return table.toString();
    }

    private static String line(String name, int[] counts) {
        return "| %s | %d | %d | %d | %d | %d |%n".formatted(name, counts[0], counts[1], counts[2], counts[3], counts[4]);
    }
}

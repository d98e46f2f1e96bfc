package org.groundstation.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What to run and how large, from the system properties that the profile {@code bench} sets.
 *
 * @param parts what to run, in order
 * @param rounds how often each contender is measured, after one round that does not count
 * @param rows rows of the job's source table
 * @param peers what the job is compared with
 * @param calls calls of one row in each round
 * @param growthMillions sizes of the growing table, in millions of rows
 * @param soakMinutes how long many callers use few seats
 * @param postgres folder with PostgreSQL's programs; empty: look for one; {@code embedded}: the one of the tests
 * @param sources the folder {@code src/bench}
 * @param output where everything goes
 * @param runtimeRequirements the packages of the product's Python runtime, which the peers get too
 */
public record Options(List<String> parts, int rounds, int rows, List<String> peers, int calls, List<Double> growthMillions, int soakMinutes,
        String postgres, Path sources, Path output, Path runtimeRequirements) {
    private static final String ALL = "all";

    static Options fromSystemProperties(Set<String> known) {
        List<String> parts = list(System.getProperty("bench"));
        if (parts.equals(List.of(ALL))) {
            parts = List.copyOf(known);
        }
        if (!known.containsAll(parts)) {
            throw new IllegalArgumentException("-Dbench=" + String.join(",", parts) + ": the parts are " + String.join(", ", known));
        }
        return new Options(parts, Integer.getInteger("bench.rounds"), Integer.getInteger("bench.rows"),
                list(System.getProperty("bench.peers")), Integer.getInteger("bench.calls"),
                list(System.getProperty("bench.growth")).stream().map(Double::valueOf).toList(), Integer.getInteger("bench.soak.minutes"),
                System.getProperty("bench.postgres"),
                Path.of(System.getProperty("bench.sources")), Path.of(System.getProperty("bench.output")),
                Path.of(System.getProperty("bench.requirements")));
    }

    /** One of the Python files beside the Java sources. */
    public Path python(String file) {
        return sources.resolve("python").resolve(file);
    }

    /** Whether the job is compared with this peer. */
    public boolean isWanted(String peer) {
        return peers.contains(ALL) || peers.contains(peer);
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).toList();
    }
}

package org.groundstation.it.crash.rounds;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long it took until killed jobs went on, the longest of each kind, and whether that was in time. */
final class Times {
    private final Map<String, Longest> longest = new LinkedHashMap<>();

    /**
     * The longest of its kind.
     *
     * @param millis in ms
     * @param barMillis what it may take, in ms
     */
    record Longest(long millis, long barMillis, int measured) {
        boolean isLate() {
            return millis > barMillis;
        }
    }

    void add(String name, Duration took, Duration bar) {
        longest.merge(name, new Longest(took.toMillis(), bar.toMillis(), 1),
                (one, other) -> new Longest(Math.max(one.millis, other.millis), bar.toMillis(), one.measured + other.measured));
    }

    Map<String, Longest> longest() {
        return longest;
    }
}

package org.groundstation.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** Measures contenders in turns, so that whatever else the machine does meets all of them. */
public final class Rounds {
    private final Map<String, Contender> contenders = new LinkedHashMap<>();

    /** Takes part in every round. */
    @FunctionalInterface
    public interface Contender {
        /** Runs once. @return the measurement */
        double measure() throws Exception;
    }

    /** Adds one, after those that are there. */
    public Rounds add(String name, Contender contender) {
        contenders.put(name, contender);
        return this;
    }

    /** Runs rounds that warm up and then those that count. @return the measurements of each contender */
    public Map<String, Sample> run(int warmUps, int rounds) throws Exception {
        Map<String, double[]> values = new LinkedHashMap<>();
        for (int round = 1 - warmUps; round <= rounds; round++) {
            for (Map.Entry<String, Contender> contender : contenders.entrySet()) {
                double value = contender.getValue().measure();
                System.out.printf("  %-8s %-28s %12s%n", round < 1 ? "warm-up" : "round " + round, contender.getKey(), Numbers.text(value));
                if (round >= 1) {
                    values.computeIfAbsent(contender.getKey(), name -> new double[rounds])[round - 1] = value;
                }
            }
        }
        Map<String, Sample> samples = new LinkedHashMap<>();
        values.forEach((name, measured) -> samples.put(name, new Sample(measured)));
        return samples;
    }
}

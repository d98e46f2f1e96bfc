package org.groundstation.bench;

import java.util.Arrays;

/** Measurements of one thing. Immutable. */
public final class Sample {
    private final double[] sorted;

    /** @param values at least one, in any order */
    public Sample(double... values) {
        sorted = values.clone();
        Arrays.sort(sorted);
    }

    /** The middle one; of an even number the mean of the two in the middle. */
    public double median() {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The least value that a share of all values does not exceed. @param share for example 0.99 */
    public double quantile(double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    /** Median, least and most. */
    @Override
    public String toString() {
        return Numbers.text(median()) + " (" + Numbers.text(sorted[0]) + " to " + Numbers.text(sorted[sorted.length - 1]) + ")";
    }
}

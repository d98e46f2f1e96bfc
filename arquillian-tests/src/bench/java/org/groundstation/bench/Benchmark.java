package org.groundstation.bench;

/** One part of the run, as {@code -Dbench=...} names it. */
@FunctionalInterface
interface Benchmark {
    /** Measures and tells the report. Cleans up after itself, also when it fails. */
    void run(Options options, Report report) throws Exception;
}

package org.groundstation.launchpad.pool;

import java.util.BitSet;
import java.util.stream.Collectors;
import org.groundstation.api.ExternalResourcePool;

/** Shares of the CPUs as control groups write them. */
final class Cpus {
    private static final int LEAST_MICROS = 1000; // the kernel takes no less

    private Cpus() {
    }

    /** CPU time in each period that is the pool's share of all CPUs. */
    static long micros(ExternalResourcePool pool, int period) {
        return Math.max(LEAST_MICROS, (long) period * Runtime.getRuntime().availableProcessors() * pool.cpuPercent() / 100);
    }

    static String list(BitSet cpus) {
        return cpus.stream().mapToObj(Integer::toString).collect(Collectors.joining(","));
    }
}

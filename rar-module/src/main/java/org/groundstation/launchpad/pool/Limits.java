package org.groundstation.launchpad.pool;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.groundstation.api.admin.ExternalResourcePool;

/**
 * What satellites may use of the machine; 0 for no limit.
 *
 * @param memory bytes, swapped ones included
 * @param processes processes and threads
 * @param cpuPercent share of all CPUs
 * @param affinity CPUs that they run on, as {@code 0-3,6}; empty for all
 */
public record Limits(long memory, long processes, long cpuPercent, String affinity) {
    static final long MEGABYTE = 1024 * 1024;
    private static final long LEAST_MICROS = 1000; // the kernel takes no less

    /** What all satellites of a pool may use together. Each has its CPUs by itself, so that they can be others for the next one. */
    static Limits together(ExternalResourcePool pool) {
        long machine = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
        return new Limits(machine / 100 * pool.memoryPercent(), pool.processes(), pool.cpuPercent(), "");
    }

    /** What one satellite of a pool may use, if this is what every satellite may: a pool gives less, not more. */
    Limits within(ExternalResourcePool pool) {
        return new Limits(least(memory, pool.scriptMemoryMegabytes() * MEGABYTE), processes, cpuPercent, pool.affinity());
    }

    /** The memory that one satellite of a pool cannot exceed, whatever the others hold. */
    long memoryWithin(ExternalResourcePool pool) {
        return least(within(pool).memory, together(pool).memory);
    }

    /** A name that other limits do not have. */
    String name() {
        return "memory-" + memory + "-processes-" + processes + "-cpu-" + cpuPercent;
    }

    /** CPU time in each period. */
    long cpuMicros(long period) {
        return Math.max(LEAST_MICROS, period * Runtime.getRuntime().availableProcessors() * cpuPercent / 100);
    }

    private static long least(long one, long other) {
        return one == 0 || other == 0 ? Math.max(one, other) : Math.min(one, other);
    }
}

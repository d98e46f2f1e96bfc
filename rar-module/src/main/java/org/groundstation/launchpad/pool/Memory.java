package org.groundstation.launchpad.pool;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.groundstation.api.ExternalResourcePool;

/** Limits of memory in bytes; 0 for none. */
final class Memory {
    static final long MEGABYTE = 1024 * 1024;

    private Memory() {
    }

    /** What all satellites of a pool may hold together. */
    static long ofPool(ExternalResourcePool pool) {
        long machine = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
        return machine / 100 * pool.memoryPercent();
    }

    /** What one satellite may hold. */
    static long ofScript(ExternalResourcePool pool) {
        return pool.scriptMemoryMegabytes() * MEGABYTE;
    }

    /** What a single satellite cannot exceed: the smaller one of both. */
    static long least(ExternalResourcePool pool) {
        long one = ofScript(pool);
        long all = ofPool(pool);
        return one == 0 ? all : all == 0 ? one : Math.min(one, all);
    }
}

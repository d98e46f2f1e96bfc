package org.groundstation.console.rest;

import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.groundstation.api.admin.ExternalResourcePool;

/**
 * The limits of an external resource pool; what is missing is not limited.
 *
 * @param cpuPercent share of all CPUs, together; 0: no limit
 * @param memoryPercent share of the machine's memory, together; 0: no limit
 * @param scriptMemoryMegabytes memory of one satellite, in MB; 0: no limit
 * @param processes processes and threads, together; 0: no limit
 * @param affinity CPUs that they run on, as 0-3,6; empty for all
 * @param scripts satellites in use at the same time; 0: no limit
 * @param queueTimeoutMillis how long a caller waits for its turn, in ms; 30,000 when missing
 */
public record PoolRequest(@Schema(minimum = "0", maximum = "100") Integer cpuPercent, @Schema(minimum = "0", maximum = "100") Integer memoryPercent,
        @Schema(minimum = "0") Integer scriptMemoryMegabytes, @Schema(minimum = "0") Integer processes, String affinity,
        @Schema(minimum = "0") Integer scripts, Long queueTimeoutMillis) {

    /** @throws org.groundstation.api.GroundstationException when a limit is out of its range */
    ExternalResourcePool toPool(String name) {
        ExternalResourcePool unlimited = ExternalResourcePool.named(name);
        return new ExternalResourcePool(name, or(cpuPercent), or(memoryPercent), or(scriptMemoryMegabytes), or(processes), affinity, or(scripts),
                queueTimeoutMillis == null ? unlimited.queueTimeout() : Duration.ofMillis(queueTimeoutMillis));
    }

    private static int or(Integer limit) {
        return limit == null ? 0 : limit;
    }
}

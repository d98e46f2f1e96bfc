package org.groundstation.console.rest;

import java.time.Duration;
import org.groundstation.api.admin.ExternalResourcePool;

/**
 * The limits of an {@link ExternalResourcePool} as JSON. What is missing is not limited.
 *
 * @param queueTimeoutMillis in ms; 30 s when it is missing
 */
public record PoolRequest(Integer cpuPercent, Integer memoryPercent, Integer scriptMemoryMegabytes, Integer processes, String affinity,
        Integer scripts, Long queueTimeoutMillis) {

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

package org.groundstation.api.admin;

/**
 * One external resource pool.
 *
 * @param pool its limits
 * @param draining whether it was dropped and waits for its last satellite
 * @param enforcement what keeps satellites within the limits, for example {@code cgroup v1}, and what it cannot limit
 * @param satellites in use
 * @param waiting callers in its queue
 * @param served satellites given out since the server started
 * @param refused callers that gave up waiting
 * @param ended satellites that were ended because they exceeded a limit
 * @param cpuMillis CPU time of the satellites that were given back, in ms
 * @param peakMemoryBytes the most memory that one satellite held, in bytes; without control groups its resident memory, pages shared with the zygote included
 * @param readBytes read from disks by their executions, in bytes
 * @param writtenBytes written to disks by them, in bytes
 */
public record ResourcePoolView(ExternalResourcePool pool, boolean draining, String enforcement, int satellites, int waiting, long served,
        long refused, long ended, long cpuMillis, long peakMemoryBytes, long readBytes, long writtenBytes) {
}

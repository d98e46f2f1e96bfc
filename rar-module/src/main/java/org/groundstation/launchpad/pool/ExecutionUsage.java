package org.groundstation.launchpad.pool;

/**
 * What executions took, or what the satellites of a pool did.
 *
 * @param peakMemory the most that one of them held, in bytes
 */
public record ExecutionUsage(long cpuMillis, long peakMemory, long readBytes, long writtenBytes) {
    static final ExecutionUsage NOTHING = new ExecutionUsage(0, 0, 0, 0);

    ExecutionUsage plus(ExecutionUsage other) {
        return new ExecutionUsage(cpuMillis + other.cpuMillis, Math.max(peakMemory, other.peakMemory), readBytes + other.readBytes,
                writtenBytes + other.writtenBytes);
    }
}

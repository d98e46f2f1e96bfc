package org.groundstation.launchpad.pool;

/**
 * What executions took, or what the satellites of a pool did.
 *
 * @param peakMemory the most that one of them held, in bytes
 */
public record Taken(long cpuMillis, long peakMemory, long readBytes, long writtenBytes) {
    static final Taken NOTHING = new Taken(0, 0, 0, 0);

    Taken plus(Taken other) {
        return new Taken(cpuMillis + other.cpuMillis, Math.max(peakMemory, other.peakMemory), readBytes + other.readBytes,
                writtenBytes + other.writtenBytes);
    }
}

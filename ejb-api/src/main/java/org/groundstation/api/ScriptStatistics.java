package org.groundstation.api;

/**
 * What one execution took.
 *
 * @param rowsIn rows sent to the script
 * @param rowsOut rows that came back
 * @param elapsedMillis from the first frame sent to the last one received, in ms
 * @param scriptMillis inside the script, in ms
 * @param cpuMillis CPU time of the satellite and of those of its children that have ended, in ms
 * @param peakMemoryBytes largest resident memory of the satellite so far, in bytes; 0 if unknown
 * @param readBytes read from disks by them, in bytes
 * @param writtenBytes written to disks by them, in bytes
 */
public record ScriptStatistics(long rowsIn, long rowsOut, long elapsedMillis, long scriptMillis, long cpuMillis,
        long peakMemoryBytes, long readBytes, long writtenBytes) {
}

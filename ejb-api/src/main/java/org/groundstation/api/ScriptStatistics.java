package org.groundstation.api;

/**
 * What one execution took.
 *
 * @param rowsIn rows sent to the script
 * @param rowsOut rows that came back
 * @param elapsedMillis from the first frame sent to the last one received, in ms
 * @param scriptMillis inside the script, in ms
 * @param peakMemoryBytes largest resident memory of the satellite so far, in bytes; 0 if unknown
 */
public record ScriptStatistics(long rowsIn, long rowsOut, long elapsedMillis, long scriptMillis, long peakMemoryBytes) {
}

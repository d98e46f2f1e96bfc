package org.groundstation.api.columnar;

/**
 * Where a batch ends: at whichever comes first. Wide rows make short batches, so that memory does not depend on the table.
 *
 * @param rows the most rows, at least 1
 * @param bytes about the most bytes of values; a batch has at least one row, however wide it is
 */
public record BatchLimits(int rows, long bytes) {
    /** Larger batches are slower on a socket, see docs/performance.md. */
    private static final long USUAL_BYTES = 8 * 1024 * 1024;

    /** The usual bytes. */
    public static BatchLimits ofRows(int rows) {
        return new BatchLimits(rows, USUAL_BYTES);
    }
}

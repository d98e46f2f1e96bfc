package org.groundstation.batch.table;

/**
 * One partition of a job and how far it is written. Keys as {@link KeyCodec} text.
 *
 * @param number from 0
 * @param lower the last key before it; null means from the start
 * @param upper its last key; null means to the end
 * @param last the last key of a committed chunk; null means nothing is written yet
 * @param rowsTotal rows that the plan found in it
 */
record KeyRange(int number, String lower, String upper, String last, long rowsTotal, long rowsRead, long rowsWritten) {
    /** The key after which to go on, or null for the start. */
    String position() {
        return last == null ? lower : last;
    }

    /** The same before anything was written. */
    KeyRange unwritten() {
        return new KeyRange(number, lower, upper, null, rowsTotal, 0, 0);
    }
}

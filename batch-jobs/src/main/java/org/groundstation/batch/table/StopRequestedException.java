package org.groundstation.batch.table;

/** A partition that would score its batch again is to stop instead. JBeret would commit a transaction here that it has rolled back. */
public final class StopRequestedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** For one partition. */
    public StopRequestedException() {
        super("it was asked to stop");
    }
}

package org.groundstation.api;

import java.time.Instant;
import java.util.List;

/**
 * One table job with its progress. Row counts are those of committed transactions.
 *
 * @param id the job's number
 * @param name what people call it
 * @param source table or view that it reads
 * @param target table that it writes
 * @param state where it stands: a RUNNING job continues by itself after a crash, a STOPPED or FAILED one waits for a restart
 * @param rowsTotal rows that the plan found, 0 before planning
 * @param rowsRead rows read in committed chunks
 * @param rowsWritten rows written in committed chunks
 * @param restarts how often it was continued after a stop, a failure or a crash
 * @param startedAt when it was started first
 * @param endedAt when it ended, or null
 * @param error code, message and remedy of what ended or interrupts it, or null
 * @param server the id of the server that has it or had it last, or null
 * @param waitsFor what it waits for at the moment, or null
 * @param partitions its key ranges
 */
public record TableJobView(long id, String name, String source, String target, State state, long rowsTotal, long rowsRead,
        long rowsWritten, int restarts, Instant startedAt, Instant endedAt, String error, String server, String waitsFor, List<Partition> partitions)
        implements java.io.Serializable {

    /** Where a job stands. A RUNNING job continues by itself after a crash; a FAILED or STOPPED one waits for a restart. */
    public enum State {
        RUNNING, STOPPING, STOPPED, COMPLETED, FAILED
    }

    /**
     * One key range of a job.
     *
     * @param number from 0
     * @param rowsTotal rows that the plan found in it
     * @param rowsRead rows read in committed chunks
     * @param rowsWritten rows written in committed chunks
     */
    public record Partition(int number, long rowsTotal, long rowsRead, long rowsWritten) implements java.io.Serializable {
    }

    /** Whether it will do no more by itself. */
    public boolean ended() {
        return state == State.STOPPED || state == State.COMPLETED || state == State.FAILED;
    }
}

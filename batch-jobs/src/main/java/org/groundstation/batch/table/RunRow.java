package org.groundstation.batch.table;

import java.time.Instant;
import org.groundstation.api.TableJobView;

/**
 * A stored run.
 *
 * @param definition the content of its definition, as {@link TableJobJson} wrote it
 * @param server the server whose lease it is under, or null for none
 * @param orphaned whether no server with a lease has it
 * @param epoch the number of its newest execution; older ones may not write
 * @param executionId JBeret's number of that execution; 0 when none was started yet
 * @param endedAt null while it is not at an end
 * @param error null unless something ended or interrupts it
 * @param waitsFor what it waits for at the moment, or null
 */
public record RunRow(long id, String definition, TableJobView.State state, String server, boolean orphaned, long epoch, long executionId,
        int restarts, String error, String waitsFor, Instant startedAt, Instant endedAt) {
}

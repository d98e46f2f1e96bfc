package org.groundstation.batch.table;

import java.time.Instant;
import org.groundstation.api.monitor.TableJobView;

/**
 * A stored job.
 *
 * @param definition as {@link TableJobJson} wrote it
 * @param owner the installation that runs it
 * @param epoch the number of its newest execution; older ones may not write
 * @param executionId JBeret's number of that execution; 0 when none was started yet
 * @param endedAt null while it is not at an end
 * @param error null unless something ended or interrupts it
 */
public record JobRow(long id, String definition, TableJobView.State state, String owner, long epoch, long executionId,
        int restarts, String error, Instant startedAt, Instant endedAt) {
}

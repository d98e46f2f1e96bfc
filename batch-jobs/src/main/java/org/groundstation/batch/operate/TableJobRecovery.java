package org.groundstation.batch.operate;

import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.monitor.TableJobView;
import org.groundstation.api.monitor.TableJobView.State;
import org.groundstation.batch.table.RunRow;

/**
 * Continues the runs that should run and do not, whichever server had them, and passes requests on that were made on other servers. Called again
 * and again, by one thread at a time.
 */
final class TableJobRecovery implements Runnable {
    private static final System.Logger LOG = System.getLogger(TableJobRecovery.class.getName());
    /** How often a run is continued without writing a row in between before it counts as failed. */
    private static final int ATTEMPTS_WITHOUT_PROGRESS = 20;

    private final TableRuns runs;
    private final Map<Long, Attempts> attempts = new HashMap<>();
    private final Set<Long> reported = new HashSet<>();
    private boolean unavailable;

    private record Attempts(long rowsWritten, int count) {
    }

    TableJobRecovery(TableRuns runs) {
        this.runs = runs;
    }

    /** Never throws: a scheduler would not call it again. */
    @Override
    public void run() {
        try {
            long starts = runs.startsBegun();
            boolean settled = runs.startsEnded() == starts;
            for (RunRow run : runs.unfinished()) {
                if (runs.isLive(run.id())) {
                    if (run.state() == State.STOPPING) {
                        runs.stop(run);
                    }
                } else if (run.orphaned() || settled && runs.startsBegun() == starts) { // else it may be one that is just being started
                    recover(run);
                }
            }
            unavailable = false;
        } catch (RuntimeException | Error failed) {
            if (!unavailable) {
                LOG.log(Level.WARNING, "interrupted table jobs wait: {0}", failed.toString());
            }
            unavailable = true;
        }
    }

    private void recover(RunRow run) {
        try {
            if (run.state() == State.STOPPING) {
                runs.stop(run);
            } else if (isHopeless(run)) {
                runs.fail(run, run.error());
            } else {
                LOG.log(Level.INFO, "table job {0} is continued", run.id());
                runs.resume(run);
            }
        } catch (GroundstationException passing) {
            LOG.log(passing.code() == ErrorCode.JOB_FENCED ? Level.DEBUG : Level.WARNING, "table job {0} could not be continued: {1}", run.id(),
                    passing.getMessage());
        } catch (RuntimeException | Error lasting) {
            if (reported.add(run.id())) {
                LOG.log(Level.ERROR, "table job " + run.id() + " cannot be continued", lasting);
            }
            runs.fail(run, ErrorCode.INTERNAL.text(lasting));
        }
    }

    private boolean isHopeless(RunRow run) {
        long written = runs.ledger().progress(run.id(), run.id()).values().stream().flatMap(java.util.List::stream)
                .mapToLong(TableJobView.Partition::rowsWritten).sum();
        Attempts now = attempts.merge(run.id(), new Attempts(written, 1), (before, first) ->
                before.rowsWritten() == first.rowsWritten() ? new Attempts(written, before.count() + 1) : first);
        return now.count() > ATTEMPTS_WITHOUT_PROGRESS;
    }
}

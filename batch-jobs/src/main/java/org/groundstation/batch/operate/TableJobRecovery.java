package org.groundstation.batch.operate;

import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import org.groundstation.api.monitor.TableJobView;
import org.groundstation.api.monitor.TableJobView.State;
import org.groundstation.batch.table.RunRow;
import org.groundstation.batch.table.TableJobJson;

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
    /** What was said of a run last. */
    private final Map<Long, String> told = new HashMap<>();
    private boolean unavailable;

    private record Attempts(long rowsWritten, int count) {
    }

    TableJobRecovery(TableRuns runs) {
        this.runs = runs;
    }

    /** Never throws: a scheduler would not call it again. Says once what keeps it from its work. */
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
            runs.tellWaits();
            unavailable = false;
        } catch (Throwable failed) {
            if (!unavailable) {
                unavailable = true;
                LOG.log(Level.WARNING, "interrupted table jobs wait: {0}", String.valueOf(failed.getMessage()));
            }
        }
    }

    private void recover(RunRow run) {
        try {
            if (run.state() == State.STOPPING) {
                runs.stop(run);
            } else if (isHopeless(run)) {
                runs.fail(run, run.error());
            } else if (TableJobJson.unreadable(run.definition()).isPresent()) {
                runs.fail(run, TableJobJson.unreadable(run.definition()).get().getMessage());
            } else {
                LOG.log(Level.INFO, "table job {0} is continued", run.id());
                runs.resume(run);
            }
            told.remove(run.id());
        } catch (Throwable failed) { // the runs after this one are not to blame
            String why = String.valueOf(failed.getMessage());
            if (!why.equals(told.put(run.id(), why))) {
                LOG.log(Level.WARNING, "table job {0} could not be continued: {1}", run.id(), why);
            }
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

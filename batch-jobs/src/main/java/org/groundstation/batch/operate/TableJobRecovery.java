package org.groundstation.batch.operate;

import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import org.groundstation.api.monitor.TableJobView;
import org.groundstation.api.monitor.TableJobView.State;
import org.groundstation.batch.table.JobRow;
import org.groundstation.batch.table.JobStore;
import org.groundstation.batch.table.TableJobJson;

/**
 * Continues the jobs of this installation that should run and do not: after a crash of the server, and after the
 * database went away under a server that lives. Called again and again, by one thread at a time.
 */
final class TableJobRecovery implements Runnable {
    private static final System.Logger LOG = System.getLogger(TableJobRecovery.class.getName());
    /** How often a job is continued without writing a row in between before it counts as failed. */
    private static final int ATTEMPTS_WITHOUT_PROGRESS = 20;

    private final JobStore store;
    private final TableRuns runs;
    private final Map<Long, Attempts> attempts = new HashMap<>();
    /** What was said of a job last. */
    private final Map<Long, String> told = new HashMap<>();
    private boolean unavailable;

    private record Attempts(long rowsWritten, int count) {
    }

    TableJobRecovery(JobStore store, TableRuns runs) {
        this.store = store;
        this.runs = runs;
    }

    /** Never throws: a scheduler would not call it again. Says once what keeps it from its work. */
    @Override
    public void run() {
        try {
            for (JobRow job : store.unfinished(runs.owner())) {
                if (!runs.isLive(job.id())) {
                    recover(job);
                }
            }
            unavailable = false;
        } catch (Throwable failed) {
            if (!unavailable) {
                unavailable = true;
                LOG.log(Level.WARNING, "interrupted table jobs wait: {0}", String.valueOf(failed.getMessage()));
            }
        }
    }

    private void recover(JobRow job) {
        try {
            if (job.state() == State.STOPPING) {
                runs.stop(job);
            } else if (isHopeless(job)) {
                store.end(job.id(), job.epoch(), State.FAILED, job.error());
            } else if (TableJobJson.unreadable(job.definition()).isPresent()) {
                store.end(job.id(), job.epoch(), State.FAILED, TableJobJson.unreadable(job.definition()).get().getMessage());
            } else {
                LOG.log(Level.INFO, "table job {0} is continued", job.id());
                runs.resume(job);
            }
            told.remove(job.id());
        } catch (Throwable failed) { // the jobs after this one are not to blame
            String why = String.valueOf(failed.getMessage());
            if (!why.equals(told.put(job.id(), why))) {
                LOG.log(Level.WARNING, "table job {0} could not be continued: {1}", job.id(), why);
            }
        }
    }

    private boolean isHopeless(JobRow job) {
        long written = store.progress(job.id(), job.id()).values().stream().flatMap(java.util.List::stream)
                .mapToLong(TableJobView.Partition::rowsWritten).sum();
        Attempts now = attempts.merge(job.id(), new Attempts(written, 1), (before, first) ->
                before.rowsWritten() == first.rowsWritten() ? new Attempts(written, before.count() + 1) : first);
        return now.count() > ATTEMPTS_WITHOUT_PROGRESS;
    }
}

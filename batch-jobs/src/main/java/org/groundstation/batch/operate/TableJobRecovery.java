package org.groundstation.batch.operate;

import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.TableJobView;
import org.groundstation.api.TableJobView.State;
import org.groundstation.batch.table.RunRow;
import org.groundstation.batch.table.TableJobJson;

/**
 * Continues the runs that should run and do not, whichever server had them, and passes requests on that were made on other servers. Called again
 * and again, by one thread at a time.
 */
final class TableJobRecovery implements Runnable {
    private static final System.Logger LOG = System.getLogger(TableJobRecovery.class.getName());
    private final TableRuns runs;
    private final Map<Long, Attempts> attempts = new HashMap<>();
    /** What was said of a run last. */
    private final Map<Long, String> told = new HashMap<>();
    private boolean unavailable;

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
            long now = System.nanoTime();
            Attempts before = attempts(run);
            Optional<GroundstationException> unreadable = TableJobJson.unreadable(run.definition());
            if (run.state() == State.STOPPING) {
                runs.stop(run);
            } else if (unreadable.isPresent()) {
                runs.fail(run, unreadable.get().getMessage());
            } else if (before.areHopeless(now)) {
                runs.fail(run, ErrorCode.RUN_HOPELESS.text(run.id(), before.count(), Attempts.PATIENCE.toMinutes(),
                        Objects.requireNonNullElse(run.error(), "the end of its server")));
                attempts.remove(run.id());
            } else if (before.allowAnother(now)) {
                LOG.log(Level.INFO, "table job {0} is continued", run.id());
                runs.resume(run);
                attempts.put(run.id(), before.another(now));
            }
            told.remove(run.id());
        } catch (Throwable failed) { // the runs after this one are not to blame
            String why = String.valueOf(failed.getMessage());
            if (!why.equals(told.put(run.id(), why))) {
                LOG.log(Level.WARNING, "table job {0} could not be continued: {1}", run.id(), why);
            }
        }
    }

    private Attempts attempts(RunRow run) {
        long written = runs.ledger().progress(run.id(), run.id()).values().stream().flatMap(List::stream)
                .mapToLong(TableJobView.Partition::rowsWritten).sum();
        Attempts before = attempts.get(run.id());
        return before != null && before.rowsWritten() == written ? before : Attempts.none(written);
    }
}

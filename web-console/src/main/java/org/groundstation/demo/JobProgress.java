package org.groundstation.demo;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.groundstation.api.TableJobView;
import org.groundstation.api.TableJobs;
import org.groundstation.server.signal.Terminal;

/** Prints the progress of a job, a line whenever it has got on. */
final class JobProgress {
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final int WIDTH = 40;

    private final TableJobs jobs;
    private final long id;

    JobProgress(TableJobs jobs, long id) {
        this.jobs = jobs;
        this.id = id;
    }

    /** Returns when the job has ended. */
    TableJobView follow() {
        long started = System.nanoTime();
        long shown = -1;
        while (true) {
            TableJobView job = jobs.job(id);
            if (job.rowsWritten() != shown) {
                shown = job.rowsWritten();
                print(job, (System.nanoTime() - started) / 1e9);
            }
            if (job.ended()) {
                return job;
            }
            LockSupport.parkNanos(INTERVAL.toNanos());
        }
    }

    private static void print(TableJobView job, double seconds) {
        double share = job.rowsTotal() == 0 ? 0 : (double) job.rowsWritten() / job.rowsTotal();
        int filled = (int) Math.round(share * WIDTH);
        Terminal.print("  score    [%s%s] %3.0f %%  %,d of %,d rows  %,.0f rows/s".formatted("#".repeat(filled), ".".repeat(WIDTH - filled),
                100 * share, job.rowsWritten(), job.rowsTotal(), job.rowsWritten() / seconds));
    }
}

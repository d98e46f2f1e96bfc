package org.groundstation.batch.operate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.TableJob;
import org.groundstation.api.TableJobView;
import org.groundstation.api.TableJobView.State;
import org.groundstation.api.TableJobs;
import org.groundstation.batch.table.JobChecks;
import org.groundstation.batch.table.JobDefinition;
import org.groundstation.batch.table.JobServices;
import org.groundstation.batch.table.RunRow;
import org.groundstation.batch.table.RunStore;
import org.groundstation.batch.table.TableJobJson;

/** Table jobs over the store and the executions of this server. Must be called outside any transaction. Thread-safe. */
final class TableJobService implements TableJobs {
    private static final int LISTED = 200;
    private static final int LONGEST_KEY = 255;
    private static final String UNREADABLE = "?";

    private final JobServices services;
    private final RunStore store;
    private final TableRuns runs;

    TableJobService(JobServices services, RunStore store, TableRuns runs) {
        this.services = services;
        this.store = store;
        this.runs = runs;
    }

    @Override
    public long start(TableJob job) {
        return runs.start(JobChecks.prepare(services, job), null);
    }

    @Override
    public long start(TableJob job, String idempotencyKey) {
        requireKey(idempotencyKey);
        Optional<RunRow> before = store.startedWith(idempotencyKey);
        if (before.isPresent()) {
            return same(before.get(), job, idempotencyKey);
        }
        JobDefinition definition = JobChecks.prepare(services, job);
        try {
            return runs.start(definition, idempotencyKey);
        } catch (GroundstationException refused) {
            // the same request may have come twice at a time; the database keeps the key unique
            return same(store.startedWith(idempotencyKey).orElseThrow(() -> refused), job, idempotencyKey);
        }
    }

    @Override
    public void stop(long jobId) {
        if (!store.stopping(jobId)) {
            RunRow job = store.get(jobId);
            if (job.state() != State.STOPPING) {
                throw new GroundstationException(ErrorCode.JOB_STATE, jobId, job.state(), "stopped");
            }
        }
        runs.stop(store.get(jobId));
    }

    @Override
    public void end(long jobId) {
        RunRow job = store.get(jobId);
        if (job.state() != State.RUNNING && job.state() != State.STOPPING) {
            throw new GroundstationException(ErrorCode.JOB_STATE, jobId, job.state(), "ended");
        }
        runs.endByForce(job);
    }

    @Override
    public void restart(long jobId) {
        RunRow job = store.get(jobId);
        if (runs.isLive(jobId) && job.state() != State.RUNNING && job.state() != State.STOPPING) {
            throw new GroundstationException(ErrorCode.JOB_STATE, jobId, job.state() + ", but on its way out for some seconds yet,", "restarted");
        }
        if (job.state() != State.STOPPED && job.state() != State.FAILED) {
            throw new GroundstationException(ErrorCode.JOB_STATE, jobId, job.state(), "restarted");
        }
        TableJobJson.unreadable(job.definition()).ifPresent(unreadable -> {
            throw unreadable;
        });
        runs.resume(job);
    }

    @Override
    public TableJobView job(long jobId) {
        RunRow job = store.get(jobId);
        return view(job, runs.ledger().progress(jobId, jobId));
    }

    @Override
    public List<TableJobView> jobs() {
        List<RunRow> jobs = store.newest(LISTED);
        if (jobs.isEmpty()) {
            return List.of();
        }
        Map<Long, List<TableJobView.Partition>> progress = runs.ledger().progress(jobs.get(jobs.size() - 1).id(), jobs.get(0).id());
        return jobs.stream().map(job -> view(job, progress)).toList();
    }

    private static TableJobView view(RunRow row, Map<Long, List<TableJobView.Partition>> progress) {
        List<TableJobView.Partition> partitions = progress.getOrDefault(row.id(), List.of());
        Optional<GroundstationException> unreadable = TableJobJson.unreadable(row.definition());
        if (unreadable.isPresent()) { // the others are to be seen all the same
            return view(row, UNREADABLE, UNREADABLE, UNREADABLE, unreadable.get().getMessage(), partitions);
        }
        TableJob job = TableJobJson.read(row.definition()).job();
        return view(row, job.name(), job.source(), job.target(), row.error(), partitions);
    }

    private static TableJobView view(RunRow row, String name, String source, String target, String error,
            List<TableJobView.Partition> partitions) {
        return new TableJobView(row.id(), name, source, target, row.state(),
                partitions.stream().mapToLong(TableJobView.Partition::rowsTotal).sum(),
                partitions.stream().mapToLong(TableJobView.Partition::rowsRead).sum(),
                partitions.stream().mapToLong(TableJobView.Partition::rowsWritten).sum(),
                row.restarts(), row.startedAt(), row.endedAt(), error, row.server(), row.waitsFor(), partitions);
    }

    private static void requireKey(String key) {
        if (key.isBlank() || key.length() > LONGEST_KEY) {
            throw new GroundstationException(ErrorCode.REQUEST_INVALID, "an idempotency key has 1 to " + LONGEST_KEY + " characters");
        }
    }

    private static long same(RunRow before, TableJob job, String key) {
        if (!TableJobJson.read(before.definition()).job().equals(job)) {
            throw new GroundstationException(ErrorCode.IDEMPOTENCY_KEY_REUSED, key, before.id());
        }
        return before.id();
    }
}

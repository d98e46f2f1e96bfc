package org.groundstation.batch.operate;

import jakarta.batch.runtime.BatchStatus;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.TableJob;
import org.groundstation.api.TableJobView.State;
import org.groundstation.batch.database.DatabaseErrors;
import org.groundstation.batch.runtime.BatchExecution;
import org.groundstation.batch.runtime.BatchRuntime;
import org.groundstation.batch.table.EndCheck;
import org.groundstation.batch.table.JobDefinition;
import org.groundstation.batch.table.JobServices;
import org.groundstation.batch.table.Ledger;
import org.groundstation.batch.table.RunRow;
import org.groundstation.batch.table.RunStore;
import org.groundstation.batch.table.TableJobJson;
import org.groundstation.batch.table.TableRun;

/**
 * The executions of table jobs in this server. A run whose row says RUNNING and that no server with a lease has, or this one without
 * knowing it, was interrupted.
 *
 * <p>A continuation is a new JBeret execution over the stored plan and progress; JBeret's own restart, which loses
 * checkpoints after repeated crashes, is not used. Nobody who asks the database holds a lock. Thread-safe.
 */
final class TableRuns {
    private static final System.Logger LOG = System.getLogger(TableRuns.class.getName());
    private static final String JOB_XML = "score-table";
    /** After so long people may want to know what a chunk waits for. */
    private static final Duration SLOW_WRITE = Duration.ofSeconds(2);
    /** What a chunk's transaction may take besides the script: waiting for a satellite, reading and writing. */
    private static final Duration CHUNK_OVERHEAD = Duration.ofMinutes(15);

    private final JobServices services;
    private final RunStore store;
    private final Ledger ledger;
    private final BatchRuntime batch;
    private final String server;
    private final Map<Long, Live> live = new ConcurrentHashMap<>();
    private final AtomicLong startsBegun = new AtomicLong();
    private final AtomicLong startsEnded = new AtomicLong();
    private volatile boolean closing;

    /** @param server whose lease the runs are under */
    TableRuns(JobServices services, RunStore store, Ledger ledger, BatchRuntime batch, String server) {
        this.services = services;
        this.store = store;
        this.ledger = ledger;
        this.batch = batch;
        this.server = server;
    }

    Ledger ledger() {
        return ledger;
    }

    /** How many starts and continuations were begun. */
    long startsBegun() {
        return startsBegun.get();
    }

    /** How many of them have come to an end, well or not; no more than {@link #startsBegun}. */
    long startsEnded() {
        return startsEnded.get();
    }

    /** The runs that should be running here, and those that no server with a lease has. */
    List<RunRow> unfinished() {
        return store.unfinished(server);
    }

    /** Stores a checked job and starts a run of it. @param idempotencyKey null for none */
    long start(JobDefinition definition, String idempotencyKey) {
        startsBegun.incrementAndGet();
        try {
            String content = TableJobJson.write(definition);
            long id = store.insert(store.define(definition.job().name(), content), server, idempotencyKey);
            ledger.open(id);
            launch(id, 1, definition);
            return id;
        } finally {
            startsEnded.incrementAndGet();
        }
    }

    /**
     * Starts another execution of a run, on this server.
     *
     * @throws GroundstationException {@link ErrorCode#JOB_FENCED} when another server was faster
     */
    void resume(RunRow run) {
        if (closing || live.containsKey(run.id())) {
            return;
        }
        startsBegun.incrementAndGet();
        try {
            JobDefinition definition = TableJobJson.read(run.definition());
            endSessions(run);
            long epoch = ledger.raise(run.id(), run.epoch());
            store.take(run, server, epoch);
            if (run.executionId() != 0) {
                markAsEnded(run);
            }
            launch(run.id(), epoch, definition);
        } finally {
            startsEnded.incrementAndGet();
        }
    }

    /** Lets a run stop after its chunks; one that no server has is stopped already, and one of another server is its own to stop. */
    void stop(RunRow run) {
        Live running = live.get(run.id());
        if (running != null) {
            running.stop();
        } else if (run.orphaned() || server.equals(run.server())) {
            endSessions(run);
            ledger.raise(run.id(), run.epoch()); // a server that is only frozen may wake
            store.end(run.id(), run.epoch(), State.STOPPED, run.error());
        }
    }

    /** Ends a run that does not run here. */
    void fail(RunRow run, String error) {
        endSessions(run);
        ledger.raise(run.id(), run.epoch());
        store.end(run.id(), run.epoch(), State.FAILED, error);
    }

    /**
     * Ends a run that should be running, wherever it does: its executions can write no more.
     *
     * @throws GroundstationException {@link ErrorCode#JOB_FENCED} when it changed meanwhile
     */
    void endByForce(RunRow run) {
        endSessions(run);
        ledger.raise(run.id(), run.epoch());
        Live running = live.get(run.id());
        if (running != null) {
            running.abandon();
        }
        if (!store.end(run.id(), run.epoch(), State.STOPPED, null)) {
            throw new GroundstationException(ErrorCode.JOB_FENCED, run.id());
        }
    }

    /** Writes down what the runs here wait for. */
    void tellWaits() {
        live.values().forEach(Live::tellWaits);
    }

    boolean isLive(long id) {
        return live.containsKey(id);
    }

    /** Stops every execution after its chunk without ending the runs; other servers continue them, or the next one that starts. */
    void close(Duration patience) throws InterruptedException {
        closing = true;
        live.values().forEach(Live::stop);
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (this) {
            while (!live.isEmpty() && deadline > System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
            }
        }
    }

    /** From now on no failure is written: a server that goes down fails in ways that are not the jobs'. */
    void closing() {
        closing = true;
    }

    private void launch(long id, long epoch, JobDefinition definition) {
        Live execution = new Live(new TableRun(services, id, epoch, definition));
        live.put(id, execution);
        try {
            execution.handle = batch.start(JOB_XML, parameters(id, definition.job()), execution);
            store.executionStarted(id, epoch, execution.handle.executionId());
        } catch (RuntimeException failed) {
            if (execution.handle != null) {
                LOG.log(Level.WARNING, "table job {0} runs, but its execution could not be noted", id);
                return;
            }
            live.remove(id, execution);
            execution.finish(null, List.of(failed));
            if (!DatabaseErrors.isConnectionLost(services.target().dialect(), failed)) {
                throw new GroundstationException(ErrorCode.INTERNAL, failed, failed);
            }
        }
    }

    private void markAsEnded(RunRow job) {
        try {
            batch.markAsEnded(job.executionId());
        } catch (RuntimeException failed) {
            LOG.log(Level.WARNING, "the old execution of table job " + job.id() + " stays in the job repository", failed);
        }
    }

    private static Properties parameters(long id, TableJob job) {
        Duration limit = job.chunkTimeout().isZero() ? Duration.ZERO : job.chunkTimeout().plus(CHUNK_OVERHEAD);
        Properties parameters = new Properties();
        parameters.setProperty("job", Long.toString(id));
        parameters.setProperty("transactionSeconds", Long.toString(Math.min(limit.toSeconds(), Integer.MAX_VALUE)));
        return parameters;
    }

    private synchronized void ended(Live execution) {
        live.remove(execution.run.jobId(), execution);
        notifyAll();
    }

    /** What a server without a lease has open could hold locks for as long as it is frozen. */
    private void endSessions(RunRow run) {
        if (!run.orphaned() || run.server() == null) {
            return;
        }
        try (Connection connection = services.target().writer().getConnection()) {
            services.target().dialect().endSessions(connection, run.server());
        } catch (SQLException refused) {
            LOG.log(Level.WARNING, "the database sessions of the server that is gone ({0}) could not be ended: {1}; its locks are waited for"
                    + " until the database ends them, which a user with the right to end sessions can do at once", run.server(), refused.getMessage());
        }
    }

    /** One execution that runs here. */
    private final class Live implements BatchExecution {
        private final TableRun run;
        private volatile BatchRuntime.Handle handle;
        private volatile boolean waitsForPlaces;
        private String told;

        private Live(TableRun run) {
            this.run = run;
        }

        void stop() {
            run.stop();
            BatchRuntime.Handle running = handle;
            if (running != null) {
                running.stop();
            }
        }

        void abandon() {
            run.abandon();
            stop();
        }

        @Override
        public Object artifact(String name, Properties properties) {
            return run.artifact(name, Integer.parseInt(properties.getProperty("partition", "0")));
        }

        @Override
        public void waits(boolean waiting) {
            waitsForPlaces = waiting;
        }

        /** For people, and once for what several partitions wait for. */
        void tellWaits() {
            Set<String> waits = new LinkedHashSet<>(run.waits().values());
            waits.addAll(run.lockWaits(SLOW_WRITE));
            if (waitsForPlaces) {
                waits.add("a place: partitions of jobs before it take all that this server has");
            }
            String now = waits.isEmpty() ? null : String.join("; ", waits);
            if (!Objects.equals(now, told)) {
                store.waitsFor(run.jobId(), run.epoch(), now);
                told = now;
            }
        }

        /** The end is written before the job leaves the live ones: in between it would look interrupted. */
        @Override
        public void ended(BatchStatus status, List<Throwable> failures) {
            try (run) {
                finish(status, failures);
            } finally {
                TableRuns.this.ended(this);
            }
        }

        /** What ended well is complete only when the numbers say so. */
        private Outcome outcome(BatchStatus status, List<Throwable> failures) {
            Outcome outcome = Outcome.of(status, failures, services.target().dialect());
            if (outcome.state() != State.COMPLETED) {
                return outcome;
            }
            try {
                EndCheck.require(run);
                return outcome;
            } catch (RuntimeException differs) {
                return Outcome.of(BatchStatus.FAILED, List.of(differs), services.target().dialect());
            }
        }

        /** Who takes a run over ends the sessions of the server before, which sees no more of it than lost connections. */
        private boolean isTakenOver() {
            return ledger.isNewer(run.jobId(), run.epoch());
        }

        private void finish(BatchStatus status, List<Throwable> failures) {
            try {
                Outcome outcome = outcome(status, failures);
                if (outcome.takenOver() || outcome.state() == null && isTakenOver()) {
                    LOG.log(Level.WARNING, "table job {0} was taken over by another execution", run.jobId());
                } else if (outcome.state() == null) {
                    LOG.log(Level.WARNING, "table job {0} is interrupted: {1}", run.jobId(), outcome.error());
                    store.interrupted(run.jobId(), run.epoch(), outcome.error());
                } else if (outcome.state() == State.COMPLETED || !closing) {
                    LOG.log(Level.INFO, "table job {0} ended as {1}{2}", run.jobId(), outcome.state(),
                            outcome.error() == null ? "" : ": " + outcome.error());
                    store.end(run.jobId(), run.epoch(), outcome.state(), outcome.error());
                }
            } catch (RuntimeException unavailable) {
                LOG.log(Level.WARNING, "the end of table job {0} could not be written; it will be continued: {1}", run.jobId(),
                        unavailable.getMessage());
            }
        }
    }
}

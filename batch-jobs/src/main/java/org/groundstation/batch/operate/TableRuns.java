package org.groundstation.batch.operate;

import jakarta.batch.runtime.BatchStatus;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.TableJob;
import org.groundstation.api.monitor.TableJobView.State;
import org.groundstation.batch.database.DatabaseErrors;
import org.groundstation.batch.runtime.BatchExecution;
import org.groundstation.batch.runtime.StationBatch;
import org.groundstation.batch.table.JobDefinition;
import org.groundstation.batch.table.JobRow;
import org.groundstation.batch.table.JobStore;
import org.groundstation.batch.table.Station;
import org.groundstation.batch.table.TableJobJson;
import org.groundstation.batch.table.TableRun;

/**
 * The executions of table jobs in this server. A job whose row says RUNNING and that is not in here was interrupted.
 *
 * <p>A continuation is a new JBeret execution over the stored plan and progress; JBeret's own restart, which loses
 * checkpoints after repeated crashes, is not used. Thread-safe.
 */
final class TableRuns {
    private static final System.Logger LOG = System.getLogger(TableRuns.class.getName());
    private static final String JOB_XML = "score-table";
    /** What a chunk's transaction may take besides the script: waiting for a satellite, reading and writing. */
    private static final Duration CHUNK_OVERHEAD = Duration.ofMinutes(15);

    private final Station station;
    private final JobStore store;
    private final StationBatch batch;
    private final String owner;
    private final Map<Long, Live> live = new HashMap<>();
    private boolean closing;

    TableRuns(Station station, JobStore store, StationBatch batch, String owner) {
        this.station = station;
        this.store = store;
        this.batch = batch;
        this.owner = owner;
    }

    /** The installation that the jobs of this server belong to. */
    String owner() {
        return owner;
    }

    /** Stores a checked job and starts it. */
    synchronized long start(JobDefinition definition) {
        long id = store.insert(definition.job().name(), TableJobJson.write(definition), owner);
        launch(id, 1, definition);
        return id;
    }

    /** Starts another execution of a job that does not run here. */
    synchronized void resume(JobRow job) {
        if (closing || live.containsKey(job.id())) {
            return;
        }
        long epoch = store.takeOver(job, owner);
        if (job.executionId() != 0) {
            markAsEnded(job);
        }
        launch(job.id(), epoch, TableJobJson.read(job.definition()));
    }

    /** Lets a job stop after its chunks; one that does not run here is stopped already. */
    synchronized void stop(JobRow job) {
        Live running = live.get(job.id());
        if (running == null) {
            store.end(job.id(), job.epoch(), State.STOPPED, job.error());
        } else {
            running.stop();
        }
    }

    synchronized boolean isLive(long id) {
        return live.containsKey(id);
    }

    /** Stops every execution after its chunk without ending the jobs; the next server on this data folder continues them. */
    synchronized void close(Duration patience) throws InterruptedException {
        closing = true;
        live.values().forEach(Live::stop);
        long deadline = System.nanoTime() + patience.toNanos();
        while (!live.isEmpty() && deadline > System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
        }
    }

    /** From now on no failure is written: a server that goes down fails in ways that are not the jobs'. */
    synchronized void closing() {
        closing = true;
    }

    private void launch(long id, long epoch, JobDefinition definition) {
        Live execution = new Live(new TableRun(station, id, epoch, definition));
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
            if (!DatabaseErrors.isConnectionLost(station.dialect(), failed)) {
                throw new GroundstationException(ErrorCode.INTERNAL, failed, failed);
            }
        }
    }

    private void markAsEnded(JobRow job) {
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

    private synchronized boolean isClosing() {
        return closing;
    }

    /** One execution that runs here. */
    private final class Live implements BatchExecution {
        private final TableRun run;
        private volatile StationBatch.Handle handle;

        private Live(TableRun run) {
            this.run = run;
        }

        void stop() {
            run.stop();
            StationBatch.Handle running = handle;
            if (running != null) {
                running.stop();
            }
        }

        @Override
        public Object artifact(String name, Properties properties) {
            return run.artifact(name, Integer.parseInt(properties.getProperty("partition", "0")));
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

        private void finish(BatchStatus status, List<Throwable> failures) {
            Outcome outcome = Outcome.of(status, failures, station.dialect());
            try {
                if (outcome.takenOver()) {
                    LOG.log(Level.WARNING, "table job {0} was taken over by another execution", run.jobId());
                } else if (outcome.state() == null) {
                    LOG.log(Level.WARNING, "table job {0} is interrupted: {1}", run.jobId(), outcome.error());
                    store.interrupted(run.jobId(), run.epoch(), outcome.error());
                } else if (outcome.state() == State.COMPLETED || !isClosing()) {
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

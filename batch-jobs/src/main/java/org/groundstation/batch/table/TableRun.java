package org.groundstation.batch.table;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SqlType;
import org.groundstation.api.TableJob;
import org.groundstation.batch.database.Closing;
import org.groundstation.batch.database.DatabaseErrors;
import org.groundstation.batch.rows.ResultTarget;
import org.groundstation.batch.rows.Snapshot;

/** One execution of a table job: what its partitions share. Thread-safe. */
public final class TableRun implements AutoCloseable {
    private final JobServices services;
    private final long jobId;
    private final long epoch;
    private final JobDefinition definition;
    private final Ledger ledger;
    private final Map<String, byte[]> models = new ConcurrentHashMap<>();
    private final Map<Integer, Retries> retries = new ConcurrentHashMap<>();
    private final Map<Integer, String> waits = new ConcurrentSkipListMap<>();
    private final Map<Integer, Writer> writing = new ConcurrentHashMap<>();
    private final Set<TableScore> readers = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private Snapshot snapshot;
    private SourceTable source;
    private ResultTarget target;
    private String plannedTarget;

    /** A session of the database that writes a chunk. */
    private record Writer(long session, Connection connection, long since) {
    }

    /** @param epoch the execution's number; it may write while no newer one exists */
    public TableRun(JobServices services, long jobId, long epoch, JobDefinition definition) {
        this.services = services;
        this.jobId = jobId;
        this.epoch = epoch;
        this.definition = definition;
        this.ledger = new Ledger(services.target().writer(), services.target().dialect());
    }

    /** The job's id. */
    public long jobId() {
        return jobId;
    }

    /** The execution's number. */
    public long epoch() {
        return epoch;
    }

    /** What to do. */
    public TableJob job() {
        return definition.job();
    }

    /**
     * Makes a part of the batch step.
     *
     * @param name as the job XML names it: plan, score or sink
     * @param partition number of the partition, ignored by plan
     */
    public Object artifact(String name, int partition) {
        return switch (name) {
            case "plan" -> new TablePlan(this);
            case "score" -> new TableScore(this, partition);
            case "sink" -> new TableSink(this, partition);
            default -> throw new IllegalArgumentException("no batch artifact " + name);
        };
    }

    /** Lets partitions that wait for a satellite end. JBeret stops those that write. */
    public void stop() {
        stopping.countDown();
    }

    /** Stops at once, whatever it waits for; nothing that it still writes counts. */
    public void abandon() {
        stop();
        readers.forEach(TableScore::giveUp);
        writing.values().forEach(writer -> Closing.abort(services.target().dialect(), writer.connection()));
    }

    boolean isStopRequested() {
        return stopping.getCount() == 0;
    }

    /** What its partitions wait for at the moment, by their number, each as an error says it. */
    public Map<Integer, String> waits() {
        return new TreeMap<>(waits);
    }

    /**
     * Asks the database which locks its writers wait for, besides what {@link #waits} knows.
     *
     * @param shortest how long a chunk must have been being written
     */
    public List<String> lockWaits(Duration shortest) {
        long now = System.nanoTime();
        List<Long> slow = writing.values().stream().filter(writer -> now - writer.since() > shortest.toNanos()).map(Writer::session).toList();
        if (slow.isEmpty()) {
            return List.of();
        }
        List<String> waits = new ArrayList<>();
        try (Connection connection = services.target().reader().getConnection()) {
            for (long session : slow) {
                services.target().dialect().lockHolder(connection, session).ifPresent(holder -> waits.add("a lock that " + holder + " holds"));
            }
        } catch (SQLException unknown) {
            return List.of(); // it is not allowed to know, or the database is away, which others say
        }
        return waits;
    }

    /** A chunk of a partition is being written. */
    void writes(int partition, Connection connection) throws SQLException {
        writing.put(partition, new Writer(services.target().dialect().sessionTold(connection), connection, System.nanoTime()));
    }

    void writesNoLonger(int partition) {
        writing.remove(partition);
    }

    /** @param what null when it waits no longer. @return whether that is news */
    boolean waits(int partition, String what) {
        return what == null ? waits.remove(partition) != null : !what.equals(waits.put(partition, what));
    }

    /** What a partition has tried in vain. */
    Retries retries(int partition) {
        return retries.computeIfAbsent(partition, number -> new Retries());
    }

    /** Rests for some time, or until the execution is to stop. */
    void rest(Duration pause) {
        try {
            stopping.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            stop(); // its thread is to end
        }
    }

    /**
     * A partition has failed for good: the others stop at once, wherever they are, and do not tell of what that does to them.
     *
     * @return the failure, or a {@link StopRequestedException} when another one came first
     */
    RuntimeException failed(RuntimeException why) {
        if (why instanceof StopRequestedException) {
            return why;
        }
        if (!failure.compareAndSet(null, why)) {
            return failure.get() == why ? why : new StopRequestedException();
        }
        stop();
        readers.forEach(TableScore::giveUp);
        return why;
    }

    boolean hasFailed() {
        return failure.get() != null;
    }

    void reads(TableScore reader) {
        readers.add(reader);
    }

    void readsNoLonger(TableScore reader) {
        readers.remove(reader);
    }

    JobServices services() {
        return services;
    }

    Ledger ledger() {
        return ledger;
    }

    /** The state of the data that all partitions of this execution read; the first call takes it. */
    synchronized Snapshot snapshot() throws SQLException {
        if (snapshot == null) {
            snapshot = services.source().dialect().snapshot(services.source().reader());
        }
        return snapshot;
    }

    /** Gives the snapshot up. */
    @Override
    public synchronized void close() {
        if (snapshot != null) {
            snapshot.close();
        }
        snapshot = Snapshot.NONE;
    }

    /** The source table; the first call looks it up, which takes some queries. */
    synchronized SourceTable source(Connection connection) {
        try {
            if (source == null) {
                source = SourceTable.find(connection, services.source().dialect(), job());
            }
            return source;
        } catch (SQLException failed) {
            throw DatabaseErrors.of(services.source().dialect(), failed);
        }
    }

    /** The target table, as {@link #source}. It is what it was when the run was planned. */
    synchronized ResultTarget target(Connection connection) throws SQLException {
        if (target == null) {
            requireSameTarget(connection);
            target = new TargetTable(connection, services.target().dialect(), job()).find();
        }
        return target;
    }

    /**
     * Takes back what a partition has written: rows without a key of their own have other numbers whenever they are read.
     *
     * @throws GroundstationException {@link ErrorCode#JOB_FENCED}, {@link ErrorCode#RUN_INCOMPLETE}
     */
    KeyRange startOver(KeyRange range) throws SQLException {
        try (Connection connection = services.target().writer().getConnection()) {
            ResultTarget written = target(connection);
            new Checkpoint(ledger, jobId, epoch, range.number()).takeBack(connection, written, written.key().get(0).sql() + " <= " + range.rowsRead(), range);
        }
        return range.unwritten();
    }

    /**
     * Compares the target with what it was when the run was planned. In the transaction that has written to it, nobody can change it any more.
     *
     * @throws GroundstationException {@link ErrorCode#TARGET_CHANGED}
     */
    void requireSameTarget(Connection connection) throws SQLException {
        String now = new TargetTable(connection, services.target().dialect(), job()).identity();
        String planned;
        synchronized (this) {
            if (plannedTarget == null) {
                plannedTarget = ledger.target(jobId).orElseGet(() -> { // runs of an older server have none
                    ledger.noteTarget(jobId, now);
                    return now;
                });
            }
            planned = plannedTarget;
        }
        if (!now.equals(planned)) {
            throw new GroundstationException(ErrorCode.TARGET_CHANGED, job().target(), TargetTable.difference(planned, now));
        }
    }

    /** Loads the models. Not within a chunk: its transaction would stay open in the database while the script runs. */
    void loadModels() {
        job().models().values().forEach(this::model);
    }

    private byte[] model(String name) {
        return models.computeIfAbsent(name, model -> services.models().load(model, definition.modelVersions().get(model)));
    }

    /** What runs in the satellites. */
    ExternalScript script() {
        ExternalScript.Builder script = ExternalScript.python(job().script()).dataFormat(job().dataFormat())
                .resultSchema(job().result()).timeout(job().chunkTimeout());
        declare(job(), script);
        return script.build();
    }

    /** Declares the parameters of a job: its models and its arguments. */
    static void declare(TableJob job, ExternalScript.Builder script) {
        job.models().keySet().stream().sorted().forEach(parameter -> script.parameter(parameter, SqlType.VARBINARY));
        job.arguments().keySet().stream().sorted().forEach(parameter -> {
            Object value = job.arguments().get(parameter);
            script.parameter(parameter, value instanceof Boolean ? SqlType.BOOLEAN : value instanceof Long ? SqlType.BIGINT
                    : value instanceof Double ? SqlType.DOUBLE : SqlType.VARCHAR);
        });
    }

    /** The values of its parameters. */
    Map<String, Object> arguments() {
        Map<String, Object> values = new HashMap<>(job().arguments());
        job().models().forEach((parameter, model) -> values.put(parameter, model(model)));
        return values;
    }
}

package org.groundstation.batch.operate;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ModelStore;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.Setting;
import org.groundstation.api.TableJobs;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.database.StationDataSource;
import org.groundstation.batch.runtime.BatchThreads;
import org.groundstation.batch.runtime.StationBatch;
import org.groundstation.batch.table.JobStore;
import org.groundstation.batch.table.Station;

/**
 * Table jobs of this server. Call {@link #start()} once, after the schema was migrated; nothing here touches the
 * database before. Thread-safe.
 */
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class BatchServer {
    /** How long the end of the server waits for the chunks that are being written. */
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);
    /** How long it waits to be heard at all. */
    private static final Duration HOOK_PATIENCE = Duration.ofSeconds(2);

    @Resource(lookup = "java:app/jdbc/groundstation")
    private DataSource database;
    @Resource(lookup = "java:app/jdbc/groundstation-reader")
    private DataSource reader;
    @Resource(lookup = "java:app/eis/satellites")
    private SatelliteConnectionFactory satellites;
    @Resource(lookup = "java:appserver/TransactionManager")
    private TransactionManager transactionManager;
    @Resource
    private UserTransaction transactions;
    @Resource
    private ManagedExecutorService executor;
    @Resource
    private ManagedScheduledExecutorService scheduler;
    @EJB
    private BatchThreads threads;
    @EJB
    private ModelStore models;

    private volatile TableJobs tableJobs;
    private TableRuns runs;
    private Thread shutdownHook;
    private Future<?> recovery;

    /** Makes JBeret's tables, continues interrupted jobs and accepts new ones. */
    public synchronized void start() {
        if (runs != null) {
            return;
        }
        Dialect dialect = Dialect.of(StationDataSource.configuredUrl());
        Executor workers = task -> executor.execute(() -> threads.run(task));
        StationBatch batch = new StationBatch(database, transactions, transactionManager, workers);
        Station station = new Station(dialect, database, reader, satellites, models, workers);
        JobStore store = new JobStore(database, dialect);
        runs = new TableRuns(station, store, batch, Installation.id(Setting.dataFolder()));
        tableJobs = new StationTableJobs(station, store, runs);
        shutdownHook = new Thread(() -> within(HOOK_PATIENCE, runs::closing), "groundstation-batch-closing");
        Runtime.getRuntime().addShutdownHook(shutdownHook);
        TableJobRecovery task = new TableJobRecovery(store, runs);
        recovery = scheduler.scheduleWithFixedDelay(() -> threads.run(task), 0,
                Setting.JOBS_RECOVERY_INTERVAL.millis(100).toMillis(), TimeUnit.MILLISECONDS);
    }

    /** @throws GroundstationException {@link ErrorCode#INTERNAL} before {@link #start()} */
    public TableJobs tableJobs() {
        if (tableJobs == null) {
            throw new GroundstationException(ErrorCode.INTERNAL, "table jobs are not started yet");
        }
        return tableJobs;
    }

    @PreDestroy
    synchronized void close() {
        if (runs == null) {
            return;
        }
        recovery.cancel(false);
        TableRuns closing = runs;
        within(CLOSE_PATIENCE.plus(HOOK_PATIENCE), () -> {
            try {
                closing.close(CLOSE_PATIENCE);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException alreadyShuttingDown) {
            // then the hook runs, which is what it is for
        }
    }

    /** On a thread of its own: another one may hold the runs while it waits for a database that is away. */
    private static void within(Duration patience, Runnable end) {
        Thread ending = new Thread(end, "groundstation-batch-end");
        ending.setDaemon(true);
        ending.start();
        try {
            ending.join(patience.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

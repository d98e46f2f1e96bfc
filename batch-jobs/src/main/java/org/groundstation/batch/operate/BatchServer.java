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
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ModelStore;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.TableJobs;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.database.Endpoint;
import org.groundstation.batch.database.Statements;
import org.groundstation.batch.database.WriterDataSource;
import org.groundstation.batch.runtime.BatchRuntime;
import org.groundstation.batch.runtime.BatchThreads;
import org.groundstation.batch.table.JobServices;
import org.groundstation.batch.table.Ledger;
import org.groundstation.batch.table.RunStore;
import org.groundstation.settings.Setting;

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

    /** The pools of connections end there. */
    private static final int MOST_PARTITIONS = 64;

    /** How long it waits for the database to take its lease back. */
    private static final Duration GOODBYE_PATIENCE = Duration.ofSeconds(2);
    private static final System.Logger LOG = System.getLogger(BatchServer.class.getName());

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
    private ServerLease lease;
    private Future<?> renewal;

    /** Makes JBeret's tables, continues interrupted jobs and accepts new ones. */
    public synchronized void start() {
        if (runs != null) {
            return;
        }
        Dialect dialect = Dialect.of(WriterDataSource.configuredUrl());
        int places = Setting.JOBS_PARTITIONS.number(1, MOST_PARTITIONS);
        ConnectionDemand.check(dialect, database, places);
        Executor workers = task -> executor.execute(() -> threads.run(task));
        BatchRuntime batch = new BatchRuntime(database, transactions, transactionManager, workers, places);
        JobServices services = JobServices.in(new Endpoint(dialect, database, reader), satellites, models, workers);
        lease = new ServerLease(new Statements(database, dialect), Setting.JOBS_LEASE.millis(1000));
        lease.renew();
        if (dialect.isOurs(WriterDataSource.configuredUrl())) {
            lease.endOthers();
        }
        RunStore store = new RunStore(database, dialect);
        runs = new TableRuns(services, store, new Ledger(database, dialect), batch, lease.id());
        tableJobs = new TableJobService(services, store, runs);
        shutdownHook = new Thread(runs::closing, "groundstation-batch-closing");
        Runtime.getRuntime().addShutdownHook(shutdownHook);
        renewal = scheduler.scheduleWithFixedDelay(() -> threads.run(lease), lease.interval().toMillis(), lease.interval().toMillis(),
                TimeUnit.MILLISECONDS);
        TableJobRecovery task = new TableJobRecovery(runs);
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
        try {
            runs.close(CLOSE_PATIENCE);
            renewal.cancel(false);
            giveLeaseBack();
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException alreadyShuttingDown) {
            // then the hook runs, which is what it is for
        }
    }

    /** The container's executors and pools take no work any more, and the database may be away. */
    private void giveLeaseBack() throws InterruptedException {
        Thread goodbye = new Thread(() -> {
            try {
                lease.end(new Statements(new WriterDataSource(), Dialect.of(WriterDataSource.configuredUrl())));
            } catch (RuntimeException | Error unreachable) {
                LOG.log(Level.WARNING, "the lease could not be given back; it runs out by itself: {0}", unreachable.toString());
            }
        }, "groundstation-goodbye");
        goodbye.setDaemon(true);
        goodbye.start();
        goodbye.join(GOODBYE_PATIENCE.toMillis());
    }
}

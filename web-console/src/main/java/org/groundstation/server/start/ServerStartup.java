package org.groundstation.server.start;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.batch.database.WriterDataSource;
import org.groundstation.batch.operate.BatchServer;
import org.groundstation.catalog.CatalogSchema;
import org.groundstation.catalog.NetworkCatalog;
import org.groundstation.catalog.PoolCatalog;
import org.groundstation.server.signal.StartSignal;

/** Starts the application, in the one order that works. */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class ServerStartup {
    private static final Logger LOG = Logger.getLogger(ServerStartup.class.getName());
    private static final long REACHABLE_POLL_MILLIS = 50;

    @Resource
    private ManagedScheduledExecutorService executor;

    @EJB
    private BatchServer batch;

    @Inject
    private FirstAdministrator administrator;

    @Inject
    private PoolCatalog pools;

    @Inject
    private NetworkCatalog network;

    @Inject
    private Event<ServerReady> ready;

    @PostConstruct
    void start() {
        try {
            CatalogSchema.migrate(WriterDataSource.forMigrations());
            administrator.ensure();
            pools.load();
            network.load();
            batch.start();
            StartSignal.applicationStarted();
            announceWhenReachable();
        } catch (RuntimeException failure) {
            GroundstationException known = GroundstationException.in(failure);
            StartSignal.applicationFailed(known != null ? known.getMessage() : ErrorCode.INTERNAL.text(failure));
            throw failure;
        }
    }

    /** Deployment goes on after this bean: other applications follow, then requests are answered. */
    private void announceWhenReachable() {
        executor.schedule(() -> {
            if (StartSignal.isReachable()) {
                announce();
            } else {
                announceWhenReachable();
            }
        }, REACHABLE_POLL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void announce() {
        try {
            ready.fire(new ServerReady());
        } catch (RuntimeException failure) {
            LOG.log(Level.SEVERE, "an observer of the start failed", failure);
        }
    }
}

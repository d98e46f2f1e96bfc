package org.groundstation.bench;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.XATerminator;
import jakarta.resource.spi.work.ExecutionContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import org.groundstation.adapter.GroundstationResourceAdapter;
import org.groundstation.adapter.SatelliteManagedConnectionFactory;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.admin.ExternalResourcePool;
import org.groundstation.api.admin.IsolationView;
import org.groundstation.api.admin.NetworkGrant;
import org.groundstation.api.admin.SatelliteView;

/** The product's resource adapter outside of a server, on plain threads and without a pool. */
public final class PlainAdapter implements AutoCloseable {
    private final GroundstationResourceAdapter adapter = new GroundstationResourceAdapter();
    private final SatelliteConnectionFactory satellites;

    /** Starts it. */
    public PlainAdapter() throws ResourceException {
        this(Map.of());
    }

    /** Starts it. @param settings by name; those that are not here are as for the whole run */
    public PlainAdapter(Map<String, String> settings) throws ResourceException {
        settings.forEach(System::setProperty);
        try {
            adapter.start(new PlainContext());
        } finally {
            settings.keySet().forEach(System::clearProperty);
        }
        satellites = satellites(ExternalResourcePool.DEFAULT);
    }

    /** Connections in an external resource pool. */
    public SatelliteConnectionFactory satellites(String pool) throws ResourceException {
        SatelliteManagedConnectionFactory factory = new SatelliteManagedConnectionFactory();
        factory.setResourceAdapter(adapter);
        factory.setResourcePool(pool);
        return (SatelliteConnectionFactory) factory.createConnectionFactory();
    }

    /** The satellites that live now. */
    public List<SatelliteView> living() {
        return satellites.monitor().satellites();
    }

    /** What keeps them apart from the server; known after the first connection. */
    public IsolationView isolation() {
        return satellites.monitor().isolation();
    }

    /** Defines an external resource pool. */
    public void define(ExternalResourcePool pool) {
        satellites.resourcePools().define(pool);
    }

    /** Lets every script connect to a host. */
    public void grant(NetworkGrant grant) {
        satellites.networkGrants().grant(grant, "benchmark", Instant.now());
    }

    /** A connection to a new satellite. */
    public SatelliteConnection connect() {
        return satellites.getConnection();
    }

    @Override
    public void close() {
        adapter.stop();
    }

    private static final class PlainContext implements BootstrapContext {
        @Override
        public WorkManager getWorkManager() {
            return new PlainThreads();
        }

        @Override
        public XATerminator getXATerminator() {
            return null;
        }

        @Override
        public Timer createTimer() {
            return new Timer(true);
        }

        @Override
        public boolean isContextSupported(Class<? extends WorkContext> type) {
            return false;
        }

        @Override
        public TransactionSynchronizationRegistry getTransactionSynchronizationRegistry() {
            return null;
        }
    }

    private static final class PlainThreads implements WorkManager {
        @Override
        public void doWork(Work work) {
            work.run();
        }

        @Override
        public void doWork(Work work, long timeout, ExecutionContext context, WorkListener listener) {
            work.run();
        }

        @Override
        public long startWork(Work work) {
            scheduleWork(work);
            return 0;
        }

        @Override
        public long startWork(Work work, long timeout, ExecutionContext context, WorkListener listener) {
            scheduleWork(work);
            return 0;
        }

        @Override
        public void scheduleWork(Work work) {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void scheduleWork(Work work, long timeout, ExecutionContext context, WorkListener listener) {
            scheduleWork(work);
        }
    }
}

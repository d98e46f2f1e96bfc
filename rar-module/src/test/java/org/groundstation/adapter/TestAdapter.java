package org.groundstation.adapter;

import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.XATerminator;
import jakarta.resource.spi.work.ExecutionContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Timer;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.ResultSchema;
import org.groundstation.api.SatelliteConnectionFactory;

/** A resource adapter outside a container, on plain threads, with real Python processes. */
final class TestAdapter implements AutoCloseable {
    final GroundstationResourceAdapter adapter = new GroundstationResourceAdapter();

    TestAdapter() throws Exception {
        adapter.start(new PlainBootstrapContext());
    }

    SatelliteManagedConnectionFactory managedFactory() {
        SatelliteManagedConnectionFactory factory = new SatelliteManagedConnectionFactory();
        factory.setResourceAdapter(adapter);
        return factory;
    }

    SatelliteConnectionFactory factory() {
        return (SatelliteConnectionFactory) managedFactory().createConnectionFactory();
    }

    /** Rows with an id from 0 and x = id / 2. The caller closes it. */
    static VectorSchemaRoot batch(RootAllocator allocator, int rows) {
        VectorSchemaRoot batch = VectorSchemaRoot.create(ResultSchema.parse("id bigint, x double").arrowSchema(), allocator);
        for (int i = 0; i < rows; i++) {
            ((BigIntVector) batch.getVector(0)).setSafe(i, i);
            ((Float8Vector) batch.getVector(1)).setSafe(i, i / 2.0);
        }
        batch.setRowCount(rows);
        return batch;
    }

    @Override
    public void close() {
        adapter.stop();
    }

    private static final class PlainBootstrapContext implements BootstrapContext {
        @Override
        public WorkManager getWorkManager() {
            return new PlainWorkManager();
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

    private static final class PlainWorkManager implements WorkManager {
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

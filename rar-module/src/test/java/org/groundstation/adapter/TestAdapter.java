package org.groundstation.adapter;

import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.ResultSchema;
import org.groundstation.api.SatelliteConnectionFactory;

/** A resource adapter outside a container, with a Launchpad that it shares with nobody and real Python processes. */
final class TestAdapter implements AutoCloseable {
    final GroundstationResourceAdapter adapter = new GroundstationResourceAdapter();

    TestAdapter() throws Exception {
        adapter.start(null);
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
}

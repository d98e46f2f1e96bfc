package org.groundstation.bench;

import jakarta.resource.ResourceException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.groundstation.adapter.GroundstationResourceAdapter;
import org.groundstation.adapter.SatelliteManagedConnectionFactory;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.admin.ExternalResourcePool;
import org.groundstation.api.admin.IsolationView;
import org.groundstation.api.admin.NetworkGrant;
import org.groundstation.api.admin.SatelliteView;

/** The product's resource adapter outside of a server and without a pool. */
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
            adapter.start(null);
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
}

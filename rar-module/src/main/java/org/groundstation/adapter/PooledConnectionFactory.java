package org.groundstation.adapter;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import javax.naming.Reference;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.admin.NetworkGrants;
import org.groundstation.api.admin.ResourcePools;
import org.groundstation.api.admin.SatelliteMonitor;
import org.groundstation.exchange.RuntimeName;

/** What applications inject: asks the container for a seat and puts its refusals into our errors. */
final class PooledConnectionFactory implements SatelliteConnectionFactory {
    private static final long serialVersionUID = 1;

    private final SatelliteManagedConnectionFactory factory;
    private final ConnectionManager connectionManager;
    private Reference reference;

    PooledConnectionFactory(SatelliteManagedConnectionFactory factory, ConnectionManager connectionManager) {
        this.factory = factory;
        this.connectionManager = connectionManager;
    }

    @Override
    public SatelliteConnection getConnection() {
        return getConnection(factory.pool());
    }

    @Override
    public SatelliteConnection getConnection(String resourcePool) {
        SatelliteManagedConnectionFactory.takeFailure();
        try {
            return (SatelliteConnection) connectionManager.allocateConnection(factory,
                    new ConnectionRequest(Caller.current(), resourcePool, RuntimeName.PYTHON));
        } catch (ResourceException refused) {
            GroundstationException noted = SatelliteManagedConnectionFactory.takeFailure(); // else the thread would keep it, and our classes with it
            GroundstationException told = GroundstationException.in(refused);
            GroundstationException failure = told != null ? told : noted;
            throw failure != null ? failure : new GroundstationException(ErrorCode.POOL_FULL, refused, refused.getMessage());
        }
    }

    @Override
    public void check() {
        factory.adapter().check();
    }

    @Override
    public void endSatellite(long id) {
        factory.adapter().endSatellite(id);
    }

    @Override
    public ResourcePools resourcePools() {
        return factory.adapter().resourcePools();
    }

    @Override
    public NetworkGrants networkGrants() {
        return factory.adapter().networkGrants();
    }

    @Override
    public SatelliteMonitor monitor() {
        return factory.monitor();
    }

    @Override
    public void setReference(Reference reference) {
        this.reference = reference;
    }

    @Override
    public Reference getReference() {
        return reference;
    }
}

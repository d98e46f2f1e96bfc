package org.groundstation.adapter;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.io.Serializable;
import javax.transaction.xa.XAResource;
import org.apache.arrow.memory.BufferAllocator;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.admin.NetworkGrants;
import org.groundstation.api.admin.ResourcePools;
import org.groundstation.api.admin.SatelliteMonitor;
import org.groundstation.launchpad.Launchpad;
import org.groundstation.launchpad.Satellite;
import org.groundstation.monitor.SatelliteListener;
import org.groundstation.settings.Setting;

/**
 * The resource adapter: gives all pools of this server the one Launchpad. Configured by {@link Setting settings}; a runtime
 * that is missing does not keep the server from starting, every checkout names it.
 */
public final class GroundstationResourceAdapter implements ResourceAdapter, Serializable {
    private static final long serialVersionUID = 1;

    private transient LaunchpadService service;
    private transient boolean running;

    /**
     * @param context nothing is asked of it; null outside of a server, where each adapter has a Launchpad of its own
     * @throws ResourceAdapterInternalException with the message of {@link ErrorCode#MEMORY_CLOSED} or {@link ErrorCode#SERVER_INCOMPLETE}, or of a setting
     */
    @Override
    public void start(BootstrapContext context) throws ResourceAdapterInternalException {
        try {
            service = ServerNeeds.explain(() -> context == null ? new LaunchpadService() : SharedLaunchpad.enter());
            running = true;
        } catch (GroundstationException failed) {
            throw new ResourceAdapterInternalException(failed.getMessage(), failed);
        }
    }

    /** Those who still use its satellites get errors that say so. */
    @Override
    public void stop() {
        if (running) {
            running = false;
            SharedLaunchpad.leave(service);
        }
    }

    /** Starts a satellite for this caller. @throws GroundstationException 2xxx saying why none can be started */
    Satellite launch(ConnectionRequest request) {
        return running().launch(request.forLaunchpad());
    }

    /** Makes sure that satellites can be started. @throws GroundstationException 2xxx saying why they cannot */
    void check() {
        running().check();
    }

    /** How many worker accounts are in use now. */
    int accountsInUse() {
        return running().accountsInUse();
    }

    /** Where batches of all sessions live. */
    BufferAllocator allocator() {
        return service().allocator();
    }

    /** Where executions are told. */
    SatelliteListener listener() {
        return service().listeners();
    }

    /** The read-only views. */
    SatelliteMonitor monitor() {
        return service().views();
    }

    /** Ends a satellite that is in use. @throws GroundstationException {@link ErrorCode#SATELLITE_UNKNOWN} */
    void endSatellite(long id) {
        if (!running().end(id)) {
            throw new GroundstationException(ErrorCode.SATELLITE_UNKNOWN, id);
        }
    }

    /** The external resource pools. @throws GroundstationException {@link ErrorCode#LAUNCHPAD_STOPPED} */
    ResourcePools resourcePools() {
        return running().pools();
    }

    /** What scripts may connect to. @throws GroundstationException {@link ErrorCode#LAUNCHPAD_STOPPED} */
    NetworkGrants networkGrants() {
        return running().networkGrants();
    }

    private Launchpad running() {
        return service().launchpad();
    }

    private LaunchpadService service() {
        LaunchpadService current = service;
        if (current == null) {
            throw new GroundstationException(ErrorCode.LAUNCHPAD_STOPPED);
        }
        return current;
    }

    /** Nothing is delivered to endpoints. */
    @Override
    public void endpointActivation(MessageEndpointFactory factory, ActivationSpec spec) throws ResourceException {
        throw new jakarta.resource.NotSupportedException("Groundstation has no inbound endpoints");
    }

    @Override
    public void endpointDeactivation(MessageEndpointFactory factory, ActivationSpec spec) {
        // none was activated
    }

    /** Satellites take no part in transactions. */
    @Override
    public XAResource[] getXAResources(ActivationSpec[] specs) {
        return new XAResource[0];
    }

    /** One adapter is as good as another: the container compares them when it matches factories. */
    @Override
    public boolean equals(Object other) {
        return other instanceof GroundstationResourceAdapter;
    }

    @Override
    public int hashCode() {
        return GroundstationResourceAdapter.class.hashCode();
    }
}

package org.groundstation.adapter;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import java.io.Serializable;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAResource;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.admin.NetworkGrants;
import org.groundstation.api.admin.ResourcePools;
import org.groundstation.api.admin.SatelliteMonitor;
import org.groundstation.launchpad.Launchpad;
import org.groundstation.launchpad.Satellite;
import org.groundstation.launchpad.isolation.Isolation;
import org.groundstation.launchpad.runtime.PythonRuntime;
import org.groundstation.monitor.SatelliteListener;
import org.groundstation.monitor.SatelliteListeners;
import org.groundstation.monitor.SatelliteLog;
import org.groundstation.monitor.SatelliteViews;
import org.groundstation.settings.Setting;

/**
 * The resource adapter: owns the Launchpad that all pools of this server share. Configured by
 * {@link Setting settings}; a runtime that is missing does not keep the server from starting, every checkout names it.
 */
public final class GroundstationResourceAdapter implements ResourceAdapter, Serializable {
    private static final long serialVersionUID = 1;
    private static final int LARGEST_FRAME = Integer.MAX_VALUE - 15;
    private static final long START_WAIT_MILLIS = 10_000;

    private transient Launchpad launchpad;
    private transient SatelliteViews board;
    private transient SatelliteListeners listeners;
    private transient BufferAllocator allocator;

    @Override
    public void start(BootstrapContext context) throws ResourceAdapterInternalException {
        WorkManager workManager = context.getWorkManager();
        try {
            board = new SatelliteViews();
            listeners = new SatelliteListeners(new SatelliteLog(), board);
            allocator = new RootAllocator();
            long largestFrame = Setting.EXCHANGE_FRAME_MAX.number(1024);
            launchpad = new Launchpad(new PythonRuntime(Setting.pythonHome()), Isolation.configured(),
                    (int) Setting.SATELLITE_SPARES.number(0), Setting.LAUNCH_TIMEOUT.millis(1),
                    (int) Math.min(largestFrame, LARGEST_FRAME), (name, loop) -> startWork(workManager, name, loop), listeners);
            startWork(workManager, "groundstation-prepare", this::prepare);
        } catch (GroundstationException failed) {
            throw new ResourceAdapterInternalException(failed.getMessage(), failed);
        }
    }

    @Override
    public void stop() {
        if (launchpad != null) {
            launchpad.close();
        }
    }

    /** Starts a satellite for this caller. @throws GroundstationException 2xxx saying why none can be started */
    Satellite launch(ConnectionRequest request) {
        return running().launch(request.forLaunchpad());
    }

    /** Makes sure that satellites can be started. @throws GroundstationException 2xxx saying why they cannot */
    void check() {
        if (launchpad == null) {
            throw new GroundstationException(ErrorCode.LAUNCHPAD_STOPPED);
        }
        launchpad.check();
    }

    /** How many worker accounts are in use now. */
    int accountsInUse() {
        return launchpad.accountsInUse();
    }

    /** Where batches of all sessions live. */
    BufferAllocator allocator() {
        return allocator;
    }

    /** Where executions are told. */
    SatelliteListener listener() {
        return listeners;
    }

    /** The read-only views. */
    SatelliteMonitor monitor() {
        return board;
    }

    /** Ends a satellite that is in use. @throws GroundstationException {@link ErrorCode#SATELLITE_UNKNOWN} */
    void endSatellite(long id) {
        if (launchpad == null || !launchpad.end(id)) {
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
        if (launchpad == null) {
            throw new GroundstationException(ErrorCode.LAUNCHPAD_STOPPED);
        }
        return launchpad;
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

    private void prepare() {
        try {
            launchpad.prepare();
        } catch (GroundstationException unprepared) {
            listeners.launcherReported(unprepared.getMessage());
        }
    }

    private static void startWork(WorkManager workManager, String name, Runnable loop) {
        try {
            workManager.startWork(new NamedWork(name, loop), START_WAIT_MILLIS, null, null);
        } catch (WorkException refused) {
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, refused,
                    "no thread for " + name + " within " + TimeUnit.MILLISECONDS.toSeconds(START_WAIT_MILLIS) + " s");
        }
    }

    /** A loop that ends when what it waits for is closed. */
    private record NamedWork(String name, Runnable loop) implements Work {
        @Override
        public void run() {
            Thread thread = Thread.currentThread();
            String pooledName = thread.getName();
            ClassLoader pooledLoader = thread.getContextClassLoader();
            thread.setName(name);
            thread.setContextClassLoader(GroundstationResourceAdapter.class.getClassLoader());
            try {
                loop.run();
            } finally {
                thread.setName(pooledName);
                thread.setContextClassLoader(pooledLoader);
            }
        }

        @Override
        public void release() {
            // closing the Launchpad ends every loop
        }
    }
}

package org.groundstation.launchpad;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.admin.NetworkGrants;
import org.groundstation.api.admin.ResourcePools;
import org.groundstation.exchange.Assignment;
import org.groundstation.launchpad.host.Destination;
import org.groundstation.launchpad.host.GateAccess;
import org.groundstation.launchpad.host.LocalHost;
import org.groundstation.launchpad.host.SatelliteHost;
import org.groundstation.launchpad.host.SatelliteProcess;
import org.groundstation.launchpad.host.Threads;
import org.groundstation.launchpad.isolation.Isolation;
import org.groundstation.launchpad.isolation.WorkerAccounts;
import org.groundstation.launchpad.network.GateServer;
import org.groundstation.launchpad.network.NetworkPolicy;
import org.groundstation.launchpad.pool.PoolLease;
import org.groundstation.launchpad.pool.ResourceGovernor;
import org.groundstation.launchpad.runtime.PythonRuntime;
import org.groundstation.monitor.SatelliteListener;

/**
 * Gives satellites to callers: lets a caller through its pool, takes a spare or has the {@link SatelliteHost host} start one, puts the limits
 * on it, and ends them all when it is closed. Thread-safe.
 */
public final class Launchpad implements AutoCloseable {
    private final Threads threads;
    private final SatelliteListener listener;
    private final ScheduledExecutorService timer;
    private final SatelliteHost host;
    private final ResourceGovernor governor;
    private final NetworkPolicy network;
    private final GateServer gates;
    private final Spares spares;
    private final AssignedSatellites assigned = new AssignedSatellites();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicBoolean refilling = new AtomicBoolean();
    private volatile boolean closed;

    /**
     * Satellites on this machine.
     *
     * @param isolation what keeps satellites apart from the server
     * @param spares how many satellites are started ahead
     * @param launchTimeout how long a satellite may take until it reports
     * @param largestFrame limit of the exchange, in bytes
     */
    public Launchpad(PythonRuntime runtime, Isolation isolation, int spares, Duration launchTimeout, int largestFrame, Threads threads,
            SatelliteListener listener) {
        this((timer, observer) -> new LocalHost(runtime, isolation, launchTimeout, largestFrame, threads, timer, listener, observer),
                spares, threads, listener);
    }

    /** @param spares how many satellites are started ahead */
    Launchpad(SatelliteHost.Factory hosts, int spares, Threads threads, SatelliteListener listener) {
        this.threads = threads;
        this.listener = listener;
        timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "groundstation-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        try {
            host = hosts.open(timer, this::ended);
        } catch (GroundstationException failed) {
            timer.shutdownNow();
            throw failed;
        }
        governor = new ResourceGovernor(host.enforcement(), timer, host.limits());
        network = new NetworkPolicy(Clock.systemUTC(), this::requireNetwork, this::networkChanged);
        gates = new GateServer(host.gateSocket(), network, assigned::requester, threads, listener);
        this.spares = new Spares(spares, this::start, this::reachesWhatIsGranted, host::end);
    }

    /** Makes sure that satellites can be started. @throws GroundstationException 2xxx saying why they cannot */
    public void prepare() {
        host.prepare();
        if (refilling.compareAndSet(false, true)) {
            threads.start("groundstation-spares", spares::keepFilled);
        }
    }

    /** Makes sure that satellites can be started, and that the last ones could be. @throws GroundstationException 2xxx saying why not */
    public void check() {
        prepare();
        host.check();
    }

    /**
     * A satellite that nobody has used: a spare, or a new one when none waits.
     *
     * @throws GroundstationException 2xxx when it cannot be started or takes too long
     */
    public Satellite launch(SatelliteRequest request) {
        if (closed) {
            throw new GroundstationException(ErrorCode.LAUNCHPAD_STOPPED);
        }
        if (!host.runs(request.runtime())) {
            throw new GroundstationException(ErrorCode.RUNTIME_UNKNOWN, request.runtime());
        }
        prepare();
        PoolLease place = governor.admit(request.pool());
        WorkerAccounts.Lease account = null;
        SatelliteProcess process;
        try {
            account = host.account(request.caller());
            SatelliteProcess spare = spares.take();
            process = spare != null ? spare : start();
        } catch (RuntimeException failed) {
            if (account != null) {
                account.giveBack();
            }
            place.giveBack();
            throw failed;
        }
        return assign(process, request, account, place);
    }

    /** Ends a satellite that somebody has. @return whether there is one of that number */
    public boolean end(long id) {
        return assigned.cancel(id);
    }

    /** The external resource pools. */
    public ResourcePools pools() {
        return governor;
    }

    /** What scripts may connect to. */
    public NetworkGrants networkGrants() {
        return network;
    }

    /** How many worker accounts are in use now. */
    public int accountsInUse() {
        return host.accountsInUse();
    }

    /** Ends every satellite and the launcher, and waits for it. */
    @Override
    public void close() {
        closed = true;
        spares.close();
        host.close();
        gates.close();
        timer.shutdownNow();
    }

    private void requireNetwork() {
        String lacks = host.networkLacks();
        if (!lacks.isEmpty()) {
            throw new GroundstationException(ErrorCode.NETWORK_GRANT_UNAVAILABLE, lacks);
        }
    }

    private void networkChanged() {
        gates.grantsChanged();
        spares.check();
        assigned.retireUnless(this::reachesWhatIsGranted);
    }

    private List<Destination> destinations() {
        return host.networkLacks().isEmpty() ? network.destinations() : List.of();
    }

    /** One that is in use reaches what was granted when it was started. */
    private boolean reachesWhatIsGranted(SatelliteProcess process) {
        return process.destinations().equals(destinations());
    }

    private SatelliteProcess start() {
        if (closed) {
            throw new GroundstationException(ErrorCode.LAUNCHPAD_STOPPED);
        }
        long id = ids.incrementAndGet();
        try {
            return host.start(id, access(id));
        } catch (GroundstationException failed) {
            gates.forget(id);
            throw failed;
        }
    }

    private Optional<GateAccess> access(long id) {
        List<Destination> destinations = destinations();
        try {
            return destinations.isEmpty() ? Optional.empty() : Optional.of(gates.access(id, destinations));
        } catch (IOException failed) {
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, failed, failed.getMessage());
        }
    }

    private Satellite assign(SatelliteProcess process, SatelliteRequest request, WorkerAccounts.Lease account, PoolLease place) {
        process.hold(request.caller(), account, place);
        listener.satelliteAssigned(process.id());
        Satellite satellite = new Satellite(process, request.runtime(), host, timer, listener, place, gates::scriptBegins);
        try {
            place.enclose(process.enclosure(), process.report().pid(), satellite::end);
            new Assignment(account.account()).send(process.report().channel());
            assigned.add(process, satellite);
            if (!reachesWhatIsGranted(process)) {
                satellite.retire();
            }
            return satellite;
        } catch (IOException broken) {
            satellite.end();
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, broken, broken.getMessage());
        }
    }

    private void ended(long id) {
        assigned.remove(id);
        gates.forget(id);
        spares.check();
    }
}

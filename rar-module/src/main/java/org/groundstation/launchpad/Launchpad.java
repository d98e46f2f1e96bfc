package org.groundstation.launchpad;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.admin.ExternalResourcePool;
import org.groundstation.api.admin.IsolationView;
import org.groundstation.api.admin.NetworkGrant;
import org.groundstation.api.admin.NetworkGrants;
import org.groundstation.api.admin.ResourcePools;
import org.groundstation.exchange.Assignment;
import org.groundstation.launchpad.Reception.Arrival;
import org.groundstation.launchpad.Reception.Expectation;
import org.groundstation.launchpad.network.Destination;
import org.groundstation.launchpad.network.NetworkDesk;
import org.groundstation.launchpad.network.NetworkPolicy;
import org.groundstation.launchpad.network.WayOut;
import org.groundstation.launchpad.pool.Enforcement;
import org.groundstation.launchpad.pool.Governor;
import org.groundstation.launchpad.pool.PoolLease;
import org.groundstation.monitor.StationListener;

/** Starts satellites, knows which live, and ends them all when it is closed. Thread-safe. */
public final class Launchpad implements AutoCloseable {
    /** How long closing waits for satellites that are being started. */
    private static final Duration LAUNCH_PATIENCE = Duration.ofSeconds(2);

    private final Isolation isolation;
    private final Duration launchTimeout;
    private final Threads threads;
    private final StationListener listener;
    private final StationFolder folder;
    private final ScheduledExecutorService timer;
    private final Reception reception;
    private final SatelliteLauncher launcher;
    private final AccountRange accountRange;
    private final WorkerAccounts accounts;
    private final Enforcement enforcement;
    private final Governor governor;
    private final NetworkPolicy network;
    private final NetworkDesk desk;
    private final Spares spares;
    private final LastLaunch lastLaunch = new LastLaunch(Clock.systemUTC());
    private final ReadWriteLock launching = new ReentrantReadWriteLock();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicBoolean refilling = new AtomicBoolean();
    private final Map<Long, Newcomer> living = new ConcurrentHashMap<>();
    private final Map<Long, Satellite> assigned = new ConcurrentHashMap<>();
    private final Map<Long, Expectation> awaited = new ConcurrentHashMap<>();
    private volatile boolean accountsInUse;
    /** What of the isolation keeps a network from being granted; empty if nothing does or nothing is known yet. */
    private volatile String networkLacks = "";
    private volatile boolean groupsInUse;
    private volatile boolean closed;

    /**
     * @param isolation what keeps satellites apart from the server
     * @param spares how many satellites are forked ahead
     * @param launchTimeout how long a satellite may take until it reports
     * @param largestFrame limit of the exchange, in bytes
     */
    public Launchpad(PythonRuntime runtime, Isolation isolation, int spares, Duration launchTimeout, int largestFrame, Threads threads,
            StationListener listener) {
        boolean forks = isolation.mode() == LaunchMode.FORK;
        accountRange = AccountRange.claim(isolation);
        this.isolation = isolation.withAccounts(accountRange.ids());
        this.launchTimeout = launchTimeout;
        this.threads = threads;
        this.listener = listener;
        network = new NetworkPolicy(Clock.systemUTC(), this::requireNetwork, this::networkChanged);
        accounts = new WorkerAccounts(accountRange.ids(), isolation.accountsWait());
        timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "groundstation-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        try {
            folder = new StationFolder(isolation.keepFolders());
            Optional<Path> socket = forks ? Optional.of(folder.server().resolve("launchpad.sock")) : Optional.empty();
            reception = new Reception(socket, largestFrame, launchTimeout, threads, timer, listener);
        } catch (IOException failed) {
            timer.shutdownNow();
            accountRange.close();
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, failed, failed.getMessage());
        }
        if (isolation.keepFolders()) {
            listener.launcherReported("working folders are kept in " + folder.path());
        }
        accountRange.report(isolation, listener::launcherReported);
        enforcement = Enforcement.choose(folder.path(), isolation.limits());
        governor = new Governor(enforcement, timer, isolation.limits());
        desk = new NetworkDesk(folder.server().resolve("network.sock"), network, this::visitor, threads, listener);
        launcher = forks
                ? new PythonLauncher(runtime, this.isolation, folder, enforcement, threads, new Observer(), listener::launcherReported)
                : new SpawnLauncher(runtime, this.isolation, folder, new Observer(), listener::launcherReported);
        this.spares = new Spares(spares, this::start, this::reachesWhatIsGranted, launcher::end);
    }

    /** Makes sure that satellites can be started. @throws GroundstationException 2xxx saying why they cannot */
    public void prepare() {
        launcher.prepare();
        if (refilling.compareAndSet(false, true)) {
            threads.start("groundstation-spares", spares::keepFilled);
        }
    }

    /** Makes sure that satellites can be started, and that the last ones could be. @throws GroundstationException 2xxx saying why not */
    public void check() {
        prepare();
        lastLaunch.check();
    }

    /** Starts a satellite in the default pool. */
    public Satellite launch(String caller) {
        return launch(caller, ExternalResourcePool.DEFAULT);
    }

    /**
     * A satellite that nobody has used: a spare, or a new one when none waits.
     *
     * @param caller whose scripts it will run; with worker accounts, as the account of this caller
     * @param pool name of the external resource pool that it belongs to
     * @throws GroundstationException 2xxx when it cannot be started or takes too long
     */
    public Satellite launch(String caller, String pool) {
        if (closed) {
            throw new GroundstationException(ErrorCode.LAUNCHPAD_STOPPED);
        }
        prepare();
        PoolLease place = governor.admit(pool);
        WorkerAccounts.Lease account = accounts.none();
        Newcomer newcomer;
        try {
            account = accountsInUse ? accounts.take(caller) : account;
            Newcomer spare = spares.take();
            newcomer = spare != null ? spare : start();
        } catch (RuntimeException failed) {
            account.giveBack();
            place.giveBack();
            throw failed;
        }
        return assign(newcomer, caller, account, place);
    }

    /** Ends a satellite that somebody has. @return whether there is one of that number */
    public boolean end(long id) {
        Satellite satellite = assigned.get(id);
        if (satellite != null) {
            satellite.cancel();
        }
        return satellite != null;
    }

    /** The external resource pools. */
    public ResourcePools pools() {
        return governor;
    }

    /** What scripts may connect to. */
    public NetworkGrants networkGrants() {
        return network;
    }

    private void requireNetwork() {
        if (!networkLacks.isEmpty()) {
            throw new GroundstationException(ErrorCode.NETWORK_GRANT_UNAVAILABLE, networkLacks);
        }
    }

    private void networkChanged() {
        desk.grantsChanged();
        spares.check();
        living.values().forEach(this::retireIfOutdated);
    }

    private List<Destination> destinations() {
        return networkLacks.isEmpty() ? network.destinations() : List.of();
    }

    private boolean reachesWhatIsGranted(Newcomer newcomer) {
        return newcomer.destinations().equals(destinations());
    }

    /** One that is in use reaches what was granted when it was started; it must not be kept for another use. */
    private void retireIfOutdated(Newcomer newcomer) {
        Satellite satellite = assigned.get(newcomer.id());
        if (satellite != null && !reachesWhatIsGranted(newcomer)) {
            satellite.retire();
        }
    }

    private Optional<WayOut> wayOut(Newcomer newcomer) throws IOException {
        return newcomer.destinations().isEmpty() ? Optional.empty() : Optional.of(desk.wayOut(newcomer.id(), newcomer.destinations()));
    }

    private NetworkDesk.Visitor visitor(long id) {
        Newcomer newcomer = living.get(id);
        Satellite satellite = assigned.get(id);
        return newcomer == null || satellite == null || satellite.script().isEmpty() ? NetworkDesk.Visitor.NOBODY
                : new NetworkDesk.Visitor(newcomer.caller(), NetworkGrant.fingerprint(satellite.script()));
    }

    private Newcomer start() {
        launching.readLock().lock();
        try {
            if (closed) {
                throw new GroundstationException(ErrorCode.LAUNCHPAD_STOPPED);
            }
            Newcomer newcomer = order();
            lastLaunch.succeeded();
            return newcomer;
        } catch (GroundstationException failed) {
            lastLaunch.failed(failed);
            throw failed;
        } finally {
            launching.readLock().unlock();
        }
    }

    private Newcomer order() {
        Newcomer newcomer = new Newcomer(ids.incrementAndGet(), destinations());
        long id = newcomer.id();
        Expectation expectation = reception.expect();
        living.put(id, newcomer);
        awaited.put(id, expectation);
        try {
            long ordered = System.nanoTime();
            newcomer.enclose(enforcement.enclose(id, groupsInUse));
            launcher.launch(new SatelliteLauncher.Order(id, expectation.token(), reception.address(), folder.newWorkingFolder(),
                    newcomer.enclosure().entrances(), wayOut(newcomer)));
            Arrival arrival = expectation.arrival().get(launchTimeout.toMillis(), TimeUnit.MILLISECONDS);
            newcomer.arrived(arrival);
            listener.satelliteLaunched(id, arrival.hello().pid(), runtime(arrival), (System.nanoTime() - ordered) / 1_000_000);
            return newcomer;
        } catch (IOException refused) {
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, refused, refused.getMessage());
        } catch (TimeoutException late) {
            throw new GroundstationException(ErrorCode.LAUNCH_TIMED_OUT, late, id, launchTimeout.toMillis());
        } catch (ExecutionException failed) {
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, failed.getCause(), failed.getCause().getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, interrupted, "the caller was interrupted");
        } finally {
            awaited.remove(id);
            if (newcomer.arrival() == null) {
                reception.forget(expectation);
                launcher.end(id);
                living.remove(id);
                newcomer.leave();
            }
        }
    }

    private Satellite assign(Newcomer newcomer, String caller, WorkerAccounts.Lease account, PoolLease place) {
        newcomer.hold(caller, account, place);
        Arrival arrival = newcomer.arrival();
        listener.satelliteAssigned(newcomer.id());
        Satellite satellite = new Satellite(newcomer.id(), runtime(arrival), arrival.channel(), launcher, timer, listener,
                newcomer.ended(), place, desk::scriptBegins);
        try {
            place.enclose(newcomer.enclosure(), arrival.hello().pid(), satellite::end);
            new Assignment(account.account()).send(arrival.channel());
            assigned.put(newcomer.id(), satellite);
            retireIfOutdated(newcomer);
            if (!newcomer.isAlive()) {
                assigned.remove(newcomer.id());
            }
            return satellite;
        } catch (IOException broken) {
            satellite.end();
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, broken, broken.getMessage());
        }
    }

    private String runtime(Arrival arrival) {
        return launcher.language() + " " + arrival.hello().python();
    }

    /** How many worker accounts are in use now. */
    public int accountsInUse() {
        return accounts.inUse();
    }

    /** Ends every satellite and the launcher, and waits for it. */
    @Override
    public void close() {
        closed = true;
        spares.close();
        if (isolation.mode() == LaunchMode.FORK) {
            awaitLaunches();
        }
        launcher.close();
        reception.close();
        desk.close();
        timer.shutdownNow();
        enforcement.close();
        accountRange.close();
        try {
            folder.close();
        } catch (IOException left) {
            listener.launcherReported("its folder could not be removed: " + left.getMessage());
        }
    }

    /** A satellite that the end of the launcher meets half forked would complain in the log. One that is spawned takes too long. */
    private void awaitLaunches() {
        try {
            if (launching.writeLock().tryLock(LAUNCH_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                launching.writeLock().unlock();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Brings what the launcher sees to those who wait for it. */
    private final class Observer implements SatelliteLauncher.Observer {
        @Override
        public void launchFailed(long id, String reason) {
            Expectation expectation = awaited.get(id);
            if (expectation != null) {
                expectation.arrival().completeExceptionally(new IOException(reason));
            }
        }

        @Override
        public void isolationFound(IsolationView seen) {
            IsolationView found = accountRange.explain(seen);
            listener.isolationReported(found);
            isolation.require(found);
            accountsInUse = found.has("account");
            groupsInUse = found.has("cgroup");
            networkLacks = Stream.of("namespaces", "root").filter(layer -> !found.has(layer)).map(layer -> "satellites lack the isolation layer " + layer)
                    .collect(Collectors.joining(", "));
        }

        @Override
        public void ended(long id, SatelliteLauncher.End end) {
            assigned.remove(id);
            desk.forget(id);
            Newcomer gone = living.remove(id);
            if (gone != null) {
                gone.end(end);
            }
            listener.satelliteEnded(id, end.status());
            launchFailed(id, "its process ended with status " + end.status() + " before it reported");
            spares.check();
        }
    }
}

package org.groundstation.launchpad;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalResourcePool;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ResourcePools;
import org.groundstation.api.monitor.IsolationView;
import org.groundstation.exchange.Assignment;
import org.groundstation.exchange.FrameChannel;
import org.groundstation.launchpad.Reception.Arrival;
import org.groundstation.launchpad.Reception.Expectation;
import org.groundstation.launchpad.pool.Governor;
import org.groundstation.launchpad.pool.PoolLease;
import org.groundstation.monitor.StationListener;

/** Starts satellites, knows which live, and ends them all when it is closed. Thread-safe. */
public final class Launchpad implements AutoCloseable {
    /** Unix domain socket paths are short, so the folder is in the system's place for temporary files. */
    private static final String FOLDER_PREFIX = "groundstation-";
    /** What only the server may see. Worker accounts go past it to their working folders, whose names they cannot list. */
    private static final String SERVER_FOLDER = "server";

    private final Isolation isolation;
    private final Duration launchTimeout;
    private final StationListener listener;
    private final Path folder;
    private final ScheduledExecutorService timer;
    private final Reception reception;
    private final SatelliteLauncher launcher;
    private final WorkerAccounts accounts;
    private final Governor governor;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Living> living = new ConcurrentHashMap<>();
    private final Map<Long, Expectation> awaited = new ConcurrentHashMap<>();
    private volatile boolean accountsInUse;
    private volatile boolean closed;

    /** A satellite whose processes are not known to be gone. */
    private static final class Living {
        private final CompletableFuture<Integer> ended = new CompletableFuture<>();
        private volatile WorkerAccounts.Lease account;
        private volatile PoolLease place;
    }

    /** A satellite that has reported and belongs to nobody yet. */
    private record Newcomer(long id, Arrival arrival, Living living) {
    }

    /**
     * @param isolation what keeps satellites apart from the server
     * @param launchTimeout how long a satellite may take until it reports
     * @param largestFrame limit of the exchange, in bytes
     */
    public Launchpad(PythonRuntime runtime, Isolation isolation, Duration launchTimeout, int largestFrame, Threads threads,
            StationListener listener) {
        this.isolation = isolation;
        this.launchTimeout = launchTimeout;
        this.listener = listener;
        accounts = new WorkerAccounts(isolation.accounts(), isolation.accountsWait());
        timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "groundstation-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        governor = new Governor(timer);
        try {
            folder = Files.createTempDirectory(FOLDER_PREFIX, mode("rwx--x--x"));
            Path own = Files.createDirectory(folder.resolve(SERVER_FOLDER), mode("rwx------"));
            reception = new Reception(own.resolve("launchpad.sock"), largestFrame, launchTimeout, threads, timer, listener);
        } catch (IOException failed) {
            timer.shutdownNow();
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, failed, failed.getMessage());
        }
        launcher = new PythonLauncher(runtime, isolation, folder, threads, new Observer(), listener::launcherReported);
    }

    /** Makes sure that satellites can be started. @throws GroundstationException 2xxx saying why they cannot */
    public void prepare() {
        launcher.prepare();
    }

    /** Starts a satellite in the default pool. */
    public Satellite launch(String caller) {
        return launch(caller, ExternalResourcePool.DEFAULT);
    }

    /**
     * Starts a satellite and waits until it reports.
     *
     * @param caller whose scripts it will run; with worker accounts, as the account of this caller
     * @param pool name of the external resource pool that it belongs to
     * @throws GroundstationException 2xxx when it cannot be started or takes too long
     */
    public Satellite launch(String caller, String pool) {
        if (closed) {
            throw new GroundstationException(ErrorCode.LAUNCHPAD_STOPPED);
        }
        launcher.prepare();
        PoolLease place = governor.admit(pool);
        WorkerAccounts.Lease account = accounts.none();
        Newcomer newcomer;
        try {
            account = accountsInUse ? accounts.take(caller) : account;
            newcomer = start();
        } catch (RuntimeException failed) {
            account.giveBack();
            place.giveBack();
            throw failed;
        }
        return assign(newcomer, account, place);
    }

    /** The external resource pools. */
    public ResourcePools pools() {
        return governor;
    }

    private Newcomer start() {
        long id = ids.incrementAndGet();
        Living process = new Living();
        Expectation expectation = reception.expect();
        living.put(id, process);
        awaited.put(id, expectation);
        boolean arrived = false;
        try {
            long ordered = System.nanoTime();
            launcher.launch(new SatelliteLauncher.Order(id, expectation.token(), reception.socket(), folder));
            Arrival arrival = expectation.arrival().get(launchTimeout.toMillis(), TimeUnit.MILLISECONDS);
            arrived = true;
            listener.satelliteLaunched(id, arrival.hello().pid(), runtime(arrival), (System.nanoTime() - ordered) / 1_000_000);
            return new Newcomer(id, arrival, process);
        } catch (TimeoutException late) {
            throw new GroundstationException(ErrorCode.LAUNCH_TIMED_OUT, late, id, launchTimeout.toMillis());
        } catch (ExecutionException failed) {
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, failed.getCause(), failed.getCause().getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, interrupted, "the caller was interrupted");
        } finally {
            awaited.remove(id);
            if (!arrived) {
                reception.forget(expectation);
                launcher.end(id);
                living.remove(id);
            }
        }
    }

    private Satellite assign(Newcomer newcomer, WorkerAccounts.Lease account, PoolLease place) {
        newcomer.living().account = account;
        newcomer.living().place = place;
        if (newcomer.living().ended.isDone()) {
            account.giveBack();
            place.giveBack();
        }
        FrameChannel channel = newcomer.arrival().channel();
        Satellite satellite = new Satellite(newcomer.id(), runtime(newcomer.arrival()), channel, launcher, timer, listener, newcomer.living().ended,
                place);
        try {
            place.enclose(newcomer.id(), newcomer.arrival().hello().pid(), satellite::end);
            new Assignment(account.account()).send(channel);
            return satellite;
        } catch (IOException broken) {
            satellite.end();
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, broken, broken.getMessage());
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    private String runtime(Arrival arrival) {
        return launcher.language() + " " + arrival.hello().python();
    }

    /** Ends every satellite and the launcher, and waits for it. */
    @Override
    public void close() {
        closed = true;
        reception.close();
        launcher.close();
        timer.shutdownNow();
        governor.close();
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
        public void isolationFound(IsolationView found) {
            listener.isolationReported(found);
            isolation.require(found);
            accountsInUse = found.has("account");
        }

        @Override
        public void ended(long id, int status) {
            Living process = living.remove(id);
            if (process != null) {
                PoolLease place = process.place;
                if (place != null) {
                    place.giveBack(); // it knows then why the satellite ended
                }
                process.ended.complete(status);
                WorkerAccounts.Lease account = process.account;
                if (account != null) {
                    account.giveBack();
                }
            }
            listener.satelliteEnded(id, status);
            launchFailed(id, "its process ended with status " + status + " before it reported");
        }
    }
}

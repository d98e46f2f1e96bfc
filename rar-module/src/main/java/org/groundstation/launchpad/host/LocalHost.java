package org.groundstation.launchpad.host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.admin.IsolationView;
import org.groundstation.exchange.RuntimeName;
import org.groundstation.launchpad.host.SatelliteAcceptor.Arrival;
import org.groundstation.launchpad.host.SatelliteAcceptor.Expectation;
import org.groundstation.launchpad.isolation.GrantedIsolation;
import org.groundstation.launchpad.isolation.Isolation;
import org.groundstation.launchpad.isolation.WorkerAccounts;
import org.groundstation.launchpad.pool.Enclosure;
import org.groundstation.launchpad.pool.Enforcement;
import org.groundstation.launchpad.pool.Limits;
import org.groundstation.launchpad.runtime.LaunchMode;
import org.groundstation.launchpad.runtime.PythonRuntime;
import org.groundstation.monitor.SatelliteListener;

/** This machine: satellites are processes of it, which report at a socket of the server. */
public final class LocalHost implements SatelliteHost {
    private final GrantedIsolation isolation;
    private final Duration launchTimeout;
    private final SatelliteListener listener;
    private final Observer observer;
    private final HostFolder folder;
    private final Enforcement enforcement;
    private final SatelliteAcceptor acceptor;
    private final SatelliteLauncher launcher;
    private final LastLaunch lastLaunch = new LastLaunch(Clock.systemUTC());
    private final ReadWriteLock launching = new ReentrantReadWriteLock();
    private final Map<Long, SatelliteProcess> living = new ConcurrentHashMap<>();
    private final Map<Long, Expectation> awaited = new ConcurrentHashMap<>();

    /**
     * @param asked what keeps satellites apart from the server
     * @param launchTimeout how long a satellite may take until it reports
     * @param largestFrame limit of the exchange, in bytes
     * @throws GroundstationException {@link ErrorCode#LAUNCH_FAILED} when it cannot make its folder or its socket
     */
    public LocalHost(PythonRuntime runtime, Isolation asked, Duration launchTimeout, int largestFrame, Threads threads, ScheduledExecutorService timer,
            SatelliteListener listener, Observer observer) {
        this.launchTimeout = launchTimeout;
        this.listener = listener;
        this.observer = observer;
        isolation = new GrantedIsolation(asked);
        try {
            folder = new HostFolder(asked.keepFolders());
            acceptor = new SatelliteAcceptor(asked.mode() == LaunchMode.FORK ? Optional.of(folder.server().resolve("launchpad.sock")) : Optional.empty(),
                    largestFrame, launchTimeout, threads, timer, listener);
        } catch (IOException failed) {
            isolation.close();
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, failed, failed.getMessage());
        }
        if (asked.keepFolders()) {
            listener.launcherReported("working folders are kept in " + folder.path());
        }
        isolation.reportAccounts(asked, listener::launcherReported);
        enforcement = Enforcement.choose(folder.path(), asked.limits());
        launcher = switch (asked.mode()) {
            case FORK -> new ForkLauncher(runtime, isolation.wanted(), folder, enforcement, threads, new Launches(), listener::launcherReported);
            case SPAWN -> new SpawnLauncher(runtime, isolation.wanted(), folder, new Launches(), listener::launcherReported);
        };
    }

    @Override
    public boolean runs(RuntimeName runtime) {
        return runtime.equals(RuntimeName.PYTHON);
    }

    @Override
    public void prepare() {
        launcher.prepare();
    }

    @Override
    public void check() {
        prepare();
        lastLaunch.check();
    }

    @Override
    public SatelliteProcess start(long id, Optional<GateAccess> access) {
        launching.readLock().lock();
        try {
            SatelliteProcess started = launch(id, access);
            lastLaunch.succeeded();
            return started;
        } catch (GroundstationException failed) {
            lastLaunch.failed(failed);
            throw failed;
        } finally {
            launching.readLock().unlock();
        }
    }

    private SatelliteProcess launch(long id, Optional<GateAccess> access) {
        SatelliteProcess process = new SatelliteProcess(id, access.map(GateAccess::destinations).orElse(List.of()), enclosure(id));
        Expectation expectation = acceptor.expect();
        living.put(id, process);
        awaited.put(id, expectation);
        try {
            long ordered = System.nanoTime();
            launcher.launch(new SatelliteLauncher.Order(id, expectation.token(), acceptor.address(), folder.newWorkingFolder(),
                    process.enclosure().entrances(), access));
            Arrival arrival = expectation.arrival().get(launchTimeout.toMillis(), TimeUnit.MILLISECONDS);
            String runtime = launcher.language() + " " + arrival.hello().python();
            process.reported(new SatelliteProcess.Report(arrival.channel(), arrival.hello().pid(), runtime));
            listener.satelliteLaunched(id, arrival.hello().pid(), runtime, (System.nanoTime() - ordered) / 1_000_000);
            return process;
        } catch (TimeoutException late) {
            throw new GroundstationException(ErrorCode.LAUNCH_TIMED_OUT, late, id, launchTimeout.toMillis());
        } catch (ExecutionException failed) {
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, failed.getCause(), failed.getCause().getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, interrupted, "the caller was interrupted");
        } finally {
            awaited.remove(id);
            if (process.report() == null) {
                acceptor.forget(expectation);
                launcher.end(id);
                living.remove(id);
                process.leave();
            }
        }
    }

    @Override
    public void end(long id) {
        launcher.end(id);
    }

    @Override
    public WorkerAccounts.Lease account(String caller) {
        return isolation.account(caller);
    }

    @Override
    public int accountsInUse() {
        return isolation.accountsInUse();
    }

    @Override
    public Enforcement enforcement() {
        return enforcement;
    }

    @Override
    public Limits limits() {
        return isolation.wanted().limits();
    }

    @Override
    public String networkLacks() {
        return isolation.networkLacks();
    }

    @Override
    public Path gateSocket() {
        return folder.server().resolve("network.sock");
    }

    @Override
    public void close() {
        awaitLaunches();
        launcher.close();
        acceptor.close();
        enforcement.close();
        isolation.close();
        try {
            folder.close();
        } catch (IOException left) {
            listener.launcherReported("its folder could not be removed: " + left.getMessage());
        }
    }

    private Enclosure enclosure(long id) {
        try {
            return enforcement.enclose(id, isolation.has("cgroup"));
        } catch (IOException refused) {
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, refused, refused.getMessage());
        }
    }

    /** A satellite that the end of the launcher meets half forked would complain in the log. */
    private void awaitLaunches() {
        try {
            if (launching.writeLock().tryLock(launcher.launchPatience().toMillis(), TimeUnit.MILLISECONDS)) {
                launching.writeLock().unlock();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Brings what the launcher sees to those who wait for it. */
    private final class Launches implements SatelliteLauncher.Observer {
        @Override
        public void launchFailed(long id, String reason) {
            Expectation expectation = awaited.get(id);
            if (expectation != null) {
                expectation.arrival().completeExceptionally(new IOException(reason));
            }
        }

        @Override
        public void isolationFound(IsolationView tried) {
            IsolationView found = isolation.explain(tried);
            listener.isolationReported(found);
            isolation.accept(found);
        }

        @Override
        public void ended(long id, SatelliteEnd how) {
            SatelliteProcess gone = living.remove(id);
            if (gone != null) {
                gone.end(how);
            }
            listener.satelliteEnded(id, how.status());
            launchFailed(id, "its process ended with status " + how.status() + " before it reported");
            observer.ended(id);
        }
    }
}

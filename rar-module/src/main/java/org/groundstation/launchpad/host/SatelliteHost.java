package org.groundstation.launchpad.host;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.groundstation.api.GroundstationException;
import org.groundstation.exchange.RuntimeName;
import org.groundstation.launchpad.isolation.WorkerAccounts;
import org.groundstation.launchpad.pool.Enforcement;
import org.groundstation.launchpad.pool.Limits;

/**
 * Where satellites run: starts them, says how they are reached, keeps them apart and within their limits, and ends them. Above it nobody
 * knows a process or a folder, so a host may be another machine as well as {@link LocalHost this one}. Thread-safe.
 */
public interface SatelliteHost extends AutoCloseable {
    /** Opens a host. */
    @FunctionalInterface
    interface Factory {
        /** @param timer for deadlines; belongs to the caller */
        SatelliteHost open(ScheduledExecutorService timer, Observer observer);
    }

    /** Told about a host's satellites, on any thread. */
    @FunctionalInterface
    interface Observer {
        /** All processes of this satellite are gone. */
        void ended(long id);
    }

    /** Whether its satellites can run scripts of this runtime. */
    boolean runs(RuntimeName runtime);

    /**
     * Makes sure that satellites can be started; slow the first time.
     *
     * @throws GroundstationException 2xxx when the runtime is missing, too old or incomplete, or too little isolates satellites
     */
    void prepare();

    /** Makes sure of it, and that the last satellites could be started. @throws GroundstationException 2xxx saying why not */
    void check();

    /**
     * Starts a satellite, which belongs to nobody yet, and waits until it has reported.
     *
     * @param access what its gate needs, if anything was granted
     * @throws GroundstationException 2xxx when it cannot be started or takes too long
     */
    SatelliteProcess start(long id, Optional<GateAccess> access);

    /** Ends a satellite with everything below it. Returns at once. Unknown ids are ignored. */
    void end(long id);

    /**
     * The operating system's account that scripts of this caller run as on this host; waits while all belong to others.
     *
     * @throws GroundstationException {@link org.groundstation.api.ErrorCode#ACCOUNTS_EXHAUSTED}
     */
    WorkerAccounts.Lease account(String caller);

    /** How many worker accounts are in use. */
    int accountsInUse();

    /** What keeps satellites of this host within the limits of their pools. */
    Enforcement enforcement();

    /** What each satellite of this host may use, whatever its pool allows. */
    Limits limits();

    /** Why scripts on this host cannot be given a network; empty if they can or nothing is known yet. */
    String networkLacks();

    /** Where the gates of this host's satellites find the server. */
    Path gateSocket();

    /** Ends all satellites and waits for it. */
    @Override
    void close();
}

package org.groundstation.launchpad.host;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.groundstation.exchange.FrameChannel;
import org.groundstation.launchpad.isolation.WorkerAccounts;
import org.groundstation.launchpad.pool.Enclosure;
import org.groundstation.launchpad.pool.PoolLease;

/**
 * A satellite as its host has it: from its order until all its processes are gone. It belongs to nobody until somebody {@link #hold holds}
 * it. Thread-safe.
 */
public final class SatelliteProcess {
    private final long id;
    private final List<Destination> destinations;
    private final Enclosure enclosure;
    private final CompletableFuture<SatelliteEnd> ended = new CompletableFuture<>();
    private volatile Report report;
    private volatile String caller = "";
    private WorkerAccounts.Lease account;
    private PoolLease place;

    /**
     * What it said of itself when it was ready.
     *
     * @param channel its connection
     * @param pid its process id on its host
     * @param runtime what it runs, for example {@code Python 3.11.7}
     */
    public record Report(FrameChannel channel, long pid, String runtime) {
    }

    /**
     * @param destinations what it can reach, if its script may
     * @param enclosure what is around its processes; taken away when it has ended, or when {@link #leave} says that it never began
     */
    public SatelliteProcess(long id, List<Destination> destinations, Enclosure enclosure) {
        this.id = id;
        this.destinations = destinations;
        this.enclosure = enclosure;
    }

    /** Its number. */
    public long id() {
        return id;
    }

    /** What it can reach, if its script may. */
    public List<Destination> destinations() {
        return destinations;
    }

    /** What is around its processes. */
    public Enclosure enclosure() {
        return enclosure;
    }

    /** It is ready. */
    public void reported(Report said) {
        report = said;
    }

    /** What it said of itself; null until then. */
    public Report report() {
        return report;
    }

    /** Whose scripts it runs; empty for nobody's yet. */
    public String caller() {
        return caller;
    }

    /** Completed when its processes are gone. */
    public CompletableFuture<SatelliteEnd> ended() {
        return ended;
    }

    /** Whether any of its processes is left. */
    public boolean isAlive() {
        return !ended.isDone();
    }

    /** It never began. */
    void leave() {
        enclosure.close();
    }

    /** From now on it belongs to a caller and holds both, until it has ended; not at all, if it has. */
    public synchronized void hold(String newCaller, WorkerAccounts.Lease ownAccount, PoolLease ownPlace) {
        caller = newCaller;
        account = ownAccount;
        place = ownPlace;
        if (ended.isDone()) {
            place.giveBack();
            account.giveBack();
        }
    }

    /** All its processes are gone. */
    public synchronized void end(SatelliteEnd how) {
        if (place != null) {
            place.giveBack(); // before others learn of the end: it knows why
        }
        leave();
        ended.complete(how);
        if (account != null) {
            account.giveBack();
        }
    }
}

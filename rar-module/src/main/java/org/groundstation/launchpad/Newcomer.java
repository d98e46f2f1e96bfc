package org.groundstation.launchpad;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.groundstation.launchpad.Reception.Arrival;
import org.groundstation.launchpad.SatelliteLauncher.End;
import org.groundstation.launchpad.network.Destination;
import org.groundstation.launchpad.pool.Enclosure;
import org.groundstation.launchpad.pool.PoolLease;

/** A satellite from its order until all its processes are gone. It belongs to nobody until it has an account. */
final class Newcomer {
    private final long id;
    private final CompletableFuture<End> ended = new CompletableFuture<>();
    private final List<Destination> destinations;
    private volatile Arrival arrival;
    private volatile String caller = "";
    private volatile Enclosure enclosure;
    private WorkerAccounts.Lease account;
    private PoolLease place;

    /** @param destinations what it can reach, if its script may */
    Newcomer(long id, List<Destination> destinations) {
        this.id = id;
        this.destinations = destinations;
    }

    long id() {
        return id;
    }

    List<Destination> destinations() {
        return destinations;
    }

    /** Whose scripts it runs; empty for nobody's yet. */
    String caller() {
        return caller;
    }

    /** Its connection and what it said. */
    Arrival arrival() {
        return arrival;
    }

    /** Completed when its processes are gone. */
    CompletableFuture<End> ended() {
        return ended;
    }

    boolean isAlive() {
        return !ended.isDone();
    }

    void arrived(Arrival reported) {
        arrival = reported;
    }

    /** What is around its processes. */
    Enclosure enclosure() {
        return enclosure;
    }

    /** Taken away when it has ended, or when {@link #leave} says that it never began. */
    void enclose(Enclosure made) {
        enclosure = made;
    }

    void leave() {
        if (enclosure != null) {
            enclosure.close();
        }
    }

    /** From now on it belongs to a caller and holds both, until it has ended; not at all, if it has. */
    synchronized void hold(String newCaller, WorkerAccounts.Lease ownAccount, PoolLease ownPlace) {
        caller = newCaller;
        account = ownAccount;
        place = ownPlace;
        if (ended.isDone()) {
            place.giveBack();
            account.giveBack();
        }
    }

    /** All its processes are gone. */
    synchronized void end(End how) {
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

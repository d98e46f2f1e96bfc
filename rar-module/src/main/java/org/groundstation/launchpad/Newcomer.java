package org.groundstation.launchpad;

import java.util.concurrent.CompletableFuture;
import org.groundstation.launchpad.Reception.Arrival;
import org.groundstation.launchpad.SatelliteLauncher.End;
import org.groundstation.launchpad.pool.Enclosure;
import org.groundstation.launchpad.pool.PoolLease;

/** A satellite from its order until all its processes are gone. It belongs to nobody until it has an account. */
final class Newcomer {
    private final long id;
    private final CompletableFuture<End> ended = new CompletableFuture<>();
    private volatile Arrival arrival;
    private volatile Enclosure enclosure;
    private WorkerAccounts.Lease account;
    private PoolLease place;

    Newcomer(long id) {
        this.id = id;
    }

    long id() {
        return id;
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

    /** From now on it holds both, until it has ended; not at all, if it has. */
    synchronized void hold(WorkerAccounts.Lease ownAccount, PoolLease ownPlace) {
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

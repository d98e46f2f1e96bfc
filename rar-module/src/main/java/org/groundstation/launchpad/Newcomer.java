package org.groundstation.launchpad;

import java.util.concurrent.CompletableFuture;
import org.groundstation.launchpad.Reception.Arrival;
import org.groundstation.launchpad.SatelliteLauncher.End;

/** A satellite from its order until all its processes are gone. It belongs to nobody until it has an account. */
final class Newcomer {
    private final long id;
    private final CompletableFuture<End> ended = new CompletableFuture<>();
    private volatile Arrival arrival;
    private WorkerAccounts.Lease account;

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

    /** From now on it holds the account, until it has ended; at once, if it has. */
    synchronized void hold(WorkerAccounts.Lease lease) {
        account = lease;
        if (ended.isDone()) {
            lease.giveBack();
        }
    }

    /** All its processes are gone. */
    synchronized void end(End how) {
        ended.complete(how);
        if (account != null) {
            account.giveBack();
        }
    }
}

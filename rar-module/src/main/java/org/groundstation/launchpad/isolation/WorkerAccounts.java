package org.groundstation.launchpad.isolation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/**
 * The identities of the operating system that scripts run as. The scripts of one caller share an account; different
 * callers never have the same one at the same time. Thread-safe.
 */
public final class WorkerAccounts {
    private final Deque<Integer> free;
    private final Map<String, Shared> taken = new HashMap<>();
    private final int size;
    private final Duration patience;

    /** An account of a caller, with the number of satellites that use it. */
    private static final class Shared {
        private final int account;
        private int satellites;

        private Shared(int account) {
            this.account = account;
        }
    }

    /** The account of one satellite, until all its processes are gone. */
    public final class Lease {
        private final String caller;
        private final OptionalInt account;
        private boolean returned;

        private Lease(String caller, OptionalInt account) {
            this.caller = caller;
            this.account = account;
        }

        /** The user id; empty without worker accounts. */
        public OptionalInt account() {
            return account;
        }

        /** Gives it back. Calling it twice is allowed. */
        public void giveBack() {
            synchronized (WorkerAccounts.this) {
                if (!returned && account.isPresent()) {
                    leave(caller);
                }
                returned = true;
            }
        }
    }

    /**
     * @param accounts user ids
     * @param patience how long a caller waits for an account
     */
    public WorkerAccounts(Collection<Integer> accounts, Duration patience) {
        free = new ArrayDeque<>(accounts);
        size = accounts.size();
        this.patience = patience;
    }

    /**
     * An account for one satellite of this caller; waits while all belong to others.
     *
     * @throws GroundstationException {@link ErrorCode#ACCOUNTS_EXHAUSTED}
     */
    public synchronized Lease take(String caller) {
        awaitOne(caller);
        // The one that was free longest, so that ids come back late.
        Shared shared = taken.computeIfAbsent(caller, first -> new Shared(free.removeFirst()));
        shared.satellites++;
        return new Lease(caller, OptionalInt.of(shared.account));
    }

    /** For a satellite that keeps the server's identity. */
    public Lease none() {
        return new Lease("", OptionalInt.empty());
    }

    /** How many accounts are in use. */
    public synchronized int inUse() {
        return taken.size();
    }

    private void awaitOne(String caller) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (free.isEmpty() && !taken.containsKey(caller)) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new GroundstationException(ErrorCode.ACCOUNTS_EXHAUSTED, size, patience.toMillis());
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new GroundstationException(ErrorCode.ACCOUNTS_EXHAUSTED, interrupted, size, patience.toMillis());
            }
        }
    }

    private void leave(String caller) {
        Shared shared = taken.get(caller);
        shared.satellites--;
        if (shared.satellites == 0) {
            taken.remove(caller);
            free.addLast(shared.account);
            notifyAll();
        }
    }
}

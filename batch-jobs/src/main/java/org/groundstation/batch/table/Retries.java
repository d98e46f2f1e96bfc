package org.groundstation.batch.table;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.batch.database.DatabaseErrors;
import org.groundstation.batch.database.Dialect;

/**
 * What one partition has tried in vain since its last chunk, and whether it should try again. What passes is waited for: places
 * of pools without an end, launches for minutes, other transactions for a number of attempts. Shared by the reader and the
 * writer of the partition, which take turns on one thread.
 */
final class Retries {
    /** How many satellites one batch may cost before it is the batch's fault. */
    private static final int SATELLITES = 3;
    /** How often one chunk may be rolled back because of other transactions. */
    private static final int ROLLBACKS = 10;
    /** How long satellites may fail to start before that lasts. */
    private static final Duration LAUNCH_PATIENCE = Duration.ofMinutes(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration QUEUE_PAUSE = Duration.ofMillis(500);
    /** Of those that are told in the end. */
    private static final int REMEMBERED = 10;
    /** What a container says of a pool whose connections are all in use. */
    private static final String ALL_IN_USE = "In-use connections equal max-pool-size";

    /** Why a satellite was lost through no fault of its batch. */
    private static final String LAUNCHER_ENDED = "(its launcher ended)";

    private static final Set<ErrorCode> LOST = Set.of(ErrorCode.SATELLITE_LOST, ErrorCode.PROTOCOL_VIOLATION);
    private static final Set<ErrorCode> NOT_LAUNCHED = Set.of(ErrorCode.LAUNCH_FAILED, ErrorCode.LAUNCH_TIMED_OUT,
            ErrorCode.LAUNCHER_TIMED_OUT, ErrorCode.POOL_FULL);
    private static final Set<ErrorCode> FULL = Set.of(ErrorCode.RESOURCE_POOL_BUSY, ErrorCode.ACCOUNTS_EXHAUSTED, ErrorCode.DATABASE_BUSY);

    private final Deque<Throwable> failures = new ArrayDeque<>();
    private int satellites;
    private int rollbacks;
    private int launches;
    private long firstLaunchFailure;
    private Duration pause = Duration.ZERO;

    /** A chunk is through. */
    void succeeded() {
        failures.clear();
        satellites = 0;
        rollbacks = 0;
        launches = 0;
    }

    /**
     * Takes note of a failure.
     *
     * @return whether to try again, after {@link #takePause}
     */
    boolean again(GroundstationException failed) {
        return again(pause(failed), failed);
    }

    /** The same for a statement of the writer. */
    boolean again(Dialect dialect, SQLException failed) {
        if (DatabaseErrors.isConnectionLost(dialect, failed) && DatabaseErrors.lost(dialect, failed) == ErrorCode.DATABASE_BUSY) {
            return again(QUEUE_PAUSE, failed);
        }
        return again(DatabaseErrors.isPassing(dialect, failed) && ++rollbacks < ROLLBACKS ? growing(rollbacks) : null, failed);
    }

    /** How long to rest before the next try; zero when nothing has failed. */
    Duration takePause() {
        Duration next = pause;
        pause = Duration.ZERO;
        return next;
    }

    /** The error that ends it, with what was tried before as suppressed ones. */
    <T extends Throwable> T withEarlier(T last) {
        failures.stream().filter(failure -> failure != last && failure != last.getCause()).forEach(last::addSuppressed);
        failures.clear();
        return last;
    }

    private boolean again(Duration rest, Exception failed) {
        if (rest == null) {
            return false;
        }
        remember(failed);
        pause = rest;
        return true;
    }

    private Duration pause(GroundstationException failed) {
        if (FULL.contains(failed.code()) || failed.code() == ErrorCode.POOL_FULL && failed.getMessage().contains(ALL_IN_USE)) {
            return QUEUE_PAUSE;
        }
        if (NOT_LAUNCHED.contains(failed.code()) || failed.code() == ErrorCode.SATELLITE_LOST && failed.getMessage().contains(LAUNCHER_ENDED)) {
            if (launches++ == 0) {
                firstLaunchFailure = System.nanoTime();
            }
            return System.nanoTime() - firstLaunchFailure < LAUNCH_PATIENCE.toNanos() ? growing(launches) : null;
        }
        return LOST.contains(failed.code()) && ++satellites < SATELLITES ? Duration.ZERO : null;
    }

    private void remember(Throwable failed) {
        Throwable last = failures.peekLast();
        if (last != null && String.valueOf(last.getMessage()).equals(failed.getMessage())) {
            failures.removeLast(); // a queue says the same all the time
        } else if (failures.size() == REMEMBERED) {
            failures.removeFirst();
        }
        failures.addLast(failed);
    }

    private static Duration growing(int attempt) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}

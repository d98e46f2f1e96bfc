package org.groundstation.launchpad.host;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/**
 * Keeps something that fails again and again from being tried all the time. Until the next try everybody gets the last
 * reason. Not thread-safe.
 */
final class BackOff {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    /** What has worked for that long is not failing any more. */
    private static final Duration STEADY = Duration.ofSeconds(10);

    private final Clock clock;
    private int failures;
    private Instant startedAt;
    private Instant nextTry = Instant.MIN;
    private GroundstationException reason;

    BackOff(Clock clock) {
        this.clock = clock;
    }

    /**
     * Tries it, if it is time to.
     *
     * @throws GroundstationException why this try or the last one failed
     */
    <T> T start(Supplier<T> attempt) {
        Instant now = clock.instant();
        if (startedAt != null) { // it ran and has ended
            boolean steady = Duration.between(startedAt, now).compareTo(STEADY) >= 0;
            startedAt = null;
            if (steady) {
                failures = 0;
            } else {
                failed(new GroundstationException(ErrorCode.LAUNCH_FAILED, "the launcher ended within " + STEADY.toSeconds()
                        + " s of its start; its last words are in the log"), now);
            }
        }
        if (now.isBefore(nextTry)) {
            throw reason;
        }
        try {
            T started = attempt.get();
            startedAt = now;
            return started;
        } catch (GroundstationException why) {
            failed(why, now);
            throw why;
        }
    }

    /** How long until the next try. */
    Duration pause() {
        Instant now = clock.instant();
        return now.isBefore(nextTry) ? Duration.between(now, nextTry) : Duration.ZERO;
    }

    /** The first failure costs nothing: one crash is no habit. */
    private void failed(GroundstationException why, Instant now) {
        failures++;
        reason = why;
        if (failures > 1) {
            Duration pause = FIRST.multipliedBy(1L << Math.min(failures - 2, 10));
            nextTry = now.plus(pause.compareTo(LONGEST) < 0 ? pause : LONGEST);
        }
    }
}

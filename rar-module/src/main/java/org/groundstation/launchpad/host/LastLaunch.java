package org.groundstation.launchpad.host;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.groundstation.api.GroundstationException;

/** How the last launch went, for those who ask whether satellites can be started. Thread-safe. */
final class LastLaunch {
    /** Spares are tried again within this time, so what lasts stays known; without spares the next caller finds out. */
    private static final Duration MEMORY = Duration.ofSeconds(60);

    private final Clock clock;
    private GroundstationException failure;
    private Instant until = Instant.MIN;

    LastLaunch(Clock clock) {
        this.clock = clock;
    }

    synchronized void succeeded() {
        failure = null;
    }

    /** A caller that was interrupted says nothing about launches. */
    synchronized void failed(GroundstationException reason) {
        if (!(reason.getCause() instanceof InterruptedException)) {
            failure = reason;
            until = clock.instant().plus(MEMORY);
        }
    }

    /** @throws GroundstationException why the last launch failed, if that was not long ago */
    synchronized void check() {
        if (failure != null && clock.instant().isBefore(until)) {
            throw failure;
        }
    }
}

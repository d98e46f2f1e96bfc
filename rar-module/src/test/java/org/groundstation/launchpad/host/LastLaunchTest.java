package org.groundstation.launchpad.host;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.junit.jupiter.api.Test;

class LastLaunchTest {
    private Instant now = Instant.EPOCH;
    private final InstantSource source = () -> now;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private final LastLaunch last = new LastLaunch(clock);

    @Test
    void aFailureIsKnownUntilALaunchSucceeds() {
        last.check();
        last.failed(new GroundstationException(ErrorCode.LAUNCH_TIMED_OUT, 7L, 100L));
        assertThatThrownBy(last::check).hasMessageStartingWith("GS-2007: satellite 7 did not report within 100 ms. ");
        last.succeeded();
        assertThatCode(last::check).doesNotThrowAnyException();
    }

    @Test
    void anOldFailureIsForgotten() {
        last.failed(new GroundstationException(ErrorCode.LAUNCH_FAILED, "no memory"));
        now = now.plus(Duration.ofSeconds(59));
        assertThatThrownBy(last::check).isInstanceOf(GroundstationException.class);
        now = now.plus(Duration.ofSeconds(1));
        assertThatCode(last::check).doesNotThrowAnyException();
    }

    @Test
    void aCallerThatWasInterruptedIsNoFailure() {
        last.failed(new GroundstationException(ErrorCode.LAUNCH_FAILED, new InterruptedException(), "the caller was interrupted"));
        assertThatCode(last::check).doesNotThrowAnyException();
    }
}

package org.groundstation.launchpad.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private final Hands clock = new Hands();
    private final BackOff backOff = new BackOff(clock);
    private int attempts;

    /** A clock that goes when it is told to. */
    private static final class Hands extends Clock {
        private Instant now = Instant.EPOCH;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void theFirstFailureIsTriedAgainAtOnceAndThenEverLater() {
        fail();
        assertThat(backOff.pause()).isZero();
        fail();
        assertThat(backOff.pause()).isEqualTo(Duration.ofMillis(500));
        fail();
        assertThat(attempts).as("it was too early for a third").isEqualTo(2);
        clock.now = clock.now.plusMillis(500);
        fail();
        assertThat(attempts).isEqualTo(3);
        assertThat(backOff.pause()).isEqualTo(Duration.ofSeconds(1));
        for (int i = 0; i < 20; i++) {
            clock.now = clock.now.plus(backOff.pause());
            fail();
        }
        assertThat(backOff.pause()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void whatEndsSoonAfterItsStartIsFailingToo() {
        assertThat(backOff.start(() -> 1)).isEqualTo(1);
        assertThat(backOff.start(() -> 2)).as("one crash is no habit").isEqualTo(2);
        assertThatThrownBy(() -> backOff.start(() -> 3)).hasMessageStartingWith(
                "GS-2006: no satellite could be started: the launcher ended within 10 s of its start; its last words are in the log. ");
    }

    @Test
    void whatRanForAWhileStartsAgainAtOnce() {
        for (int i = 0; i < 5; i++) {
            int number = i;
            assertThat(backOff.start(() -> number)).isEqualTo(number);
            clock.now = clock.now.plusSeconds(10);
        }
    }

    private void fail() {
        assertThatThrownBy(() -> backOff.start(() -> {
            attempts++;
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, "no memory");
        })).hasMessageContaining("no memory");
    }
}

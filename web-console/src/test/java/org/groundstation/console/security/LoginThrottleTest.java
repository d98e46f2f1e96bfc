package org.groundstation.console.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
    private Instant now = Instant.EPOCH;
    private final LoginThrottle throttle = new LoginThrottle(new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    @Test
    void aFewTyposCostNothing() {
        fail(LoginThrottle.FREE_FAILURES - 1);

        assertThat(wait("admin", "a")).isZero();
    }

    @Test
    void theWaitDoublesWithEachFailureUpToAMinute() {
        fail(LoginThrottle.FREE_FAILURES);
        assertThat(wait("admin", "a")).isEqualTo(Duration.ofSeconds(1));
        fail(1);
        assertThat(wait("admin", "a")).isEqualTo(Duration.ofSeconds(2));
        fail(50);
        assertThat(wait("admin", "a")).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void theWaitPasses() {
        fail(LoginThrottle.FREE_FAILURES);
        now = now.plusSeconds(1);

        assertThat(wait("admin", "a")).isZero();
    }

    @Test
    void otherNamesAndAddressesDoNotWait() {
        fail(50);

        assertThat(wait("eve", "a")).isZero();
        assertThat(wait("admin", "b")).isZero();
    }

    @Test
    void theRightPasswordForgetsTheFailures() {
        fail(50);
        throttle.succeeded("admin", "a");
        fail(1);

        assertThat(wait("admin", "a")).isZero();
    }

    @Test
    void whoeverIsSilentForADayIsForgotten() {
        fail(50);
        now = now.plus(Duration.ofDays(1));
        fail(1);

        assertThat(wait("admin", "a")).isZero();
    }

    @Test
    void aFloodOfNamesTakesBoundedMemory() {
        for (int at = 0; at < 50_000; at++) {
            throttle.failed("name" + at, "a");
        }

        assertThat(throttle.weight()).isBetween(LoginThrottle.LARGEST_WEIGHT / 2, LoginThrottle.LARGEST_WEIGHT);
    }

    @Test
    void longNamesTakeNoMoreMemory() {
        String filler = "x".repeat(1 << 20);
        for (int at = 0; at < 20; at++) {
            throttle.failed(at + filler, "a");
        }

        assertThat(throttle.weight()).isLessThanOrEqualTo(LoginThrottle.LARGEST_WEIGHT);
    }

    @Test
    void failuresAtTheSameTimeAreAllCounted() {
        IntStream.range(0, LoginThrottle.FREE_FAILURES + 3).parallel().forEach(at -> throttle.failed("admin", "a"));

        assertThat(wait("admin", "a")).isEqualTo(Duration.ofSeconds(8));
    }

    private void fail(int times) {
        for (int at = 0; at < times; at++) {
            throttle.failed("admin", "a");
        }
    }

    private Duration wait(String name, String address) {
        return throttle.remainingWait(name, address);
    }
}

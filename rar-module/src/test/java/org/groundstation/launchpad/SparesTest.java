package org.groundstation.launchpad;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.groundstation.launchpad.host.SatelliteProcess;
import org.junit.jupiter.api.Test;

class SparesTest {
    @Test
    void refillingSurvivesErrorsThatAreNoneOfOurs() throws InterruptedException {
        AtomicInteger tries = new AtomicInteger();
        CountDownLatch started = new CountDownLatch(1);
        Spares spares = new Spares(1, () -> {
            if (tries.incrementAndGet() == 1) {
                throw new AssertionError("a bug");
            }
            started.countDown();
            return new SatelliteProcess(7, List.of(), null);
        }, process -> true, id -> {});
        Thread loop = new Thread(spares::keepFilled);
        loop.start();
        try (spares) {
            assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        }
        loop.join(10_000);
        assertThat(loop.isAlive()).isFalse();
    }
}

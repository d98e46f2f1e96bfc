package org.groundstation.batch.operate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private static final Duration LOOK = Duration.ofMillis(500);

    /** As the recovery does, for an hour in which nothing succeeds. */
    @Test
    void growRarerAndEndAfterAQuarterOfAnHour() {
        List<Long> seconds = new ArrayList<>();
        Attempts attempts = Attempts.none(7);
        long now = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos(); // the clock may begin anywhere
        for (long look = 0; !attempts.areHopeless(now); look++, now += LOOK.toNanos()) {
            if (attempts.allowAnother(now)) {
                seconds.add(LOOK.multipliedBy(look).toSeconds());
                attempts = attempts.another(now);
            }
        }
        assertThat(seconds.subList(0, 8)).containsExactly(0L, 0L, 1L, 2L, 4L, 8L, 16L, 32L);
        assertThat(seconds.get(seconds.size() - 1)).isBetween(860L, 900L);
        assertThat(seconds.get(20) - seconds.get(19)).isEqualTo(30);
        assertThat(attempts.rowsWritten()).isEqualTo(7);
    }

    @Test
    void fewAreNotHopelessHoweverLongTheyTake() {
        Attempts attempts = Attempts.none(0);
        for (int attempt = 0; attempt < 19; attempt++) {
            attempts = attempts.another(Duration.ofMinutes(attempt).toNanos());
        }
        assertThat(attempts.areHopeless(Duration.ofMinutes(30).toNanos())).isFalse();
    }
}

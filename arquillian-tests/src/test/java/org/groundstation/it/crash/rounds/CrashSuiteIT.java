package org.groundstation.it.crash.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A few rounds of the crash suite; all of them: {@code ./mvnw -Pcrash}. */
@Tag("alone")
class CrashSuiteIT {
    private static final List<Round.Case> SHORT = List.of(new Round.Case(Trouble.KILL_SERVER, Database.POSTGRES),
            new Round.Case(Trouble.LOSE_LEASE, Database.POSTGRES),
            new Round.Case(Trouble.CUT_CONNECTIONS, Database.POSTGRES), new Round.Case(Trouble.KILL_ONE_SESSION, Database.POSTGRES),
            new Round.Case(Trouble.KILL_SATELLITE, Database.POSTGRES));

    @Test
    void aFewRoundsAreExact() throws Exception {
        long seed = Long.getLong("groundstation.test.seed", ThreadLocalRandom.current().nextInt(1_000_000_000));
        List<Round> rounds = new ArrayList<>();
        for (int number = 0; number < SHORT.size(); number++) {
            rounds.add(Round.draw(seed, number, SHORT.get(number), number));
        }
        List<String> failures = new CrashSuite(seed, Path.of(System.getProperty("groundstation.test.output", "target"), "crash-short")).run(rounds);
        assertThat(failures).as("rounds of -Dgroundstation.test.seed=%d", seed).isEmpty();
    }
}

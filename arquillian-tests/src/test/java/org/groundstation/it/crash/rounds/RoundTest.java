package org.groundstation.it.crash.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoundTest {
    /** What {@code -Pcrash} runs by default. */
    private static final int FULL = 300;
    private static final long SEED = 20_261_128;

    @Test
    void theFullFormHasEveryTroubleOnEveryDatabaseAtLeastFiveTimes() {
        List<Round> rounds = rounds(SEED);
        assertThat(Trouble.values()).allSatisfy(trouble -> {
            assertThat(trouble.strike()).as("what %s does", trouble).isNotNull();
            assertThat(Stream.of(Database.values()).filter(trouble::isOn)).as("where %s happens", trouble).isNotEmpty();
        });
        assertThat(Round.cases()).allSatisfy(of -> assertThat(rounds).filteredOn(round -> round.trouble() == of.trouble() && round.database() == of.database())
                .hasSizeGreaterThanOrEqualTo(5));
    }

    @Test
    void theFullFormHasEveryMomentAndEveryKey() {
        List<Round> rounds = rounds(SEED);
        for (Database database : Database.values()) {
            List<Round> here = rounds.stream().filter(round -> round.database() == database).toList();
            assertThat(here).extracting(Round::moment).containsOnlyElementsOf(Stream.of(Moment.values()).filter(moment -> moment.isOn(database)).toList());
            assertThat(here).extracting(Round::key).containsOnlyElementsOf(Stream.of(KeyShape.values()).filter(key -> key.isOn(database)).toList());
            assertThat(here).extracting(Round::partitions).contains(1, 2, 3, 4, 5);
        }
    }

    @Test
    void aRoundIsDrawnFromSeedAndNumber() {
        assertThat(rounds(1)).isEqualTo(rounds(1)).isNotEqualTo(rounds(2));
        assertThat(Round.draw(7, 11)).isEqualTo(rounds(7).get(11));
    }

    private static List<Round> rounds(long seed) {
        return IntStream.range(0, FULL).mapToObj(number -> Round.draw(seed, number)).toList();
    }
}

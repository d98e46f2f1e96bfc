package org.groundstation.batch.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MariaDbColumnsTest {
    private static final int MOST = 65_535;

    @Test
    void enumsMayHaveAllTheLabelsThatMariaDbTakes() {
        String labels = IntStream.range(0, MOST).mapToObj(n -> "'l" + n + " it''s %s'").collect(Collectors.joining(","));
        assertThat(MariaDbColumns.labels("enum(" + labels + ")")).contains(labels);
    }

    @Test
    void anEnumWithAnEmptyLabelHasNone() {
        assertThat(MariaDbColumns.labels("enum('a','','b')")).isEmpty();
    }
}

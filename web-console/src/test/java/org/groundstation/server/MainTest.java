package org.groundstation.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.groundstation.api.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @ParameterizedTest
    @ValueSource(strings = {"1.8", "11", "16"})
    void anOldJavaIsRefusedInTheWordsOfItsErrorCode(String version) {
        assertThat(Main.refusal(version)).isEqualTo(ErrorCode.JAVA_TOO_OLD.text(version));
    }

    @Test
    void java17AndLaterAreTaken() {
        assertThat(Main.refusal("17")).isNull();
        assertThat(Main.refusal("25")).isNull();
    }
}

package org.groundstation.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {
    @Test
    void everyCodeHasItsOwnNumberAMessageAndARemedy() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::id)).doesNotHaveDuplicates().allMatch(id -> id.matches("GS-[1-9]\\d{3}"));
        assertThat(ErrorCode.values()).allSatisfy(code -> {
            assertThat(code.template()).isNotBlank().doesNotEndWith(".");
            assertThat(code.remedy()).endsWith(".");
        });
    }

    @Test
    void aMessageSaysWhatHappenedWithWhichValuesAndWhatToDo() {
        assertThat(new GroundstationException(ErrorCode.PORT_IN_USE, 8080, "127.0.0.1")).hasMessage(
                "GS-6002: port 8080 of 127.0.0.1 is in use. Stop the other program, or choose another port with groundstation.http.port.");
    }

    @Test
    void theFirstKnownErrorIsFoundInAChainOfCauses() {
        GroundstationException known = new GroundstationException(ErrorCode.POOL_FULL, "x");
        assertThat(GroundstationException.in(new IllegalStateException(new RuntimeException(known)))).isSameAs(known);
        assertThat(GroundstationException.in(new IllegalStateException())).isNull();
    }
}

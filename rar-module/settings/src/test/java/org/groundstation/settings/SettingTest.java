package org.groundstation.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SettingTest {
    @Test
    void settingsAreCheckedAndNamed() {
        assertThat(Setting.HTTP_PORT.environmentVariable()).isEqualTo("GROUNDSTATION_HTTP_PORT");
        System.setProperty(Setting.LAUNCH_TIMEOUT.key(), "soon");
        try {
            assertThatThrownBy(() -> Setting.LAUNCH_TIMEOUT.millis(1)).hasMessageStartingWith(
                    "GS-6001: setting groundstation.launch.timeout has the value 'soon': it must be a whole number of at least 1. ");
        } finally {
            System.clearProperty(Setting.LAUNCH_TIMEOUT.key());
        }
    }
}

package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.groundstation.api.ExternalScript;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.settings.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryLimitTest {
    @BeforeEach
    void limit() {
        System.setProperty(Setting.SATELLITE_MEMORY.key(), Long.toString(256 << 20));
    }

    @AfterEach
    void forget() {
        System.clearProperty(Setting.SATELLITE_MEMORY.key());
    }

    @Test
    void aProcessThatWantsTooMuchGetsAMemoryError() throws Exception {
        try (TestAdapter station = new TestAdapter(); SatelliteConnection satellite = station.factory().getConnection()) {
            assertThatThrownBy(() -> satellite.execute(ExternalScript.python("bytearray(400 << 20)").build()))
                    .hasMessageStartingWith("GS-1002: the script raised MemoryError");
        }
    }

    @Test
    void aSatelliteThatTakesTooMuchAltogetherIsEndedWithItsLimitInTheMessage() throws Exception {
        try (TestAdapter station = new TestAdapter(); SatelliteConnection satellite = station.factory().getConnection()) {
            assumeTrue(station.adapter.monitor().isolation().has("cgroup"), "this machine has no control groups for us");
            // Shared memory is no data of the process, so that only the control group counts it.
            ExternalScript greedy = ExternalScript.python("""
                    import mmap
                    shared = mmap.mmap(-1, 400 << 20)
                    for at in range(0, len(shared), 4096):
                        shared[at] = 1
                    """).build();
            long id = satellite.satelliteId();
            assertThatThrownBy(() -> satellite.execute(greedy)).hasMessageStartingWith("GS-3008: satellite " + id
                    + " exceeded its memory limit of 256 MB. Send fewer rows at a time, use less memory in the script, or raise "
                    + "groundstation.satellite.memory or the limit of its resource pool.");
        }
    }
}

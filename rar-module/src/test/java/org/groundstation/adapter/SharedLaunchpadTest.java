package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.groundstation.launchpad.SatelliteRequest;
import org.junit.jupiter.api.Test;

class SharedLaunchpadTest {
    private static final SatelliteRequest ANYBODY = new SatelliteManagedConnectionFactory().request(null).forLaunchpad();

    @Test
    void adaptersOfOneServerShareALaunchpadUntilTheLastOneStops() {
        LaunchpadService first = SharedLaunchpad.enter();
        LaunchpadService second = SharedLaunchpad.enter();
        assertThat(second).isSameAs(first);
        SharedLaunchpad.leave(first);
        second.launchpad().launch(ANYBODY).end();
        SharedLaunchpad.leave(second);
        assertThatThrownBy(() -> second.launchpad().launch(ANYBODY)).hasMessageStartingWith("GS-2008: the Launchpad is stopped. ");
    }

    @Test
    void anAdapterThatWasStoppedStartsAgainAndLeavesNoThread() throws Exception {
        GroundstationResourceAdapter adapter = new GroundstationResourceAdapter();
        for (int i = 0; i < 2; i++) {
            adapter.start(null);
            adapter.check();
            adapter.stop();
            adapter.stop();
        }
        Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).filter(name -> name.startsWith("groundstation-")).toList();
    }
}

package org.groundstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.groundstation.it.ServerProcess.Ended;
import org.groundstation.settings.Setting;
import org.junit.jupiter.api.Test;

/** A server as on systems where satellites can only be spawned, without isolation; it runs the demo. */
class SpawnedSatellitesIT {
    private static final Duration DEMO_LIMIT = Duration.ofMinutes(5);

    @Test
    void itStartsOnlyIfTheAdministratorTrustsAllScriptsAndSaysThatNothingIsIsolated() {
        try (ServerProcess server = ServerProcess.with(Setting.LAUNCHER, "spawn")) {
            Ended refused = server.startAndWait();
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.output()).isEmpty();
            assertThat(refused.errors()).isEqualTo("GS-2010: nothing on this machine keeps scripts away from the server's files: active: nothing; missing: "
                    + "cgroup, namespaces, root, limits, account, capabilities, privileges, landlock, seccomp (satellites are spawned). "
                    + "Let this machine grant one of these layers (docs/operations.md says how), or set groundstation.isolation.trusted if all scripts are trusted."
                    + System.lineSeparator());

            server.and(Setting.ISOLATION_TRUSTED, true).and(Setting.DEMO, true).and(Setting.DEMO_EXIT, true);
            Ended demo = server.startAndWait(DEMO_LIMIT);

            assertThat(demo.output()).contains("No isolation: trusted code only. Scripts can do whatever the server's user can.")
                    .endsWith("scored 200000 of 200000 rows" + System.lineSeparator());
            assertThat(demo.exitCode()).isZero();
            assertThat(server.log()).contains("no isolation: trusted code only.");
        }
    }
}

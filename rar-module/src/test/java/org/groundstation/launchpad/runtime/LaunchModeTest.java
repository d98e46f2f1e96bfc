package org.groundstation.launchpad.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.groundstation.api.admin.IsolationView;
import org.groundstation.launchpad.host.LaunchCheck;
import org.groundstation.launchpad.isolation.Isolation;
import org.groundstation.settings.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchModeTest {
    @AfterEach
    void forgetSettings() {
        System.clearProperty(Setting.LAUNCHER.key());
        System.clearProperty(Setting.ISOLATION_TRUSTED.key());
        System.clearProperty(Setting.ISOLATION_ROOT.key());
    }

    @Test
    void linuxForksUnlessAskedOtherwise() {
        assertThat(LaunchMode.on("Linux")).isEqualTo(LaunchMode.FORK);
        System.setProperty(Setting.LAUNCHER.key(), "spawn");
        assertThat(LaunchMode.on("Linux")).isEqualTo(LaunchMode.SPAWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mac OS X", "Windows Server 2022"})
    void othersSpawnAndCannotFork(String system) {
        assertThat(LaunchMode.on(system)).isEqualTo(LaunchMode.SPAWN);
        System.setProperty(Setting.LAUNCHER.key(), "fork");
        assertThatThrownBy(() -> LaunchMode.on(system)).hasMessage("GS-6012: satellites are forked on Linux only; this is " + system
                + ". Set groundstation.launcher to spawn, which has no isolation, or run the server on Linux: in a container, a virtual machine, "
                + "or on Windows in WSL 2.");
    }

    @Test
    void spawnedSatellitesTakeAnAdministratorWhoTrustsScripts() {
        System.setProperty(Setting.LAUNCHER.key(), "spawn");
        IsolationView none = Isolation.configured().none();
        assertThatThrownBy(LaunchCheck::isolation).hasMessageStartingWith("GS-2010: nothing on this machine keeps scripts away from the server's files: "
                + "active: nothing; missing: cgroup, namespaces, root, limits, account, capabilities, privileges, landlock, seccomp (satellites are spawned). ");
        System.setProperty(Setting.ISOLATION_TRUSTED.key(), "true");
        assertThat(LaunchCheck.isolation()).isFalse();
        assertThat(none.keepsFiles()).isFalse();
    }

    @Test
    void aLayerThatIsRequiredKeepsSatellitesFromBeingSpawned() {
        System.setProperty(Setting.LAUNCHER.key(), "spawn");
        System.setProperty(Setting.ISOLATION_TRUSTED.key(), "true");
        System.setProperty(Setting.ISOLATION_ROOT.key(), "required");
        assertThatThrownBy(LaunchCheck::isolation).hasMessageStartingWith("GS-2009: the isolation layer 'root' is required and cannot be put on: "
                + "satellites are spawned. ");
    }
}

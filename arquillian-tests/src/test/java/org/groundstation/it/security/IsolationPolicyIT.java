package org.groundstation.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.groundstation.it.ServerProcess.Ended;
import org.groundstation.settings.Setting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a machine does not grant keeps the server from starting, if an administrator requires it. */
@Tag("alone")
class IsolationPolicyIT {
    @BeforeEach
    void needsRoot() {
        assumeTrue("root".equals(System.getProperty("user.name")), "the suite needs root to make namespaces and a user");
    }

    @Test
    void aRequiredLayerThatIsMissingIsNamed() {
        try (SecuredServer server = new SecuredServer(Mode.CONTAINER, false)) {
            Ended ended = server.process().and(Setting.ISOLATION_ROOT, "required").startAndWait();
            SecurityReport.add("required layer missing", Mode.CONTAINER, "no start, GS-2009 names the layer", ended.errors().strip());
            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.errors()).startsWith("GS-2009: the isolation layer 'root' is required and cannot be put on: it needs the namespaces. ");
        }
    }

    @Test
    void aMachineOnWhichNothingKeepsFilesNeedsTrust() {
        try (SecuredServer server = new SecuredServer(Mode.USER, false)) {
            List.of(Setting.ISOLATION_NAMESPACES, Setting.ISOLATION_ROOT, Setting.ISOLATION_ACCOUNT, Setting.ISOLATION_LANDLOCK)
                    .forEach(layer -> server.process().and(layer, "off"));
            Ended ended = server.process().startAndWait();
            SecurityReport.add("no isolation", Mode.USER, "no start, GS-2010", ended.errors().strip());
            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.errors()).startsWith("GS-2010: nothing on this machine keeps scripts away from the server's files: ");
            server.process().and(Setting.ISOLATION_TRUSTED, true);
            server.start();
            assertThat(server.process().log()).contains("no isolation: trusted code only.");
        }
    }
}

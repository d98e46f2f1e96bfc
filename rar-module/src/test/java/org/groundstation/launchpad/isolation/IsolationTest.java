package org.groundstation.launchpad.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.groundstation.api.admin.IsolationView;
import org.groundstation.launchpad.host.LaunchCheck;
import org.groundstation.settings.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IsolationTest {
    private static final IsolationView FOUND = new IsolationView(List.of(
            new IsolationView.Layer("root", "preferred", false, "mount: Operation not permitted"),
            new IsolationView.Layer("seccomp", "off", false, ""),
            new IsolationView.Layer("landlock", "preferred", true, "")));

    @AfterEach
    void clear() {
        List.of(Setting.ISOLATION_ROOT, Setting.ISOLATION_TRUSTED, Setting.ACCOUNTS_COUNT, Setting.ISOLATION_READABLE)
                .forEach(setting -> System.clearProperty(setting.key()));
    }

    @Test
    void theReportIsOneLine() {
        assertThat(FOUND.summary()).isEqualTo("active: landlock; missing: root (mount: Operation not permitted); off: seccomp");
    }

    @Test
    void aRequiredLayerThatIsMissingIsNamed() {
        IsolationView.Layer missing = new IsolationView.Layer("root", "required", false, "mount: Operation not permitted");
        assertThatThrownBy(() -> Isolation.configured().require(new IsolationView(List.of(missing)))).hasMessage(
                "GS-2009: the isolation layer 'root' is required and cannot be put on: mount: Operation not permitted. "
                        + "Let this machine grant it (docs/operations.md says how), or set groundstation.isolation.<layer> to preferred.");
    }

    @Test
    void withoutAnythingThatKeepsFilesScriptsMustBeTrusted() {
        IsolationView nothing = new IsolationView(List.of(FOUND.layers().get(0), FOUND.layers().get(1)));
        assertThatThrownBy(() -> Isolation.configured().require(nothing)).hasMessageStartingWith(
                "GS-2010: nothing on this machine keeps scripts away from the server's files: active: nothing; missing: root (");
        System.setProperty(Setting.ISOLATION_TRUSTED.key(), "true");
        assertThatCode(() -> Isolation.configured().require(nothing)).doesNotThrowAnyException();
        assertThatCode(() -> Isolation.configured().require(FOUND)).doesNotThrowAnyException();
    }

    @Test
    void settingsAreChecked() {
        System.setProperty(Setting.ISOLATION_ROOT.key(), "maybe");
        assertThatThrownBy(Isolation::configured).hasMessageStartingWith(
                "GS-6001: setting groundstation.isolation.root has the value 'maybe': it must be one of required, preferred, off. ");
        System.clearProperty(Setting.ISOLATION_ROOT.key());
        System.setProperty(Setting.ACCOUNTS_COUNT.key(), "101");
        assertThatThrownBy(Isolation::configured).hasMessageContaining("it must be 100 or less");
        System.clearProperty(Setting.ACCOUNTS_COUNT.key());
        System.setProperty(Setting.ISOLATION_READABLE.key(), "/usr:models");
        assertThatThrownBy(Isolation::configured).hasMessageContaining("models is not an absolute path of something that exists");
    }

    @Test
    void thisMachineGrantsWhatIsRequired() {
        assertThatCode(LaunchCheck::isolation).doesNotThrowAnyException();
    }
}

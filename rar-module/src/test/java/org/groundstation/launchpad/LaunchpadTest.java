package org.groundstation.launchpad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.admin.ExternalResourcePool;
import org.groundstation.exchange.RuntimeName;
import org.groundstation.launchpad.isolation.Isolation;
import org.groundstation.launchpad.runtime.PythonRuntime;
import org.groundstation.monitor.SatelliteListener;
import org.groundstation.settings.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LaunchpadTest {
    @TempDir
    private Path folder;
    private static final SatelliteRequest TESTER = new SatelliteRequest("tester", ExternalResourcePool.DEFAULT, RuntimeName.PYTHON);
    private int spares;
    private final Recorder recorder = new Recorder();

    /** Remembers process ids and ends. */
    private static final class Recorder implements SatelliteListener {
        private final Map<Long, Long> pids = new ConcurrentHashMap<>();
        private final Map<Long, Integer> ended = new ConcurrentHashMap<>();

        @Override
        public void satelliteLaunched(long id, long pid, String runtime, long launchMillis) {
            pids.put(id, pid);
        }

        @Override
        public void satelliteEnded(long id, int status) {
            ended.put(id, status);
        }
    }

    @AfterEach
    void forgetSettings() {
        List.of(Setting.LAUNCHER, Setting.LAUNCHER_TIMEOUT, Setting.ISOLATION_TRUSTED).forEach(setting -> System.clearProperty(setting.key()));
    }

    @Test
    void satellitesEndWithTheLaunchpad() {
        try (Launchpad launchpad = launchpad(Setting.pythonHome())) {
            launchpad.launch(TESTER);
            launchpad.launch(TESTER);
            assertThat(recorder.pids.values()).allMatch(pid -> ProcessHandle.of(pid).isPresent());
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> recorder.pids.values().stream().noneMatch(pid -> ProcessHandle.of(pid).isPresent()));
    }

    @Test
    void anEndedSatelliteIsReportedAndGone() {
        try (Launchpad launchpad = launchpad(Setting.pythonHome())) {
            Satellite satellite = launchpad.launch(TESTER);
            satellite.end();
            assertThat(satellite.isAlive()).isFalse();
            await().atMost(Duration.ofSeconds(5)).until(() -> recorder.ended.containsKey(satellite.id()));
            assertThat(ProcessHandle.of(recorder.pids.get(satellite.id()))).isEmpty();
        }
    }

    @Test
    void aZygoteThatDiedIsReplacedAtTheNextLaunch() {
        try (Launchpad launchpad = launchpad(Setting.pythonHome())) {
            Satellite first = launchpad.launch(TESTER);
            ProcessHandle.current().children().filter(child -> child.info().commandLine().orElse("").contains("groundstation-satellite"))
                    .forEach(ProcessHandle::destroyForcibly);
            await().atMost(Duration.ofSeconds(5)).until(() -> recorder.ended.containsKey(first.id()));
            assertThat(launchpad.launch(TESTER).isAlive()).isTrue();
        }
    }

    @Test
    void sparesAreForkedAheadAndRefilledAndABurstBeyondThemWorks() {
        spares = 2;
        try (Launchpad launchpad = launchpad(Setting.pythonHome())) {
            launchpad.prepare();
            await().atMost(Duration.ofSeconds(10)).until(() -> recorder.pids.size() == 2);
            for (int i = 0; i < 5; i++) {
                assertThat(launchpad.launch(TESTER).isAlive()).isTrue();
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> recorder.pids.size() == 7);
        }
    }

    @Test
    void aSpareThatDiedIsNotHandedOut() {
        spares = 1;
        try (Launchpad launchpad = launchpad(Setting.pythonHome())) {
            launchpad.prepare();
            await().atMost(Duration.ofSeconds(10)).until(() -> recorder.pids.containsKey(1L));
            ProcessHandle.of(recorder.pids.get(1L)).orElseThrow().destroyForcibly();
            await().atMost(Duration.ofSeconds(10)).until(() -> recorder.pids.containsKey(2L));
            assertThat(launchpad.launch(TESTER).id()).isEqualTo(2);
        }
    }

    @Test
    void nothingIsLeftInTheSystemsTemporaryFolder() throws IOException {
        Path working;
        try (Launchpad launchpad = launchpad(Setting.pythonHome())) {
            Satellite satellite = launchpad.launch(TESTER);
            working = Files.readSymbolicLink(Path.of("/proc/" + recorder.pids.get(satellite.id()) + "/cwd"));
            satellite.end();
            await().atMost(Duration.ofSeconds(5)).until(() -> recorder.ended.containsKey(satellite.id()));
            assertThat(working).doesNotExist();
            assertThat(working.getParent()).exists();
        }
        assertThat(working.getParent()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fork", "spawn"})
    void aMissingRuntimeIsNamedWithItsRemedy(String mode) {
        launchBy(mode);
        try (Launchpad launchpad = launchpad(folder)) {
            assertThat(failure(launchpad)).hasMessage("GS-2004: there is no Python runtime in " + folder
                    + ". Run 'java -jar groundstation.jar make-runtime', or set groundstation.python.home to an environment that has "
                    + "pandas, pyarrow, numpy and scikit-learn.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fork", "spawn"})
    void anInterpreterThatIsTooOldIsNamed(String mode) throws IOException {
        launchBy(mode);
        interpreter("echo '{\"event\": \"failed\", \"reason\": \"python\", \"detail\": \"3.9.2\"}'; exit 3");
        try (Launchpad launchpad = launchpad(folder)) {
            assertThat(failure(launchpad)).hasMessageStartingWith(
                    "GS-2002: " + folder.resolve("bin/python") + " is Python 3.9.2, but 3.11 or newer is needed. ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fork", "spawn"})
    void aMissingPackageIsNamed(String mode) throws IOException {
        launchBy(mode);
        // A real interpreter without the packages: the one that the runtime was made from.
        String base = Files.readAllLines(Setting.pythonHome().resolve("pyvenv.cfg")).stream().filter(line -> line.startsWith("executable"))
                .map(line -> line.split("=", 2)[1].strip()).findFirst().orElseThrow();
        interpreter("exec " + base + " -S \"$@\"");
        try (Launchpad launchpad = launchpad(folder)) {
            assertThat(failure(launchpad)).hasMessageStartingWith("GS-2003: the Python runtime " + folder + " lacks the package 'numpy'. ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fork", "spawn"})
    void anInterpreterThatCrashesIsReported(String mode) throws IOException {
        launchBy(mode);
        interpreter("exit 1");
        try (Launchpad launchpad = launchpad(folder)) {
            assertThat(failure(launchpad).code()).isEqualTo(ErrorCode.LAUNCH_FAILED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fork", "spawn"})
    void anInterpreterThatIsNotReadyInTimeIsReported(String mode) throws IOException {
        launchBy(mode);
        System.setProperty(Setting.LAUNCHER_TIMEOUT.key(), "200");
        interpreter("exec sleep 60");
        try (Launchpad launchpad = launchpad(folder)) {
            assertThat(failure(launchpad)).hasMessage("GS-2013: Python did not import its packages within 200 ms. "
                    + "Raise groundstation.launcher.timeout, or find out what slows the machine down.");
        }
    }

    @Test
    void aClosedLaunchpadSaysSo() {
        Launchpad launchpad = launchpad(Setting.pythonHome());
        launchpad.close();
        assertThat(failure(launchpad).code()).isEqualTo(ErrorCode.LAUNCHPAD_STOPPED);
    }

    private static void launchBy(String mode) {
        System.setProperty(Setting.LAUNCHER.key(), mode);
        System.setProperty(Setting.ISOLATION_TRUSTED.key(), "true");
    }

    @Test
    void aLanguageThatNobodyRunsIsRefusedBeforeAnythingIsStarted() {
        try (Launchpad launchpad = launchpad(Setting.pythonHome())) {
            SatelliteRequest request = new SatelliteRequest("tester", ExternalResourcePool.DEFAULT, new RuntimeName("R", "4.4"));
            assertThat(catchThrowableOfType(GroundstationException.class, () -> launchpad.launch(request)))
                    .hasMessageStartingWith("GS-2014: no launcher of this server runs R (4.4). ");
            assertThat(recorder.pids).isEmpty();
        }
    }

    private void interpreter(String commands) throws IOException {
        Path python = Files.createDirectories(folder.resolve("bin")).resolve("python");
        Files.writeString(python, "#!/bin/sh\n" + commands + "\n");
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwx------"));
    }

    private Launchpad launchpad(Path home) {
        return new Launchpad(new PythonRuntime(home), Isolation.configured(), spares, Duration.ofSeconds(20), 1 << 20, (name, loop) -> {
            Thread thread = new Thread(loop, name);
            thread.setDaemon(true);
            thread.start();
        }, recorder);
    }

    private static GroundstationException failure(Launchpad launchpad) {
        return catchThrowableOfType(GroundstationException.class, () -> launchpad.launch(TESTER));
    }
}

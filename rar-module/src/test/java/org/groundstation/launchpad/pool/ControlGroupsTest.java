package org.groundstation.launchpad.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.groundstation.api.admin.ExternalResourcePool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control groups of whichever version this machine grants. */
class ControlGroupsTest {
    private static final long MEMORY = 64 << 20;
    private static final Limits UNLIMITED = new Limits(0, 0, 0, "");

    @TempDir
    private Path folder;
    private ControlGroups groups;

    @AfterEach
    void close() {
        if (groups != null) {
            groups.close();
        }
    }

    @Test
    void whatAKilledServerLeftIsRemoved(@TempDir Path another) throws Exception {
        Path station = enclose().entrances().get(0).getParent().getParent();
        Path dead = Files.createDirectories(station.resolveSibling("groundstation-1").resolve("pool-default")).getParent();
        Path living = Files.createDirectories(station.resolveSibling("groundstation-2"));
        Process other = new ProcessBuilder("python3", "-c", "import fcntl, sys; file = open(sys.argv[1], 'w'); fcntl.lockf(file, fcntl.LOCK_EX); "
                + "print('locked', flush=True); input()", living.resolve("cgroup.procs").toString()).start();
        assertThat(other.getInputStream().read()).isEqualTo('l');
        ControlGroups.make(another, UNLIMITED).close();
        assertThat(dead).doesNotExist();
        assertThat(living).exists();
        assertThat(station).exists();
        other.destroyForcibly().waitFor();
        ControlGroups.make(another, UNLIMITED).close();
        assertThat(living).doesNotExist();
    }

    @Test
    void aSatelliteIsInsideFromItsStartAndItsGroupGoesWithIt() throws Exception {
        Enclosure around = enclose();
        List<Path> entrances = around.entrances();
        assertThat(entrances).allMatch(Files::exists);
        try (Shell shell = new Shell(around)) {
            assertThat(shell.says("cat /proc/$$/cgroup")).contains("/satellite-7");
            assertThat(around.usage().processes()).isPositive();
            around.assign(ExternalResourcePool.named("tasks").withProcesses(9), shell.process.pid());
            assertThat(shell.says("cat /proc/$$/cgroup")).containsPattern("/pool-tasks/[^/]+/satellite-7");
        }
        around.close();
        around.close();
        assertThat(entrances).noneMatch(Files::exists);
        groups.forget("tasks");
        assertThatThrownBy(() -> around.assign(ExternalResourcePool.named("tasks"), 1)).hasMessage("the satellite has ended");
    }

    @Test
    void aSatelliteHasTheProcessorsThatItsPoolHadWhenItCame() throws Exception {
        String all = Files.readString(Path.of("/proc/self/status")).lines().filter(line -> line.startsWith("Cpus_allowed_list:")).findFirst().orElseThrow();
        assumeThat(all).as("processors").contains("-");
        ExternalResourcePool pool = ExternalResourcePool.named("tasks");
        List<ExternalResourcePool> changes = List.of(pool, pool.withAffinity("0"), pool.withAffinity("1"), pool);
        List<Enclosure> enclosures = new ArrayList<>();
        List<Shell> shells = new ArrayList<>();
        for (ExternalResourcePool changed : changes) { // while those before are still inside
            Enclosure around = enclosures.isEmpty() ? enclose() : groups.enclose(7 + enclosures.size(), true);
            assumeThat(groups.description()).doesNotContain("cpuset");
            enclosures.add(around);
            shells.add(new Shell(around));
            around.assign(changed, shells.get(shells.size() - 1).process.pid());
        }
        List<String> seen = new ArrayList<>();
        for (Shell shell : shells) {
            seen.add(shell.says("grep Cpus_allowed_list /proc/$$/status").lines().filter(line -> line.startsWith("Cpus")).findFirst().orElseThrow());
            shell.close();
        }
        enclosures.forEach(Enclosure::close);
        groups.forget("tasks");
        assertThat(seen).containsExactly(all, "Cpus_allowed_list:\t0", "Cpus_allowed_list:\t1", all);
    }

    @Test
    void aPoolCanBeGivenLessThanItsSatellitesHold() throws Exception {
        Enclosure large = enclose(UNLIMITED);
        ExternalResourcePool pool = ExternalResourcePool.named("tasks").withMemory(1);
        long percent = Limits.together(pool).memory();
        try (Shell holder = new Shell(large); Shell newcomer = new Shell(groups.enclose(8, true))) {
            large.assign(pool.withMemory(100), holder.process.pid());
            holder.says("python3 -c 'import time; held = bytearray(" + percent * 3 / 2 + "); time.sleep(60)' & echo begun");
            Awaitility.await().until(() -> large.usage().memory() > percent);
            Enclosure small = groups.enclose(9, true);
            small.assign(pool, newcomer.process.pid());
            assertThat(large.usage().memory()).isGreaterThan(percent);
            newcomer.says("python3 -c 'held = bytearray(" + percent * 3 / 2 + ")'; echo ended");
            assertThat(small.usage().memoryKills()).isPositive();
            assertThat(large.usage().memoryKills()).isZero();
            small.close();
        }
        large.close();
    }

    @Test
    void allProcessesAreKilledAtOnce() throws Exception {
        Enclosure around = enclose();
        try (Shell shell = new Shell(around)) {
            shell.says("for i in 1 2 3 4 5; do (while true; do sleep 0.01; done) & done; echo begun");
            around.kill();
            assertThat(shell.process.waitFor(5, TimeUnit.SECONDS)).isTrue();
            Awaitility.await().until(() -> around.usage().processes() == 0);
        }
        around.close();
    }

    @Test
    void whatIsLeftInsideIsKilled() throws Exception {
        Enclosure around = enclose();
        List<Path> entrances = around.entrances();
        try (Shell shell = new Shell(around)) {
            around.close();
            assertThat(shell.process.waitFor(5, TimeUnit.SECONDS)).isTrue();
            assertThat(shell.process.exitValue()).isEqualTo(128 + 9);
            around.close();
            assertThat(entrances).noneMatch(Files::exists);
        }
    }

    @Test
    void whatTheKernelEndsForItsMemoryIsCounted() throws Exception {
        Enclosure around = enclose();
        try (Shell shell = new Shell(around)) {
            shell.says("head -c 200m /dev/zero | tail >/dev/null; echo done");
            assertThat(around.usage().memoryKills()).isPositive();
            assertThat(around.usage().peakMemory()).isBetween(MEMORY / 2, MEMORY);
        }
        around.close();
    }

    private Enclosure enclose() {
        return enclose(new Limits(MEMORY, 20, 50, ""));
    }

    private Enclosure enclose(Limits satellite) {
        try {
            groups = ControlGroups.make(folder, satellite);
            return groups.enclose(7, true);
        } catch (IOException notGranted) {
            assumeThat(false).as("control groups: " + notGranted).isTrue();
            return null;
        }
    }

    /** A shell that goes inside by itself, as a satellite does. */
    private static final class Shell implements AutoCloseable {
        private final Process process;

        private Shell(Enclosure around) throws IOException {
            process = new ProcessBuilder("/bin/sh").redirectErrorStream(true).start();
            for (Path entrance : around.entrances()) {
                says("echo 0 > " + entrance + "; echo in");
            }
        }

        /** What a command prints; it must print something. */
        private String says(String command) throws IOException {
            process.getOutputStream().write((command + "; echo end-of-answer\n").getBytes());
            process.getOutputStream().flush();
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf("end-of-answer") < 0) {
                int next = process.getInputStream().read();
                if (next < 0) {
                    break;
                }
                answer.append((char) next);
            }
            return answer.toString();
        }

        @Override
        public void close() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }
}

package org.groundstation.launchpad.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.admin.ExternalResourcePool;
import org.groundstation.api.admin.ResourcePoolView;
import org.groundstation.settings.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourceGovernorTest {
    private static final Limits UNLIMITED = new Limits(0, 0, 0, "");

    @TempDir
    private Path folder;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private Enforcement enforcement = new Watchdog("a test", UNLIMITED);
    private ResourceGovernor governor = new ResourceGovernor(enforcement, timer, UNLIMITED);

    @AfterEach
    void stop() {
        timer.shutdownNow();
        enforcement.close();
    }

    @Test
    void aPoolLetsAsManyInAsItMayAndTheOthersInTheirOrder() throws Exception {
        governor.define(ExternalResourcePool.named("two").withScripts(2, Duration.ofSeconds(20)));
        PoolLease first = governor.admit("two");
        governor.admit("two");
        CompletableFuture<PoolLease> third = CompletableFuture.supplyAsync(() -> governor.admit("two"));
        assertThat(third).failsWithin(Duration.ofMillis(200));
        assertThat(view("two")).satisfies(pool -> {
            assertThat(pool.satellites()).isEqualTo(2);
            assertThat(pool.waiting()).isEqualTo(1);
        });
        first.giveBack();
        first.giveBack();
        third.get(10, TimeUnit.SECONDS).giveBack();
        assertThat(view("two").satellites()).isEqualTo(1);
    }

    @Test
    void whoWaitsTooLongIsToldWhatToDo() {
        governor.define(ExternalResourcePool.named("one").withScripts(1, Duration.ofMillis(50)));
        governor.admit("one");
        GroundstationException refused = catchThrowableOfType(GroundstationException.class, () -> governor.admit("one"));
        assertThat(refused.code()).isEqualTo(ErrorCode.RESOURCE_POOL_BUSY);
        assertThat(refused).hasMessageContaining("1 scripts were running in the external resource pool 'one' for 50 ms");
        assertThat(view("one").refused()).isEqualTo(1);
    }

    @Test
    void aChangeLetsThoseInWhoWait() throws Exception {
        governor.define(ExternalResourcePool.named("one").withScripts(1, Duration.ofSeconds(20)));
        governor.admit("one");
        CompletableFuture<PoolLease> second = CompletableFuture.supplyAsync(() -> governor.admit("one"));
        governor.define(ExternalResourcePool.named("one").withScripts(2, Duration.ofSeconds(20)));
        assertThat(second.get(10, TimeUnit.SECONDS).pool().scripts()).isEqualTo(2);
    }

    @Test
    void aDroppedPoolDrains() {
        governor.define(ExternalResourcePool.named("old"));
        PoolLease last = governor.admit("old");
        governor.drop("old");
        assertThat(view("old").draining()).isTrue();
        assertThat(catchThrowableOfType(GroundstationException.class, () -> governor.admit("old")).code()).isEqualTo(ErrorCode.RESOURCE_POOL_UNKNOWN);
        last.giveBack();
        assertThat(governor.all()).extracting(pool -> pool.pool().name()).containsExactly("default");
    }

    @Test
    void theDefaultPoolStays() {
        assertThat(catchThrowableOfType(GroundstationException.class, () -> governor.drop("default")).code())
                .isEqualTo(ErrorCode.RESOURCE_POOL_INVALID);
        assertThat(catchThrowableOfType(GroundstationException.class, () -> governor.admit("nobody")).code())
                .isEqualTo(ErrorCode.RESOURCE_POOL_UNKNOWN);
    }

    @Test
    void theWatchdogEndsWhatHoldsTooMuchMemory() throws Exception {
        aGreedyProcessEndsAlone();
    }

    @Test
    void theWatchdogEndsWhatHasTooManyProcesses() throws Exception {
        governor.define(ExternalResourcePool.named("few").withProcesses(3));
        try (Script script = new Script("import subprocess, time; [subprocess.Popen(['sleep', '60']) for _ in range(5)]; time.sleep(60)")) {
            script.run(governor.admit("few"));
            script.awaitEnd();
            assertThat(script.lease.breach()).contains(new PoolLease.Breach(ErrorCode.PROCESSES_EXCEEDED, 3));
        }
    }

    @Test
    void controlGroupsEndWhatHoldsTooMuchMemory() throws Exception {
        useControlGroups(UNLIMITED);
        aGreedyProcessEndsAlone();
    }

    @Test
    void controlGroupsLimitProcesses() throws Exception {
        useControlGroups(UNLIMITED);
        governor.define(ExternalResourcePool.named("few").withProcesses(3));
        try (Script script = new Script("""
                import subprocess, sys
                started = []
                try:
                    for _ in range(5): started.append(subprocess.Popen(['sleep', '60']))
                except BlockingIOError:
                    for process in started: process.kill(), process.wait()
                    sys.exit(7)
                """)) {
            script.run(governor.admit("few"));
            assertThat(script.awaitEnd()).isEqualTo(7);
            assertThat(script.lease.breach()).isEmpty();
        }
    }

    @Test
    void controlGroupsLimitTheCpu() throws Exception {
        useControlGroups(UNLIMITED);
        governor.define(ExternalResourcePool.named("slow").withCpu(10).withAffinity("0"));
        long began = System.nanoTime();
        try (Script script = new Script("""
                import os, time
                end = time.time() + 1
                while time.time() < end: pass
                """)) {
            script.run(governor.admit("slow"));
            script.awaitEnd();
        }
        double share = 0.1 * Runtime.getRuntime().availableProcessors();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        assertThat(view("slow").cpuMillis()).isBetween(10L, (long) (millis * share * 1.5) + 50);
        assertThat(view("slow").satellites()).isZero();
    }

    private void aGreedyProcessEndsAlone() throws Exception {
        governor.define(ExternalResourcePool.named("small").withScriptMemory(100));
        try (Script greedy = new Script("data = bytearray(500 << 20)\nfor i in range(0, len(data), 4096): data[i] = 1\nimport time; time.sleep(60)");
                Script modest = new Script("import time; data = bytearray(20 << 20); time.sleep(2)")) {
            modest.run(governor.admit("small"));
            greedy.run(governor.admit("small"));
            assertThat(greedy.awaitEnd()).isEqualTo(128 + 9);
            assertThat(greedy.lease.breach()).contains(new PoolLease.Breach(ErrorCode.MEMORY_EXCEEDED, 100));
            assertThat(modest.awaitEnd()).isZero();
            assertThat(modest.lease.breach()).isEmpty();
        }
        assertThat(view("small")).satisfies(pool -> {
            assertThat(pool.ended()).isEqualTo(1);
            assertThat(pool.satellites()).isZero();
        });
    }

    private void useControlGroups(Limits satellite) {
        try {
            enforcement = ControlGroups.make(folder, satellite);
            governor = new ResourceGovernor(enforcement, timer, satellite);
        } catch (IOException notGranted) {
            assumeThat(false).as("control groups: " + notGranted).isTrue();
        }
    }

    private ResourcePoolView view(String name) {
        List<ResourcePoolView> found = governor.all().stream().filter(pool -> pool.pool().name().equals(name)).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    /** A process that waits for a line before it does anything. */
    private final class Script implements AutoCloseable {
        private final Process process;
        private PoolLease lease;

        private Script(String text) throws IOException {
            process = new ProcessBuilder(Setting.pythonHome().resolve("bin/python").toString(), "-c", "input()\n" + text).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        }

        private void run(PoolLease enclosing) throws IOException {
            lease = enclosing;
            lease.enclose(enforcement.enclose(process.pid(), false), process.pid(), this::close);
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        }

        private int awaitEnd() throws InterruptedException {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("it has ended").isTrue();
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            lease.giveBack();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}

package org.groundstation.launchpad.host;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.launchpad.isolation.Isolation;
import org.groundstation.launchpad.runtime.PythonRuntime;
import org.groundstation.launchpad.runtime.RuntimeReport;
import org.groundstation.settings.Setting;

/**
 * Starts each satellite as a Python process of its own below a keeper, on any operating system. Nothing isolates it: for trusted
 * scripts only. When this server ends, in whatever way, the keepers see their stdin end and take their satellites with them.
 */
final class SpawnLauncher implements SatelliteLauncher {
    private static final Duration END_LIMIT = Duration.ofSeconds(5);
    private static final int LONGEST_REPORT = 100;
    private static final long CHECK = 0;

    private final PythonRuntime runtime;
    private final Isolation isolation;
    private final HostFolder folder;
    private final Observer observer;
    private final Consumer<String> reports;
    private final BackOff backOff = new BackOff(Clock.systemUTC());
    private final Map<Long, Process> keepers = new ConcurrentHashMap<>();
    /** The satellite's code, once it is known that the runtime can run it. */
    private Path code;
    private volatile boolean closed;

    /**
     * @param folder takes the satellite's code
     * @param reports takes what an administrator should read
     */
    SpawnLauncher(PythonRuntime runtime, Isolation isolation, HostFolder folder, Observer observer, Consumer<String> reports) {
        this.runtime = runtime;
        this.isolation = isolation;
        this.folder = folder;
        this.observer = observer;
        this.reports = reports;
    }

    @Override
    public String language() {
        return "Python";
    }

    @Override
    public void prepare() {
        code();
    }

    @Override
    public void launch(Order order) {
        try {
            Process keeper = runtime.process(code(), "keeper").redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(log(order.id())).start();
            keepers.put(order.id(), keeper);
            keeper.onExit().thenRun(() -> ended(order.id(), keeper));
            if (closed) { // which has not seen this one
                letGo(keeper);
            }
            JsonObject told = Json.createObjectBuilder().add("id", order.id()).add("token", order.token()).add("socket", order.address())
                    .add("folder", order.folder().toString()).add("keep", isolation.keepFolders()).build();
            keeper.getOutputStream().write((told + "\n").getBytes(StandardCharsets.UTF_8));
            keeper.getOutputStream().flush();
        } catch (IOException failed) {
            end(order.id());
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, failed, failed.getMessage());
        }
    }

    /** One that is spawned takes too long to be waited for. */
    @Override
    public Duration launchPatience() {
        return Duration.ZERO;
    }

    @Override
    public void end(long id) {
        Process keeper = keepers.get(id);
        if (keeper != null) {
            letGo(keeper);
        }
    }

    @Override
    public void close() {
        closed = true;
        keepers.values().forEach(SpawnLauncher::letGo);
        long deadline = System.nanoTime() + END_LIMIT.toNanos();
        for (Process keeper : keepers.values()) {
            try {
                if (!keeper.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    keeper.descendants().forEach(ProcessHandle::destroyForcibly);
                    keeper.destroyForcibly();
                }
            } catch (InterruptedException interrupted) {
                keeper.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Nothing was started below it that its own end would not end. */
    private static void letGo(Process keeper) {
        try {
            keeper.getOutputStream().close();
        } catch (IOException gone) {
            // then it knows
        }
    }

    private void ended(long id, Process keeper) {
        report(log(id));
        if (keepers.remove(id, keeper)) {
            observer.ended(id, new SatelliteEnd(keeper.exitValue()));
        }
    }

    private synchronized Path code() {
        if (closed) {
            throw new GroundstationException(ErrorCode.LAUNCHPAD_STOPPED);
        }
        if (code == null) {
            code = backOff.start(this::check);
        }
        return code;
    }

    private Path check() {
        observer.isolationFound(isolation.none());
        Path archive = folder.satelliteCode();
        File log = log(CHECK);
        try {
            Process process = runtime.process(archive, "packages").redirectError(log).start();
            process.getOutputStream().close();
            awaitEnd(process);
            try (BufferedReader events = process.inputReader(StandardCharsets.UTF_8)) {
                RuntimeReport.requireReady(runtime, events.readLine());
            }
            return archive;
        } catch (IOException failed) {
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, failed, failed.getMessage());
        } finally {
            report(log);
        }
    }

    private static void awaitEnd(Process process) {
        long patience = Setting.LAUNCHER_TIMEOUT.millis(1).toMillis();
        try {
            if (!process.waitFor(patience, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new GroundstationException(ErrorCode.LAUNCHER_TIMED_OUT, patience);
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new GroundstationException(ErrorCode.LAUNCHPAD_STOPPED, interrupted);
        }
    }

    /** Where a satellite and its keeper complain; a script's own output goes to its caller. */
    private File log(long id) {
        return folder.server().resolve("satellite-" + id + ".log").toFile();
    }

    private void report(File log) {
        try (Stream<String> lines = Files.lines(log.toPath())) {
            lines.limit(LONGEST_REPORT).forEach(reports);
        } catch (IOException | UncheckedIOException unreadable) {
            reports.accept("what a satellite complained about cannot be read: " + unreadable.getMessage());
        }
        log.delete();
    }
}

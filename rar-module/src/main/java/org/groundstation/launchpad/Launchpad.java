package org.groundstation.launchpad;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.launchpad.Reception.Arrival;
import org.groundstation.launchpad.Reception.Expectation;
import org.groundstation.monitor.StationListener;

/** Starts satellites, knows which live, and ends them all when it is closed. Thread-safe. */
public final class Launchpad implements AutoCloseable {
    /** Unix domain socket paths are short, so the folder is in the system's place for temporary files. */
    private static final String FOLDER_PREFIX = "groundstation-";

    private final Duration launchTimeout;
    private final StationListener listener;
    private final Path folder;
    private final ScheduledExecutorService timer;
    private final Reception reception;
    private final SatelliteLauncher launcher;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<Integer>> living = new ConcurrentHashMap<>();
    private final Map<Long, Expectation> awaited = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * @param launchTimeout how long a satellite may take until it reports
     * @param largestFrame limit of the exchange, in bytes
     */
    public Launchpad(PythonRuntime runtime, Duration launchTimeout, int largestFrame, Threads threads, StationListener listener) {
        this.launchTimeout = launchTimeout;
        this.listener = listener;
        timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "groundstation-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        try {
            folder = Files.createTempDirectory(FOLDER_PREFIX, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            reception = new Reception(folder.resolve("launchpad.sock"), largestFrame, launchTimeout, threads, timer, listener);
        } catch (IOException failed) {
            timer.shutdownNow();
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, failed, failed.getMessage());
        }
        launcher = new PythonLauncher(runtime, folder, threads, new Observer(), listener::launcherReported);
    }

    /** Makes sure that satellites can be started. @throws GroundstationException 2xxx saying why they cannot */
    public void prepare() {
        launcher.prepare();
    }

    /**
     * Starts a satellite and waits until it reports.
     *
     * @throws GroundstationException 2xxx when it cannot be started or takes too long
     */
    public Satellite launch() {
        if (closed) {
            throw new GroundstationException(ErrorCode.LAUNCHPAD_STOPPED);
        }
        long id = ids.incrementAndGet();
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        Expectation expectation = reception.expect();
        living.put(id, ended);
        awaited.put(id, expectation);
        boolean arrived = false;
        try {
            launcher.prepare();
            long ordered = System.nanoTime();
            launcher.launch(new SatelliteLauncher.Order(id, expectation.token(), reception.socket(), folder));
            Arrival arrival = expectation.arrival().get(launchTimeout.toMillis(), TimeUnit.MILLISECONDS);
            arrived = true;
            String runtime = launcher.language() + " " + arrival.hello().python();
            listener.satelliteLaunched(id, arrival.hello().pid(), runtime, (System.nanoTime() - ordered) / 1_000_000);
            return new Satellite(id, runtime, arrival.channel(), launcher, timer, listener, ended);
        } catch (TimeoutException late) {
            throw new GroundstationException(ErrorCode.LAUNCH_TIMED_OUT, late, id, launchTimeout.toMillis());
        } catch (ExecutionException failed) {
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, failed.getCause(), failed.getCause().getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, interrupted, "the caller was interrupted");
        } finally {
            awaited.remove(id);
            if (!arrived) {
                reception.forget(expectation);
                launcher.end(id);
                living.remove(id);
            }
        }
    }

    /** Ends every satellite and the launcher, and waits for it. */
    @Override
    public void close() {
        closed = true;
        reception.close();
        launcher.close();
        timer.shutdownNow();
    }

    /** Brings what the launcher sees to those who wait for it. */
    private final class Observer implements SatelliteLauncher.Observer {
        @Override
        public void launchFailed(long id, String reason) {
            Expectation expectation = awaited.get(id);
            if (expectation != null) {
                expectation.arrival().completeExceptionally(new IOException(reason));
            }
        }

        @Override
        public void ended(long id, int status) {
            CompletableFuture<Integer> ended = living.remove(id);
            if (ended != null) {
                ended.complete(status);
            }
            listener.satelliteEnded(id, status);
            launchFailed(id, "its process ended with status " + status + " before it reported");
        }
    }
}

package org.groundstation.launchpad.host;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.launchpad.isolation.Isolation;
import org.groundstation.launchpad.pool.Enforcement;
import org.groundstation.launchpad.runtime.PythonRuntime;

/** Starts Python satellites by forking them from a zygote; a zygote that has died is replaced at the next launch. */
final class ForkLauncher implements SatelliteLauncher {
    private final PythonRuntime runtime;
    private final Isolation isolation;
    private final HostFolder folder;
    private final Enforcement enforcement;
    private final Threads threads;
    private final Observer observer;
    private final Consumer<String> reports;
    private final BackOff backOff = new BackOff(Clock.systemUTC());
    private Zygote zygote;
    /** What the log said last, so that it says everything once. */
    private String reported;
    private boolean closed;

    /**
     * @param folder takes the satellite's code
     * @param enforcement makes the group that the layer {@code cgroup} is tried with
     * @param reports takes what an administrator should read
     */
    ForkLauncher(PythonRuntime runtime, Isolation isolation, HostFolder folder, Enforcement enforcement, Threads threads, Observer observer,
            Consumer<String> reports) {
        this.runtime = runtime;
        this.isolation = isolation;
        this.folder = folder;
        this.enforcement = enforcement;
        this.threads = threads;
        this.observer = observer;
        this.reports = reports;
    }

    @Override
    public String language() {
        return "Python";
    }

    @Override
    public void prepare() {
        zygote();
    }

    @Override
    public void launch(Order order) {
        try {
            zygote().launch(order);
        } catch (IOException failed) {
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, failed, failed.getMessage());
        }
    }

    @Override
    public Duration launchPatience() {
        return Duration.ofSeconds(2);
    }

    @Override
    public void end(long id) {
        Zygote current = current();
        if (current != null) {
            current.end(id);
        }
    }

    @Override
    public void close() {
        Zygote last;
        synchronized (this) {
            closed = true;
            last = zygote;
            zygote = null;
        }
        if (last != null) {
            last.close();
        }
    }

    private synchronized Zygote current() {
        return zygote;
    }

    private synchronized Zygote zygote() {
        if (closed) {
            throw new GroundstationException(ErrorCode.LAUNCHPAD_STOPPED);
        }
        if (zygote == null || !zygote.isAlive()) {
            zygote = restart();
        }
        return zygote;
    }

    private Zygote restart() {
        try (ControlGroupTrial trial = new ControlGroupTrial(isolation, enforcement)) {
            return backOff.start(() -> Zygote.start(runtime, isolation, trial, folder.satelliteCode(), folder.path(), threads, observer, reports));
        } catch (GroundstationException failed) {
            long pause = backOff.pause().toMillis();
            if (pause > 0 && !failed.getMessage().equals(reported)) {
                reported = failed.getMessage();
                reports.accept("it fails again and again and rests for a while: " + reported);
            }
            throw failed;
        }
    }
}

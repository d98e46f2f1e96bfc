package org.groundstation.adapter;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.groundstation.api.GroundstationException;
import org.groundstation.launchpad.Launchpad;
import org.groundstation.launchpad.isolation.Isolation;
import org.groundstation.launchpad.runtime.PythonRuntime;
import org.groundstation.monitor.SatelliteListeners;
import org.groundstation.monitor.SatelliteLog;
import org.groundstation.monitor.SatelliteViews;
import org.groundstation.settings.Setting;

/** The Launchpad with what goes with it: its threads, who is told of its satellites, and the memory of their batches. Thread-safe. */
final class LaunchpadService implements AutoCloseable {
    private static final int LARGEST_FRAME = Integer.MAX_VALUE - 15;

    private final SatelliteViews views = new SatelliteViews();
    private final SatelliteListeners listeners = new SatelliteListeners(new SatelliteLog(), views);
    private final BufferAllocator allocator = new RootAllocator();
    private final OwnThreads threads = new OwnThreads();
    private final Launchpad launchpad;

    /** Begins to make satellites ready. @throws GroundstationException if a setting is wrong */
    LaunchpadService() {
        try {
            long largestFrame = Setting.EXCHANGE_FRAME_MAX.number(1024);
            launchpad = new Launchpad(new PythonRuntime(Setting.pythonHome()), Isolation.configured(),
                    (int) Setting.SATELLITE_SPARES.number(0), Setting.LAUNCH_TIMEOUT.millis(1), (int) Math.min(largestFrame, LARGEST_FRAME),
                    threads, listeners);
            threads.start("groundstation-prepare", this::prepare);
        } catch (RuntimeException | Error failed) {
            threads.close();
            throw failed;
        }
    }

    Launchpad launchpad() {
        return launchpad;
    }

    SatelliteViews views() {
        return views;
    }

    SatelliteListeners listeners() {
        return listeners;
    }

    BufferAllocator allocator() {
        return allocator;
    }

    /** Ends every satellite; results that applications still hold stay readable. */
    @Override
    public void close() {
        launchpad.close();
        threads.close();
    }

    private void prepare() {
        try {
            launchpad.prepare();
        } catch (GroundstationException unprepared) {
            listeners.launcherReported(unprepared.getMessage());
        }
    }
}

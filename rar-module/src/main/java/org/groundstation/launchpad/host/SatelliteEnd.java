package org.groundstation.launchpad.host;

/**
 * How a satellite ended.
 *
 * @param status exit code, or 128 + signal
 * @param launcherEnded whether that took the satellite with it, which is no fault of its script
 */
public record SatelliteEnd(int status, boolean launcherEnded) {
    private static final int SIGNALS = 128;

    public SatelliteEnd(int status) {
        this(status, false);
    }

    static SatelliteEnd withLauncher(int status) {
        return new SatelliteEnd(status, true);
    }

    /** For people: {@code exit code 3}, {@code signal 9}; table jobs know {@code its launcher ended} by these words. */
    public String description() {
        if (launcherEnded) {
            return "its launcher ended";
        }
        return status > SIGNALS ? "signal " + (status - SIGNALS) : "exit code " + status;
    }
}

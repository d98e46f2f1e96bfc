package org.groundstation.launchpad.pool;

import java.io.IOException;
import java.nio.file.Path;

/** What keeps satellites within their limits. Thread-safe. */
public interface Enforcement {
    /**
     * Control groups if this process may make them, else a watchdog.
     *
     * @param folder the Launchpad's folder; its name, which no other has, is that of the groups; those of servers that were killed are removed
     * @param satellite what each satellite may use
     */
    static Enforcement choose(Path folder, Limits satellite) {
        try {
            return ControlGroups.make(folder, satellite);
        } catch (IOException notGranted) {
            return new Watchdog(notGranted.getMessage(), satellite);
        }
    }

    /** For administrators: {@code cgroup v1}, and what it cannot limit. */
    String description();

    /**
     * Prepares what is put around a satellite.
     *
     * @param id the satellite's number
     * @param fromStart whether the satellite is inside from its first step on, or not before it belongs to a pool
     * @throws IOException why it cannot be inside from its start
     */
    Enclosure enclose(long id, boolean fromStart) throws IOException;

    /** The last satellite of a pool is gone. */
    void forget(String pool);

    /** Takes everything away that was made for this server. */
    void close();
}

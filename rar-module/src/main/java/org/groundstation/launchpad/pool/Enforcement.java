package org.groundstation.launchpad.pool;

import java.io.IOException;
import org.groundstation.api.ExternalResourcePool;

/** What keeps satellites within the limits of their pools. Thread-safe. */
interface Enforcement {
    /** For administrators: {@code cgroup v1}, and what it cannot limit. */
    String description();

    /**
     * Puts limits on a satellite before it runs anything of its user.
     *
     * @param id the satellite's number
     * @param pid its process, whose later children belong to it
     */
    Enclosure enclose(ExternalResourcePool pool, long id, long pid) throws IOException;

    /** The last satellite of a pool is gone. */
    void forget(String pool);

    /** Takes everything away that was made for this server. */
    void close();

    /** What is put around one satellite. */
    interface Enclosure {
        /** What it took up to now; the last numbers when its processes are gone. */
        Usage usage();

        /** Takes it away; the processes are gone. */
        void close();
    }

    /**
     * What a satellite took.
     *
     * @param memory bytes that it holds
     * @param peakMemory the most that was seen
     * @param memoryKills processes that the kernel ended because there was no more memory for them
     * @param processes processes or threads, whichever are counted; 0 when nothing counts them
     */
    record Usage(long cpuMillis, long memory, long peakMemory, long memoryKills, long processes) {
    }
}

package org.groundstation.launchpad.pool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.groundstation.api.admin.ExternalResourcePool;

/** What is around one satellite, from before it is forked until all its processes are gone. Thread-safe. */
public interface Enclosure extends AutoCloseable {
    /** A process of one thread that writes {@code 0} into each of these files is inside, with everything that it forks. */
    List<Path> entrances();

    /**
     * Puts the limits of a pool on the satellite, before it runs anything of its user.
     *
     * @param pid its process, whose later children belong to it
     */
    void assign(ExternalResourcePool pool, long pid) throws IOException;

    /** What the satellite took up to now. */
    Usage usage();

    /** Kills what is inside at once, faster than it can fork. Does nothing where processes must be looked for; their keeper does that. */
    void kill();

    /** Takes it away, and ends what is left inside. Calling it twice is allowed. */
    @Override
    void close();

    /**
     * What a satellite took; 0 for what nothing counts.
     *
     * @param memory bytes that it holds
     * @param peakMemory the most that was seen
     * @param memoryKills processes that the kernel ended because there was no more memory for them
     * @param processes processes or threads, whichever are counted
     */
    record Usage(long cpuMillis, long memory, long peakMemory, long memoryKills, long processes) {
        static final Usage NONE = new Usage(0, 0, 0, 0, 0);

        /** With what was counted elsewhere before. */
        Usage after(Usage before) {
            return new Usage(cpuMillis + before.cpuMillis, memory, Math.max(peakMemory, before.peakMemory), memoryKills + before.memoryKills, processes);
        }
    }
}

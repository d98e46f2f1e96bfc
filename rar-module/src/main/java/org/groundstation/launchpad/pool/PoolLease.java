package org.groundstation.launchpad.pool;

import java.io.IOException;
import java.util.Optional;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.admin.ExternalResourcePool;
import org.groundstation.launchpad.pool.Enclosure.Usage;

/** One satellite's place in a pool, from before it is launched until all its processes are gone. Thread-safe. */
public final class PoolLease {
    private final ResourceGovernor governor;
    private final AdmissionQueue queue;
    private final ExternalResourcePool pool;
    private final long memory;
    private Enclosure enclosure;
    private Runnable end;
    private Breach breach;
    private boolean over;
    private ExecutionUsage taken = ExecutionUsage.NOTHING;

    /** A limit that a satellite has exceeded. @param limit in MB, or a number of processes */
    public record Breach(ErrorCode code, long limit) {
    }

    /** @param memory that the satellite cannot exceed, in bytes; 0: no limit */
    PoolLease(ResourceGovernor governor, AdmissionQueue queue, ExternalResourcePool pool, long memory) {
        this.governor = governor;
        this.queue = queue;
        this.pool = pool;
        this.memory = memory;
    }

    /** The limits that the satellite keeps until its end. */
    public ExternalResourcePool pool() {
        return pool;
    }

    /**
     * Puts the limits on a satellite, which has run nothing of its user yet.
     *
     * @param around what is around it since its start
     * @param pid its process
     * @param end ends the satellite when it exceeds the limits
     * @throws IOException when they cannot be put on: the satellite must not be used
     */
    public void enclose(Enclosure around, long pid, Runnable end) throws IOException {
        synchronized (this) {
            enclosure = around;
            this.end = end;
        }
        if (pool.limitsSatellites()) {
            around.assign(pool, pid);
            governor.watch(this);
        }
    }

    /** Whether the satellite may wait for another use: the limits are the same still, and nobody waits for its place. */
    public boolean mayStay() {
        return pool.scripts() == 0 && !queue.isClosed() && queue.pool().equals(pool);
    }

    /** Counts what an execution says that it took; where control groups count, they are believed instead. */
    public synchronized void took(ExecutionUsage execution) {
        taken = taken.plus(execution);
    }

    /** Kills the satellite's processes at once, as far as the machine can. */
    public void kill() {
        Enclosure around;
        synchronized (this) {
            around = enclosure;
        }
        if (around != null) {
            around.kill();
        }
    }

    /** The satellite's processes are gone. Calling it twice is allowed. */
    public void giveBack() {
        Enclosure around;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            around = enclosure;
            if (enclosure != null) {
                Usage last = enclosure.usage();
                judge(last);
                taken = new ExecutionUsage(last.cpuMillis() > 0 ? last.cpuMillis() : taken.cpuMillis(),
                        last.peakMemory() > 0 ? last.peakMemory() : taken.peakMemory(), taken.readBytes(), taken.writtenBytes());
            }
        }
        if (around != null) {
            around.close(); // before the pool's own may be taken away
        }
        governor.returned(this, queue, taken, breach().isPresent());
    }

    /** The limit that it has exceeded. */
    public synchronized Optional<Breach> breach() {
        return Optional.ofNullable(breach);
    }

    /** Looks at what the satellite takes, and ends it when that is too much. */
    void look() {
        boolean exceeded;
        synchronized (this) {
            if (over || breach != null) {
                return;
            }
            judge(enclosure.usage());
            exceeded = breach != null;
        }
        if (exceeded) {
            end.run();
        }
    }

    private void judge(Usage usage) {
        if (breach == null && (usage.memoryKills() > 0 || memory > 0 && usage.peakMemory() > memory)) {
            breach = new Breach(ErrorCode.MEMORY_EXCEEDED, memory / Limits.MEGABYTE);
        } else if (breach == null && pool.processes() > 0 && usage.processes() > pool.processes()) {
            breach = new Breach(ErrorCode.PROCESSES_EXCEEDED, pool.processes());
        }
    }
}

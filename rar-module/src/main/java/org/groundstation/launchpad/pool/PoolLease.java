package org.groundstation.launchpad.pool;

import java.io.IOException;
import java.util.Optional;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalResourcePool;
import org.groundstation.launchpad.pool.Enforcement.Enclosure;
import org.groundstation.launchpad.pool.Enforcement.Usage;

/** One satellite's place in a pool, from before it is launched until all its processes are gone. Thread-safe. */
public final class PoolLease {
    private final Governor governor;
    private final Turnstile turnstile;
    private final ExternalResourcePool pool;
    private final ExternalResourcePool limits;
    private Enclosure enclosure;
    private Runnable end;
    private Breach breach;
    private boolean over;
    private long cpuMillis;
    private long peakMemory;

    /** A limit that a satellite has exceeded. @param limit in MB, or a number of processes */
    public record Breach(ErrorCode code, long limit) {
    }

    /** @param limits those of the pool, and what holds where it says nothing */
    PoolLease(Governor governor, Turnstile turnstile, ExternalResourcePool pool, ExternalResourcePool limits) {
        this.governor = governor;
        this.turnstile = turnstile;
        this.pool = pool;
        this.limits = limits;
    }

    /** The limits that the satellite keeps until its end. */
    public ExternalResourcePool pool() {
        return pool;
    }

    /**
     * Puts the limits on a satellite, which has run nothing of its user yet.
     *
     * @param end ends the satellite when it exceeds them
     * @throws IOException when they cannot be put on: the satellite must not be used
     */
    public void enclose(long id, long pid, Runnable end) throws IOException {
        if (pool.limitsSatellites()) {
            Enclosure made = governor.enforcement().enclose(limits, id, pid);
            synchronized (this) {
                enclosure = made;
                this.end = end;
            }
            governor.watch(this);
        }
    }

    /** Whether the satellite may wait for another use: the limits are the same still, and nobody waits for its place. */
    public boolean mayStay() {
        return pool.scripts() == 0 && !turnstile.isClosed() && turnstile.pool().equals(pool);
    }

    /** Counts what an execution says that it took; where control groups count, they are believed instead. */
    public synchronized void took(long cpu, long memory) {
        cpuMillis += cpu;
        peakMemory = Math.max(peakMemory, memory);
    }

    /** The satellite's processes are gone. Calling it twice is allowed. */
    public void giveBack() {
        Usage last;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            last = new Usage(cpuMillis, 0, peakMemory, 0, 0);
            if (enclosure != null) {
                last = enclosure.usage();
                judge(last);
                enclosure.close();
            }
        }
        governor.returned(this, turnstile, last, breach().isPresent());
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
        long memory = Memory.least(limits);
        if (breach == null && (usage.memoryKills() > 0 || memory > 0 && usage.peakMemory() > memory)) {
            breach = new Breach(ErrorCode.MEMORY_EXCEEDED, memory / Memory.MEGABYTE);
        } else if (breach == null && pool.processes() > 0 && usage.processes() > pool.processes()) {
            breach = new Breach(ErrorCode.PROCESSES_EXCEEDED, pool.processes());
        }
    }
}

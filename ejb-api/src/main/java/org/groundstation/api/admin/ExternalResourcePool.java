package org.groundstation.api.admin;

import java.time.Duration;
import java.util.BitSet;
import java.util.Objects;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/**
 * What the scripts of some applications may take of the machine. Immutable; {@link #named} and the methods that change one limit
 * build it: {@code ExternalResourcePool.named("fraud").withScriptMemory(512).withScripts(4)}. 0 means no limit, everywhere.
 *
 * @param name lower case letters, digits, {@code -} and {@code _}, at most 64
 * @param cpuPercent share of all CPUs that the pool's satellites may use together, 1 to 100; 0: no limit
 * @param memoryPercent share of the machine's memory that they may hold together, 1 to 100; 0: no limit
 * @param scriptMemoryMegabytes memory of one satellite with all its processes, in MB; 0: no limit
 * @param processes processes and threads of all satellites together; 0: no limit
 * @param affinity CPUs that they run on, as {@code 0-3,6}; empty for all
 * @param scripts satellites in use at the same time; 0: no limit
 * @param queueTimeout how long a caller waits for its turn while that many are in use
 */
public record ExternalResourcePool(String name, int cpuPercent, int memoryPercent, int scriptMemoryMegabytes, int processes,
        String affinity, int scripts, Duration queueTimeout) {
    /** The pool of everybody who names no other. It always exists. */
    public static final String DEFAULT = "default";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LARGEST_CPU = 4095;

    /** @throws GroundstationException {@link ErrorCode#RESOURCE_POOL_INVALID} */
    public ExternalResourcePool {
        Objects.requireNonNull(queueTimeout);
        require(name != null && name.matches("[a-z0-9][a-z0-9_-]{0,63}"), "its name '%s' is not made of lower case letters, digits, - and _", name);
        require(cpuPercent >= 0 && cpuPercent <= 100, "%s percent of the CPUs", cpuPercent);
        require(memoryPercent >= 0 && memoryPercent <= 100, "%s percent of the memory", memoryPercent);
        require(scriptMemoryMegabytes >= 0, "%s MB of memory", scriptMemoryMegabytes);
        require(processes >= 0, "%s processes", processes);
        require(scripts >= 0, "%s scripts", scripts);
        require(!queueTimeout.isNegative(), "a time in the queue of %s", queueTimeout);
        affinity = affinity == null ? "" : affinity.replace(" ", "");
        require(affinity.isEmpty() || affinity.matches("\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*"),
                "CPUs '%s' are not written as 0-3,6", affinity);
        parse(affinity);
    }

    /** A pool without limits. */
    public static ExternalResourcePool named(String name) {
        return new ExternalResourcePool(name, 0, 0, 0, 0, "", 0, PATIENCE);
    }

    public ExternalResourcePool withCpu(int percent) {
        return new ExternalResourcePool(name, percent, memoryPercent, scriptMemoryMegabytes, processes, affinity, scripts, queueTimeout);
    }

    public ExternalResourcePool withMemory(int percent) {
        return new ExternalResourcePool(name, cpuPercent, percent, scriptMemoryMegabytes, processes, affinity, scripts, queueTimeout);
    }

    public ExternalResourcePool withScriptMemory(int megabytes) {
        return new ExternalResourcePool(name, cpuPercent, memoryPercent, megabytes, processes, affinity, scripts, queueTimeout);
    }

    public ExternalResourcePool withProcesses(int most) {
        return new ExternalResourcePool(name, cpuPercent, memoryPercent, scriptMemoryMegabytes, most, affinity, scripts, queueTimeout);
    }

    public ExternalResourcePool withAffinity(String cpus) {
        return new ExternalResourcePool(name, cpuPercent, memoryPercent, scriptMemoryMegabytes, processes, cpus, scripts, queueTimeout);
    }

    /** @param most in use at the same time @param patience how long a caller waits for its turn */
    public ExternalResourcePool withScripts(int most, Duration patience) {
        return new ExternalResourcePool(name, cpuPercent, memoryPercent, scriptMemoryMegabytes, processes, affinity, most, patience);
    }

    /** The CPUs of {@link #affinity}; empty for all. */
    public BitSet cpus() {
        return parse(affinity);
    }

    /** Whether satellites must be kept within anything besides their number. */
    public boolean limitsSatellites() {
        return cpuPercent > 0 && cpuPercent < 100 || memoryPercent > 0 || scriptMemoryMegabytes > 0 || processes > 0 || !affinity.isEmpty();
    }

    private static BitSet parse(String affinity) {
        BitSet cpus = new BitSet();
        for (String range : affinity.isEmpty() ? new String[0] : affinity.split(",")) {
            String[] ends = range.split("-");
            int first = Integer.parseInt(ends[0]);
            int last = Integer.parseInt(ends[ends.length - 1]);
            require(first <= last && last <= LARGEST_CPU, "CPUs '%s'", affinity);
            cpus.set(first, last + 1);
        }
        return cpus;
    }

    private static void require(boolean holds, String what, Object value) {
        if (!holds) {
            throw new GroundstationException(ErrorCode.RESOURCE_POOL_INVALID, what.formatted(value));
        }
    }
}

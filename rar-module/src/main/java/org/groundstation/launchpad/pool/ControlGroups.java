package org.groundstation.launchpad.pool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.groundstation.api.ExternalResourcePool;

/** Limits by control groups of version 1: a group for each pool and in it one for each satellite, in each controller. */
final class ControlGroups implements Enforcement {
    private static final List<String> CONTROLLERS = List.of("memory", "cpu", "cpuacct", "pids", "cpuset");
    private static final String MEMBERS = "cgroup.procs";
    private static final int CPU_PERIOD_MICROS = 100_000;

    private final Map<String, CgroupFolder> stations;

    private ControlGroups(Map<String, CgroupFolder> stations) {
        this.stations = stations;
    }

    /**
     * Makes the groups of this server and tries them.
     *
     * @param name of the groups, below those of this process
     * @throws IOException when memory cannot be limited
     */
    static ControlGroups make(CgroupMounts mounts, String name) throws IOException {
        Map<String, CgroupFolder> stations = new LinkedHashMap<>();
        for (String controller : CONTROLLERS) {
            CgroupFolder own = mounts.controllers().get(controller);
            try {
                if (own != null) {
                    own.sweep();
                    CgroupFolder station = inherit(own, own.child(name));
                    inherit(station, station.child("trial")).remove();
                    stations.put(controller, station);
                }
            } catch (IOException refused) {
                if (controller.equals("memory")) {
                    throw refused;
                }
            }
        }
        if (!stations.containsKey("memory")) {
            throw new IOException("there is no memory controller");
        }
        return new ControlGroups(stations);
    }

    @Override
    public String description() {
        String missing = CONTROLLERS.stream().filter(controller -> !stations.containsKey(controller)).collect(Collectors.joining(", "));
        return "cgroup v1" + (missing.isEmpty() ? "" : ", without " + missing);
    }

    @Override
    public Enclosure enclose(ExternalResourcePool pool, long id, long pid) throws IOException {
        Map<String, CgroupFolder> groups = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, CgroupFolder> station : stations.entrySet()) {
                CgroupFolder shared = inherit(station.getValue(), station.getValue().child(pool.name()));
                limitPool(station.getKey(), shared, pool);
                CgroupFolder own = inherit(shared, shared.child("satellite-" + id));
                if (station.getKey().equals("memory")) {
                    limitMemory(own, Memory.ofScript(pool));
                }
                own.set(MEMBERS, pid);
                groups.put(station.getKey(), own);
            }
            return new Groups(groups);
        } catch (IOException refused) {
            removeAll(groups.values());
            throw refused;
        }
    }

    @Override
    public void forget(String pool) {
        for (CgroupFolder station : stations.values()) {
            new CgroupFolder(station.path().resolve(pool)).remove();
        }
    }

    @Override
    public void close() {
        stations.values().forEach(CgroupFolder::remove);
    }

    private static void limitPool(String controller, CgroupFolder group, ExternalResourcePool pool) throws IOException {
        switch (controller) {
            case "memory" -> limitMemory(group, Memory.ofPool(pool));
            case "cpu" -> {
                group.set("cpu.cfs_period_us", CPU_PERIOD_MICROS);
                group.set("cpu.cfs_quota_us", pool.cpuPercent() == 0 ? -1 : Cpus.micros(pool, CPU_PERIOD_MICROS));
            }
            case "pids" -> group.set("pids.max", pool.processes() == 0 ? "max" : pool.processes());
            case "cpuset" -> {
                BitSet cpus = pool.cpus();
                if (!cpus.isEmpty()) {
                    group.set("cpuset.cpus", Cpus.list(cpus));
                }
            }
            default -> {
                // counts only
            }
        }
    }

    /** The limit with swap has to be the larger one at any moment. */
    private static void limitMemory(CgroupFolder group, long bytes) throws IOException {
        String withSwap = "memory.memsw.limit_in_bytes";
        if (group.has(withSwap)) {
            group.set(withSwap, -1);
        }
        group.set("memory.limit_in_bytes", bytes == 0 ? -1 : bytes);
        if (group.has(withSwap) && bytes > 0) {
            group.set(withSwap, bytes);
        }
    }

    /** A new group of the controller cpuset takes no process before it has CPUs and memory nodes. */
    private static CgroupFolder inherit(CgroupFolder parent, CgroupFolder group) throws IOException {
        for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
            if (group.has(file) && group.get(file).isEmpty()) {
                group.set(file, parent.get(file));
            }
        }
        return group;
    }

    private static void removeAll(Collection<CgroupFolder> groups) {
        new ArrayList<>(groups).forEach(CgroupFolder::remove);
    }

    /** One satellite's group in each controller. */
    private record Groups(Map<String, CgroupFolder> groups) implements Enclosure {
        private static final int NANOS_PER_MILLI = 1_000_000;

        @Override
        public Usage usage() {
            CgroupFolder memory = groups.get("memory");
            long cpu = groups.containsKey("cpuacct") ? groups.get("cpuacct").count("cpuacct.usage") / NANOS_PER_MILLI : 0;
            long processes = groups.containsKey("pids") ? groups.get("pids").count("pids.current") : 0;
            return new Usage(cpu, memory.count("memory.usage_in_bytes"), memory.count("memory.max_usage_in_bytes"),
                    memory.count("memory.oom_control", "oom_kill"), processes);
        }

        @Override
        public void close() {
            removeAll(groups.values());
        }
    }
}

package org.groundstation.launchpad.pool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.groundstation.api.ExternalResourcePool;

/** Limits by control groups of version 2: a group for each pool and in it one for each satellite. */
final class UnifiedGroups implements Enforcement {
    private static final List<String> CONTROLLERS = List.of("memory", "cpu", "pids", "cpuset");
    private static final String MEMBERS = "cgroup.procs";
    private static final String PASSED_ON = "cgroup.subtree_control";
    private static final int CPU_PERIOD_MICROS = 100_000;

    private final CgroupFolder station;
    private final List<String> controllers;

    private UnifiedGroups(CgroupFolder station, List<String> controllers) {
        this.station = station;
        this.controllers = controllers;
    }

    /**
     * Makes the group of this server and tries it. A group that has processes passes no controller on, so those of this process's group,
     * the server among them, move into one of their own.
     *
     * @throws IOException when memory cannot be limited
     */
    static UnifiedGroups make(CgroupFolder own, String name) throws IOException {
        List<String> offered = Arrays.asList(own.get("cgroup.controllers").split(" "));
        List<String> controllers = CONTROLLERS.stream().filter(offered::contains).toList();
        if (!controllers.contains("memory")) {
            throw new IOException("the memory controller is not delegated");
        }
        if (own.has("cgroup.type")) { // the root group has no type, and may keep its processes
            CgroupFolder server = own.child(name + "-server");
            for (String process : own.get(MEMBERS).lines().toList()) {
                server.set(MEMBERS, process);
            }
        }
        passOn(own, controllers);
        own.sweep();
        CgroupFolder station = own.child(name);
        passOn(station, controllers);
        return new UnifiedGroups(station, controllers);
    }

    @Override
    public String description() {
        List<String> missing = new ArrayList<>(CONTROLLERS);
        missing.removeAll(controllers);
        return "cgroup v2" + (missing.isEmpty() ? "" : ", without " + String.join(", ", missing));
    }

    @Override
    public Enclosure enclose(ExternalResourcePool pool, long id, long pid) throws IOException {
        CgroupFolder shared = station.child(pool.name());
        passOn(shared, controllers);
        limitMemory(shared, Memory.ofPool(pool));
        if (controllers.contains("cpu")) {
            shared.set("cpu.max", (pool.cpuPercent() == 0 ? "max" : Cpus.micros(pool, CPU_PERIOD_MICROS)) + " " + CPU_PERIOD_MICROS);
        }
        if (controllers.contains("pids")) {
            shared.set("pids.max", pool.processes() == 0 ? "max" : pool.processes());
        }
        if (controllers.contains("cpuset") && !pool.cpus().isEmpty()) {
            shared.set("cpuset.cpus", Cpus.list(pool.cpus()));
        }
        CgroupFolder own = shared.child("satellite-" + id);
        try {
            limitMemory(own, Memory.ofScript(pool));
            own.set("memory.oom.group", 1);
            own.set(MEMBERS, pid);
            return new Group(own);
        } catch (IOException refused) {
            own.remove();
            throw refused;
        }
    }

    @Override
    public void forget(String pool) {
        new CgroupFolder(station.path().resolve(pool)).remove();
    }

    @Override
    public void close() {
        station.remove();
    }

    private static void limitMemory(CgroupFolder group, long bytes) throws IOException {
        group.set("memory.max", bytes == 0 ? "max" : bytes);
        if (group.has("memory.swap.max")) {
            group.set("memory.swap.max", bytes == 0 ? "max" : 0);
        }
    }

    private static void passOn(CgroupFolder group, List<String> controllers) throws IOException {
        group.set(PASSED_ON, controllers.stream().map(controller -> "+" + controller).collect(Collectors.joining(" ")));
    }

    /** One satellite's group. */
    private record Group(CgroupFolder group) implements Enclosure {
        @Override
        public Usage usage() {
            return new Usage(group.count("cpu.stat", "usage_usec") / 1000, group.count("memory.current"), group.count("memory.peak"),
                    group.count("memory.events", "oom_kill"), group.count("pids.current"));
        }

        @Override
        public void close() {
            group.remove();
        }
    }
}

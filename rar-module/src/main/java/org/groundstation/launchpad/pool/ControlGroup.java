package org.groundstation.launchpad.pool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.groundstation.launchpad.pool.Enclosure.Usage;

/**
 * A control group: one folder with version 2 of the kernel's interface, one for each controller with version 1. Nothing else knows
 * the names of their files. Source: cgroup-v2.rst and cgroup-v1 in the kernel's documentation.
 *
 * @param unified whether it is version 2
 * @param folders by controller
 */
record ControlGroup(boolean unified, Map<String, CgroupFolder> folders) {
    private static final List<String> CONTROLLERS = List.of("memory", "pids", "cpu", "cpuset");
    /** Version 2 counts CPU time everywhere. */
    private static final String CPU_COUNTER = "cpuacct";
    private static final String MEMBERS = "cgroup.procs";
    /** Where the server is while there are groups beside it. */
    private static final String SERVER = "groundstation-server";
    private static final int CPU_PERIOD_MICROS = 100_000;
    private static final long REMOVE_MILLIS = 1_000;

    /**
     * The one that this process is in, as far as groups can be made below it.
     *
     * @param name of the groups that will be made
     * @throws IOException when they cannot limit memory
     */
    static ControlGroup ofThisProcess(String name) throws IOException {
        CgroupMounts mounts = CgroupMounts.ofThisProcess();
        Map<String, CgroupFolder> offered = new LinkedHashMap<>();
        boolean unified = mounts.unified() != null && offers(mounts.unified(), "memory");
        if (unified) {
            CgroupFolder own = emptied(mounts.unified());
            CONTROLLERS.stream().filter(controller -> offers(own, controller)).forEach(controller -> offered.put(controller, own));
        } else {
            controllers(false).stream().filter(mounts.controllers()::containsKey)
                    .forEach(controller -> offered.put(controller, mounts.controllers().get(controller)));
        }
        if (!offered.containsKey("memory")) {
            throw new IOException("no control group of this process has the controller memory");
        }
        return granted(unified, offered, name);
    }

    /** The controllers that it lacks. */
    List<String> missing() {
        return controllers(unified).stream().filter(controller -> !folders.containsKey(controller)).toList();
    }

    /** Makes the group below this one, unless it is there. */
    ControlGroup child(String name) throws IOException {
        Map<String, CgroupFolder> children = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, CgroupFolder> folder : folders.entrySet()) {
                children.put(folder.getKey(), child(folder.getKey(), folder.getValue(), name));
            }
            return new ControlGroup(unified, children);
        } catch (IOException refused) {
            children.values().forEach(CgroupFolder::remove);
            throw refused;
        }
    }

    void limit(Limits limits) throws IOException {
        if (unified) {
            set("memory", "memory.max", limits.memory() == 0 ? "max" : limits.memory());
            setIfThere("memory.swap.max", limits.memory() == 0 ? "max" : 0);
            set("cpu", "cpu.max", (limits.cpuPercent() == 0 ? "max" : limits.cpuMicros(CPU_PERIOD_MICROS)) + " " + CPU_PERIOD_MICROS);
        } else {
            setIfThere("memory.memsw.limit_in_bytes", -1); // it has to be the larger one at any moment
            set("memory", "memory.limit_in_bytes", limits.memory() == 0 ? -1 : limits.memory());
            setIfThere("memory.memsw.limit_in_bytes", limits.memory() == 0 ? -1 : limits.memory());
            set("cpu", "cpu.cfs_period_us", CPU_PERIOD_MICROS);
            set("cpu", "cpu.cfs_quota_us", limits.cpuPercent() == 0 ? -1 : limits.cpuMicros(CPU_PERIOD_MICROS));
        }
        set("pids", "pids.max", limits.processes() == 0 ? "max" : limits.processes());
        if (!limits.affinity().isEmpty()) {
            set("cpuset", "cpuset.cpus", limits.affinity());
        }
    }

    /** The process that the kernel chooses when memory runs out takes the others with it; version 1 cannot do that. */
    void endTogether() throws IOException {
        if (unified) {
            set("memory", "memory.oom.group", 1);
        }
    }

    /**
     * Marks it as one of a living process, in a way that others see from any namespace.
     *
     * @return give the locks up when they are closed; empty while another process has them
     */
    List<Closeable> lock() throws IOException {
        List<Closeable> locks = new ArrayList<>();
        for (CgroupFolder folder : distinct()) {
            FileChannel lock = folder.lock(MEMBERS);
            if (lock != null) {
                locks.add(lock);
            }
        }
        return locks;
    }

    /** Removes those groups below this one whose process is gone; one that holds a process stays. */
    void sweep(String names, Predicate<Path> ours) throws IOException {
        for (CgroupFolder folder : distinct()) {
            try (DirectoryStream<Path> left = Files.newDirectoryStream(folder.path(), names)) {
                for (Path group : left) {
                    if (!ours.test(group.getFileName())) {
                        sweep(new CgroupFolder(group));
                    }
                }
            }
        }
    }

    /** Moves a process with its threads into it. */
    void move(long pid) throws IOException {
        for (CgroupFolder folder : distinct()) {
            folder.set(MEMBERS, pid);
        }
    }

    /** As {@link Enclosure#entrances}: version 1 moves a thread by itself without the wait of some 10 ms that a process takes. */
    List<Path> entrances() {
        return distinct().stream().map(folder -> folder.path().resolve(unified ? MEMBERS : "tasks")).toList();
    }

    Usage usage() {
        CgroupFolder memory = folders.get("memory");
        long processes = folders.containsKey("pids") ? folders.get("pids").count("pids.current") : 0;
        if (unified) {
            return new Usage(TimeUnit.MICROSECONDS.toMillis(memory.count("cpu.stat", "usage_usec")), memory.count("memory.current"),
                    memory.count("memory.peak"), memory.count("memory.events", "oom_kill"), processes);
        }
        long cpu = folders.containsKey(CPU_COUNTER) ? folders.get(CPU_COUNTER).count("cpuacct.usage") : 0;
        return new Usage(TimeUnit.NANOSECONDS.toMillis(cpu), memory.count("memory.usage_in_bytes"), memory.count("memory.max_usage_in_bytes"),
                memory.count("memory.oom_control", "oom_kill"), processes);
    }

    /** Kills all processes in it. */
    void kill() {
        CgroupFolder any = folders.get("memory");
        try {
            if (any.has("cgroup.kill")) { // version 2 from Linux 5.14 on
                any.set("cgroup.kill", 1);
            } else {
                set("pids", "pids.max", 0); // those that are found must not be followed by others
                any.get(MEMBERS).lines().map(Long::valueOf).filter(pid -> pid > 0).map(ProcessHandle::of)
                        .forEach(member -> member.ifPresent(ProcessHandle::destroyForcibly));
            }
        } catch (IOException gone) {
            // nothing is left to be killed
        }
    }

    /** Kills what is left in it, and removes it. */
    void remove() {
        long began = System.nanoTime();
        for (CgroupFolder folder : distinct()) {
            while (!folder.remove() && TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) < REMOVE_MILLIS) {
                kill();
                pause();
            }
        }
    }

    /** Each folder once: with version 1 controllers can share one. */
    Collection<CgroupFolder> distinct() {
        return new LinkedHashSet<>(folders.values());
    }

    private static List<String> controllers(boolean unified) {
        List<String> all = new ArrayList<>(CONTROLLERS);
        if (!unified) {
            all.add(CPU_COUNTER);
        }
        return all;
    }

    private static void sweep(CgroupFolder group) {
        try (FileChannel abandoned = group.lock(MEMBERS)) {
            if (abandoned != null) {
                group.remove();
            }
        } catch (IOException notOurs) {
            // those of other users are none of our business
        }
    }

    private static boolean offers(CgroupFolder folder, String controller) {
        return words(folder, "cgroup.controllers").contains(controller);
    }

    private static List<String> words(CgroupFolder folder, String file) {
        try {
            return Arrays.asList(folder.get(file).split(" "));
        } catch (IOException missing) {
            return List.of();
        }
    }

    /**
     * With version 2 a group that has processes passes no controller on, unless it is the root, so those of this process's group,
     * the server among them, move into one of their own, for as long as they live.
     */
    private static CgroupFolder emptied(CgroupFolder own) throws IOException {
        if (own.path().endsWith(SERVER)) {
            return new CgroupFolder(own.path().getParent());
        }
        if (own.has("cgroup.type")) { // the root group has none
            CgroupFolder server = own.child(SERVER);
            for (String process : own.get(MEMBERS).lines().toList()) {
                try {
                    server.set(MEMBERS, process);
                } catch (IOException left) {
                    // it has ended; if it is still there, the kernel says so when a controller is to be passed on
                }
            }
        }
        return own;
    }

    /** What is left after each controller was tried. */
    private static ControlGroup granted(boolean unified, Map<String, CgroupFolder> offered, String name) throws IOException {
        Map<String, CgroupFolder> granted = new LinkedHashMap<>();
        for (Map.Entry<String, CgroupFolder> folder : offered.entrySet()) {
            ControlGroup alone = new ControlGroup(unified, Map.of(folder.getKey(), folder.getValue()));
            try {
                alone.child(name).child("trial").remove();
                granted.put(folder.getKey(), folder.getValue());
            } catch (IOException refused) {
                if (folder.getKey().equals("memory")) {
                    throw refused;
                }
            }
        }
        return new ControlGroup(unified, granted);
    }

    private CgroupFolder child(String controller, CgroupFolder parent, String name) throws IOException {
        if (unified && !words(parent, "cgroup.subtree_control").contains(controller)) {
            parent.set("cgroup.subtree_control", "+" + controller);
        }
        CgroupFolder child = parent.child(name);
        if (!unified && controller.equals("cpuset")) { // it takes no process before it has CPUs and memory nodes
            for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
                if (child.get(file).isEmpty()) {
                    child.set(file, parent.get(file));
                }
            }
        }
        return child;
    }

    private void set(String controller, String file, Object value) throws IOException {
        if (folders.containsKey(controller)) {
            folders.get(controller).set(file, value);
        }
    }

    /** Kernels can be built without counting swapped memory. */
    private void setIfThere(String file, Object value) throws IOException {
        if (folders.get("memory").has(file)) {
            folders.get("memory").set(file, value);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(1);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

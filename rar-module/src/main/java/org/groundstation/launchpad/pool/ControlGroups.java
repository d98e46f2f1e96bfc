package org.groundstation.launchpad.pool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.groundstation.api.admin.ExternalResourcePool;

/**
 * Limits by control groups, below the one that the server is in, so that what limits the server limits its satellites, too. A satellite
 * is in a group of its own from its start; when it belongs to a pool with limits it moves into another one below the pool's.
 */
final class ControlGroups implements Enforcement {
    private static final String SERVERS = "groundstation-[0-9]*";
    /** What a satellite's own group must limit: the layer {@code cgroup} promises these. */
    private static final List<String> PROMISED = List.of("memory", "pids", "cpu");

    /** Closing any channel to a file gives up the locks of this process on it, so our own groups are never looked at. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final ControlGroup server;
    private final Path name;
    private final List<Closeable> locks;
    private final Limits satellite;

    private ControlGroups(ControlGroup server, Path name, List<Closeable> locks, Limits satellite) {
        this.server = server;
        this.name = name;
        this.locks = locks;
        this.satellite = satellite;
    }

    /** As {@link Enforcement#choose}. @throws IOException when memory cannot be limited */
    static ControlGroups make(Path folder, Limits satellite) throws IOException {
        Path name = folder.getFileName();
        ControlGroup own = ControlGroup.ofThisProcess(name.toString());
        own.sweep(SERVERS, OURS::contains);
        OURS.add(name);
        ControlGroup server = own.child(name.toString());
        return new ControlGroups(server, name, server.lock(), satellite);
    }

    @Override
    public String description() {
        return "cgroup " + (server.unified() ? "v2" : "v1") + (server.missing().isEmpty() ? "" : ", without " + String.join(", ", server.missing()));
    }

    @Override
    public Enclosure enclose(long id, boolean fromStart) throws IOException {
        Groups groups = new Groups("satellite-" + id);
        if (fromStart) {
            List<String> missing = PROMISED.stream().filter(server.missing()::contains).toList();
            if (!missing.isEmpty()) {
                throw new IOException("no control group of this process has the controllers " + String.join(", ", missing));
            }
            groups.add(server, satellite);
        }
        return groups;
    }

    @Override
    public void forget(String pool) {
        server.distinct().forEach(group -> new CgroupFolder(group.path().resolve(groupOf(pool))).remove());
    }

    @Override
    public void close() {
        server.distinct().forEach(CgroupFolder::remove);
        try {
            for (Closeable lock : locks) {
                lock.close();
            }
        } catch (IOException ignored) {
            // the file is gone with its group
        }
        OURS.remove(name);
    }

    /** A pool may have the name of a file that every group has. */
    private static String groupOf(String pool) {
        return "pool-" + pool;
    }

    /** One satellite's groups: its own, unless it starts outside, and the one in its pool. */
    private final class Groups implements Enclosure {
        private final String satelliteName;
        private final List<ControlGroup> groups = new ArrayList<>();
        private boolean closed;

        private Groups(String satelliteName) {
            this.satelliteName = satelliteName;
        }

        @Override
        public synchronized List<Path> entrances() {
            return groups.isEmpty() ? List.of() : groups.get(0).entrances();
        }

        @Override
        public synchronized void assign(ExternalResourcePool pool, long pid) throws IOException {
            Limits together = Limits.together(pool);
            // A group for each set of limits: those that a change meets in use keep theirs, and the kernel cannot refuse it for what they hold.
            ControlGroup shared = server.child(groupOf(pool.name())).child(together.name());
            shared.limit(together);
            add(shared, satellite.within(pool)).move(pid);
        }

        @Override
        public synchronized Usage usage() {
            return groups.stream().map(ControlGroup::usage).reduce(Usage.NONE, (before, last) -> last.after(before));
        }

        @Override
        public synchronized void kill() {
            groups.forEach(ControlGroup::kill);
        }

        @Override
        public synchronized void close() {
            closed = true;
            groups.forEach(ControlGroup::remove);
        }

        private ControlGroup add(ControlGroup parent, Limits limits) throws IOException {
            if (closed) {
                throw new IOException("the satellite has ended");
            }
            ControlGroup made = parent.child(satelliteName);
            groups.add(made);
            made.limit(limits);
            made.endTogether();
            return made;
        }
    }
}

package org.groundstation.launchpad.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the control groups of this process are. Formats: proc(5), {@code /proc/self/mountinfo} and {@code /proc/self/cgroup}.
 *
 * @param unified the group of version 2, or null
 * @param controllers the groups of version 1 by controller
 */
record CgroupMounts(CgroupFolder unified, Map<String, CgroupFolder> controllers) {
    private static final int ROOT = 3;
    private static final int MOUNT_POINT = 4;

    static CgroupMounts ofThisProcess() throws IOException {
        Path mounts = Path.of("/proc/self/mountinfo");
        if (!Files.exists(mounts)) {
            throw new IOException("this system has no control groups");
        }
        return read(Files.readAllLines(mounts), Files.readAllLines(Path.of("/proc/self/cgroup")));
    }

    static CgroupMounts read(List<String> mounts, List<String> memberships) {
        Map<String, String> own = new TreeMap<>();
        for (String membership : memberships) {
            String[] parts = membership.split(":", 3);
            for (String controller : parts[1].split(",")) {
                own.put(controller, parts[2]);
            }
        }
        CgroupFolder unified = null;
        Map<String, CgroupFolder> controllers = new TreeMap<>();
        for (String mount : mounts) {
            String[] halves = mount.split(" - ", 2);
            String[] where = halves[0].split(" ");
            String[] what = halves[1].split(" ");
            if (what[0].equals("cgroup2") && own.containsKey("")) {
                unified = folder(where, own.get("")).orElse(unified);
            } else if (what[0].equals("cgroup")) {
                for (String option : what[what.length - 1].split(",")) {
                    if (own.containsKey(option)) {
                        folder(where, own.get(option)).ifPresent(folder -> controllers.put(option, folder));
                    }
                }
            }
        }
        return new CgroupMounts(unified, controllers);
    }

    /** @return empty when the mount does not show the group */
    private static Optional<CgroupFolder> folder(String[] mount, String group) {
        String root = mount[ROOT].equals("/") ? "" : mount[ROOT];
        return group.startsWith(root) ? Optional.of(new CgroupFolder(Path.of(mount[MOUNT_POINT] + group.substring(root.length())))) : Optional.empty();
    }
}

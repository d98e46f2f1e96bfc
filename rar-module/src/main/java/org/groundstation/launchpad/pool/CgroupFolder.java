package org.groundstation.launchpad.pool;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A control group: a folder whose files are its settings and its counters. */
record CgroupFolder(Path path) {
    /** The groups of a server are called that and its process id. */
    static final String OWN_PREFIX = "groundstation-";

    /** Makes a group below this one, unless it is there. */
    CgroupFolder child(String name) throws IOException {
        return new CgroupFolder(Files.createDirectories(path.resolve(name)));
    }

    /** Removes the groups below this one that servers left behind which were killed. */
    void sweep() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(path, OWN_PREFIX + "*")) {
            for (Path group : left) {
                String pid = group.getFileName().toString().substring(OWN_PREFIX.length());
                if (pid.matches("\\d{1,9}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) { // those of the sandbox have no number
                    new CgroupFolder(group).remove();
                }
            }
        }
    }

    boolean has(String file) {
        return Files.exists(path.resolve(file));
    }

    /** Writes a setting in one write, as the kernel wants it. */
    void set(String file, Object value) throws IOException {
        Files.writeString(path.resolve(file), value.toString());
    }

    String get(String file) throws IOException {
        return Files.readString(path.resolve(file)).strip();
    }

    /** A counter; 0 when it is missing. */
    long count(String file) {
        try {
            return Long.parseLong(get(file));
        } catch (IOException | NumberFormatException missing) {
            return 0;
        }
    }

    /** A counter from a file of lines like {@code oom_kill 3}; 0 when it is missing. */
    long count(String file, String key) {
        try {
            return get(file).lines().filter(line -> line.startsWith(key + " ")).mapToLong(line -> Long.parseLong(line.substring(key.length() + 1)))
                    .findFirst().orElse(0);
        } catch (IOException | NumberFormatException missing) {
            return 0;
        }
    }

    /** Removes the group with the empty ones below it. @return false while it holds a process */
    boolean remove() {
        try {
            try (DirectoryStream<Path> below = Files.newDirectoryStream(path, Files::isDirectory)) {
                for (Path child : below) {
                    new CgroupFolder(child).remove();
                }
            }
            Files.deleteIfExists(path);
            return true;
        } catch (NoSuchFileException gone) {
            return true;
        } catch (IOException busy) {
            return false;
        }
    }
}

package org.groundstation.launchpad.pool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A folder of control groups, whose files are settings and counters. */
record CgroupFolder(Path path) {
    /** Makes the one below this one, unless it is there. */
    CgroupFolder child(String name) throws IOException {
        try {
            return new CgroupFolder(Files.createDirectories(path.resolve(name)));
        } catch (IOException refused) {
            throw explained(name, refused);
        }
    }

    boolean has(String file) {
        return Files.exists(path.resolve(file));
    }

    /** Writes a setting in one write, as the kernel wants it. */
    void set(String file, Object value) throws IOException {
        try {
            Files.writeString(path.resolve(file), value.toString());
        } catch (IOException refused) {
            throw explained(file, refused);
        }
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

    /** Locks one of its files for this process, until the channel is closed. @return null while another process has it */
    FileChannel lock(String file) throws IOException {
        FileChannel channel = FileChannel.open(path.resolve(file), StandardOpenOption.WRITE);
        if (channel.tryLock() != null) {
            return channel;
        }
        channel.close();
        return null;
    }

    /** Removes it with the empty ones below it. @return false while it holds a process */
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

    /** Administrators read it: the kernel's reason, and what it is about. */
    private IOException explained(String name, IOException refused) {
        String why = refused instanceof AccessDeniedException ? "permission denied"
                : refused instanceof FileSystemException at && at.getReason() != null ? at.getReason() : refused.getMessage();
        return new IOException(path.resolve(name) + ": " + why, refused);
    }
}

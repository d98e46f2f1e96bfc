package org.groundstation.launchpad.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.settings.OwnerOnly;

/**
 * The Launchpad's folder, in the system's place for temporary files because paths of Unix domain sockets are short. The
 * working folders are in it, and {@code server} with what only the server may see. Worker accounts go through it to their
 * own folder; they cannot list it. A lock tells a folder that is in use from one that a crashed server has left.
 */
final class HostFolder implements AutoCloseable {
    private static final String PREFIX = "groundstation-";
    private static final String SERVER = "server";
    private static final String LOCK = "lock";
    private static final String CODE = "groundstation-satellite.pyz";
    private static final int NAME_BYTES = 16;

    /** Closing any channel to a lock file gives up the lock of this process on it, so our own are never looked at. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final SecureRandom random = new SecureRandom();
    private final Path path;
    private final FileChannel lock;
    private final boolean keep;

    /** Makes it, and removes what crashed servers have left. @param keep whether it stays behind, with its working folders */
    HostFolder(boolean keep) throws IOException {
        this.keep = keep;
        path = Files.createTempDirectory(PREFIX, OwnerOnly.mode("rwx--x--x"));
        OURS.add(path);
        Files.createDirectory(server(), OwnerOnly.folder());
        lock = FileChannel.open(server().resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        lock.lock();
        if (!keep) {
            sweep();
        }
    }

    Path path() {
        return path;
    }

    /** What only the server may see. */
    Path server() {
        return path.resolve(SERVER);
    }

    /** The satellite's Python code, put where only the server may see it. */
    Path satelliteCode() {
        Path archive = server().resolve(CODE);
        try (InputStream code = HostFolder.class.getClassLoader().getResourceAsStream(CODE)) {
            if (code == null) {
                throw new GroundstationException(ErrorCode.INTERNAL, CODE + " is missing in the resource adapter");
            }
            Files.copy(code, archive, StandardCopyOption.REPLACE_EXISTING);
            return archive;
        } catch (IOException failed) {
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, failed, failed.getMessage());
        }
    }

    /** Where a new satellite makes its working folder: a name that nobody can guess, and short because scripts make sockets in it, too. */
    Path newWorkingFolder() {
        byte[] name = new byte[NAME_BYTES];
        random.nextBytes(name);
        return path.resolve(Base64.getUrlEncoder().withoutPadding().encodeToString(name));
    }

    @Override
    public void close() throws IOException {
        lock.close();
        OURS.remove(path);
        if (!keep) {
            delete(path);
        }
    }

    private void sweep() throws IOException {
        try (DirectoryStream<Path> others = Files.newDirectoryStream(path.getParent(), PREFIX + "*")) {
            for (Path other : others) {
                if (!OURS.contains(other) && isAbandoned(other.resolve(SERVER).resolve(LOCK))) {
                    delete(other);
                }
            }
        }
    }

    /** Folders of other users cannot be opened and are none of our business, nor are those of another copy of the adapter in this JVM. */
    private static boolean isAbandoned(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE); FileLock free = channel.tryLock()) {
            return free != null;
        } catch (IOException | OverlappingFileLockException notOurs) {
            return false;
        }
    }

    /** Links are removed and not followed. */
    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            /** An ending zygote deletes it, too. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException vanished) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException vanished) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

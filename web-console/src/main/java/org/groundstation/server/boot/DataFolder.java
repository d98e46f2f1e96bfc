package org.groundstation.server.boot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.settings.OwnerOnly;

/** The server's folder, and the lock that keeps a second server out of it until this process ends, however it ends. */
final class DataFolder {
    /** Never closed: closing it gives the lock away. Never read: holding it is all. */
    @SuppressWarnings("PMD.UnusedPrivateField")
    private static FileChannel lock;

    private DataFolder() {
    }

    /**
     * Makes the folder when it is missing, for its owner only, and locks it for the life of the process.
     *
     * @throws GroundstationException {@link ErrorCode#DATA_FOLDER_UNUSABLE}, {@link ErrorCode#DATA_FOLDER_LOCKED}
     */
    static synchronized void open(Path folder) {
        try {
            Files.createDirectories(folder, OwnerOnly.folder());
            FileChannel channel = FileChannel.open(folder.resolve("server.lock"),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OwnerOnly.file());
            if (channel.tryLock() == null) {
                channel.close();
                throw new GroundstationException(ErrorCode.DATA_FOLDER_LOCKED, folder);
            }
            lock = channel;
        } catch (OverlappingFileLockException ours) {
            throw new GroundstationException(ErrorCode.DATA_FOLDER_LOCKED, ours, folder);
        } catch (IOException unusable) {
            throw new GroundstationException(ErrorCode.DATA_FOLDER_UNUSABLE, unusable, folder, unusable);
        }
    }
}

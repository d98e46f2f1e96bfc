package org.groundstation.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A folder that scripts may write, in a place that every account can reach: how a test and a script leave each other notes. */
public final class SharedFolder implements AutoCloseable {
    private final Path path;

    public SharedFolder() {
        try {
            path = Files.createTempDirectory("gs-shared-");
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        TemporaryFolders.delete(path);
    }
}

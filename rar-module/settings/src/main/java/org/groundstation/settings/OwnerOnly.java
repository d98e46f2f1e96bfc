package org.groundstation.settings;

import java.nio.file.FileSystems;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** What new files and folders get so that only their owner reaches them. On Windows they inherit that from the folder they are made in. */
public final class OwnerOnly {
    private OwnerOnly() {
    }

    /** For a folder. */
    public static FileAttribute<?>[] folder() {
        return mode("rwx------");
    }

    /** For a file. */
    public static FileAttribute<?>[] file() {
        return mode("rw-------");
    }

    /** Permissions as {@code ls} writes them; nothing where files have none. */
    public static FileAttribute<?>[] mode(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))} : new FileAttribute<?>[0];
    }
}

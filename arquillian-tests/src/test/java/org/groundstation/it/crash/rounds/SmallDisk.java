package org.groundstation.it.crash.rounds;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file system in memory that can be filled. Only where the tests may mount one. */
final class SmallDisk implements AutoCloseable {
    private static final int PIECE = 4_096;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounts one. @param owner of its root; null for whoever runs the tests */
    static Optional<SmallDisk> mount(Path folder, String owner, int megabytes) {
        try {
            Files.createDirectories(folder);
            if (run("mount", "-t", "tmpfs", "-o", "mode=700,size=" + megabytes + "m", "tmpfs", folder.toString()) != 0) {
                System.out.println("DISK_FULL is left out: no file system can be mounted here");
                return Optional.empty();
            }
            SmallDisk disk = new SmallDisk(folder);
            Runtime.getRuntime().addShutdownHook(new Thread(disk::close));
            if (owner != null) {
                Files.setOwner(folder, folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner));
            }
            return Optional.of(disk);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Path folder() {
        return folder;
    }

    /** Takes all the space that is left. */
    void fill() {
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(new byte[PIECE]);
            }
        } catch (IOException full) {
            // as it should be
        }
    }

    void empty() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        try {
            run("umount", "-l", folder.toString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    private static int run(String... command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().onExit().join().exitValue();
    }
}

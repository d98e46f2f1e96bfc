package org.groundstation.bench.launchpad;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * What exists because of satellites.
 *
 * @param processes below the zygote
 * @param folders working folders
 * @param groups control groups of satellites
 * @param files open in this process and in the zygote
 */
record Leftovers(long processes, long folders, long groups, long files) {
    private static final Path CONTROL_GROUPS = Path.of("/sys/fs/cgroup");
    private static final int DEPTH = 8;
    private static final String SERVERS = "server";

    static Leftovers now(Processes station) {
        try {
            return new Leftovers(station.below().size(), workingFolders(station.folder()), satelliteGroups(station.folder()),
                    Processes.files(station.zygote()) + Processes.files(ProcessHandle.current()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What is there now and was not before. Zero where there is less. */
    Leftovers since(Leftovers before) {
        return new Leftovers(Math.max(0, processes - before.processes), Math.max(0, folders - before.folders), Math.max(0, groups - before.groups),
                Math.max(0, files - before.files));
    }

    long sum() {
        return processes + folders + groups + files;
    }

    @Override
    public String toString() {
        return "%d processes, %d folders, %d control groups, %d open files".formatted(processes, folders, groups, files);
    }

    private static long workingFolders(Path station) throws IOException {
        try (Stream<Path> folders = Files.list(station)) {
            return folders.filter(folder -> !folder.endsWith(SERVERS)).count();
        }
    }

    /** They are below one with the name of the station's folder. */
    private static long satelliteGroups(Path station) throws IOException {
        String own = station.getFileName().toString();
        AtomicLong count = new AtomicLong();
        Files.walkFileTree(CONTROL_GROUPS, Set.of(), DEPTH, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                if (folder.getFileName().toString().startsWith("satellite-") && folder.toString().contains("/" + own + "/")) {
                    count.incrementAndGet();
                }
                return FileVisitResult.CONTINUE;
            }

            /** Groups come and go; where there is none at all, this is the first. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException vanished) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException vanished) {
                return FileVisitResult.CONTINUE;
            }
        });
        return count.get();
    }
}

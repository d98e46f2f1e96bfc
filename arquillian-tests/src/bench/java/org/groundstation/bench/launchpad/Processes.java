package org.groundstation.bench.launchpad;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The zygote of the one station of this process, with all processes below it, as {@code /proc} shows them. */
record Processes(ProcessHandle zygote, Path folder) {
    private static final Pattern COMMAND = Pattern.compile("\0zygote\0station=([^\0]+)\0");
    private static final Pattern OWN = Pattern.compile("(?m)^Private_(?:Clean|Dirty):\\s+(\\d+) kB");
    private static final Pattern SHARE = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB");
    private static final Pattern RESIDENT = Pattern.compile("(?m)^Rss:\\s+(\\d+) kB");

    /** Finds it. The station must have given a connection before. */
    static Processes ofStation() {
        return ProcessHandle.current().children().flatMap(child -> {
            Matcher command = COMMAND.matcher(read(child.pid(), "cmdline"));
            return command.find() ? Stream.of(new Processes(child, Path.of(command.group(1)))) : Stream.empty();
        }).findFirst().orElseThrow();
    }

    /** Satellites with their keepers and first processes, and what scripts have started. */
    List<ProcessHandle> below() {
        return zygote.descendants().toList();
    }

    /** MB that a process shares with no other. */
    static double own(ProcessHandle process) {
        return megabytes(process, OWN);
    }

    /** MB of a process, of shared pages its part. */
    static double share(ProcessHandle process) {
        return megabytes(process, SHARE);
    }

    /** MB of a process that are in memory. */
    static double resident(ProcessHandle process) {
        return megabytes(process, RESIDENT);
    }

    /** How many files a process has open. */
    static long files(ProcessHandle process) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return files.count();
        }
    }

    private static double megabytes(ProcessHandle process, Pattern pattern) {
        return pattern.matcher(read(process.pid(), "smaps_rollup")).results().mapToLong(match -> Long.parseLong(match.group(1))).sum() / 1024.0;
    }

    /** Empty for a process that has ended meanwhile. */
    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (AccessDeniedException refused) {
            throw new UncheckedIOException(refused); // to count it as nothing would be wrong
        } catch (IOException gone) {
            return "";
        }
    }
}

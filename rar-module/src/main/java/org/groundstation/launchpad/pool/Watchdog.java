package org.groundstation.launchpad.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.groundstation.api.admin.ExternalResourcePool;

/**
 * Where there are no control groups: looks at a satellite's processes again and again. What a script takes between two looks is not
 * seen in time, and the CPU cannot be limited this way.
 */
final class Watchdog implements Enforcement {
    private static final long PAGE = 4096;
    private static final long KILOBYTE = 1024;
    private static final boolean SEES_MEMORY = Files.exists(Path.of("/proc/self/statm"));

    private final String why;
    private final Limits satellite;

    /**
     * @param why there are no control groups
     * @param satellite what each satellite may use
     */
    Watchdog(String why, Limits satellite) {
        this.why = why;
        this.satellite = satellite;
    }

    @Override
    public String description() {
        return "watchdog, without " + (SEES_MEMORY ? "CPU" : "CPU and memory") + " limits (" + why + ")";
    }

    @Override
    public Enclosure enclose(long id, boolean fromStart) throws IOException {
        if (fromStart) {
            throw new IOException(why);
        }
        return new Watched();
    }

    @Override
    public void forget(String pool) {
        // nothing was made
    }

    @Override
    public void close() {
        // nothing was made
    }

    /** A satellite's processes; none before it belongs to a pool. */
    private final class Watched implements Enclosure {
        private Optional<ProcessHandle> process = Optional.empty();
        private long limit;
        private long peak;
        private long cpu;

        @Override
        public List<Path> entrances() {
            return List.of();
        }

        @Override
        public synchronized void assign(ExternalResourcePool pool, long pid) {
            process = ProcessHandle.of(pid);
            limit = satellite.memoryWithin(pool);
        }

        @Override
        public synchronized Usage usage() {
            List<ProcessHandle> processes = process.stream().flatMap(top -> Stream.concat(Stream.of(top), top.descendants())).toList();
            long memory = processes.stream().mapToLong(one -> anonymous(one.pid())).sum();
            if (limit > 0 && memory > limit) { // pages shared with the zygote were counted, which takes longer to find out
                memory = processes.stream().mapToLong(one -> own(one.pid())).sum();
                peak = Math.max(peak, memory);
            }
            cpu = Math.max(cpu, processes.stream().flatMap(one -> one.info().totalCpuDuration().stream())
                    .mapToLong(java.time.Duration::toMillis).sum());
            return new Usage(cpu, memory, peak, 0, processes.size());
        }

        @Override
        public void kill() {
            // the keeper does
        }

        @Override
        public void close() {
            // nothing was made
        }

        /** Memory that no file backs, with what a fork still shares. */
        private static long anonymous(long pid) {
            try {
                String[] pages = Files.readString(Path.of("/proc", Long.toString(pid), "statm")).split(" ");
                return (Long.parseLong(pages[1]) - Long.parseLong(pages[2])) * PAGE;
            } catch (IOException | NumberFormatException gone) {
                return 0;
            }
        }

        private static long own(long pid) {
            try {
                return Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps_rollup")).stream()
                        .filter(line -> line.startsWith("Private_Dirty:") || line.startsWith("Swap:"))
                        .collect(Collectors.summingLong(line -> Long.parseLong(line.replaceAll("\\D", "")))) * KILOBYTE;
            } catch (IOException unreadable) {
                return anonymous(pid);
            }
        }
    }
}

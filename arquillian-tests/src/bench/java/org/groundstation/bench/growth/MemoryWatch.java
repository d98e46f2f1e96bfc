package org.groundstation.bench.growth;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.groundstation.it.Api;
import org.groundstation.it.ServerProcess;

/**
 * Looks at the memory of a server and its satellites ten times a second and keeps the highest figures. Direct memory is
 * what the JVM's native memory tracking calls "Other": everything that Unsafe allocates, which is Arrow's buffers and
 * direct byte buffers.
 */
final class MemoryWatch implements AutoCloseable {
    private static final long PERIOD_MILLIS = 100;
    private static final int LIST_SATELLITES_EVERY = 3;
    private static final Pattern OTHER = Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB");
    private static final Pattern PRIVATE = Pattern.compile("(?m)^Private_(?:Clean|Dirty):\\s+(\\d+) kB");
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB");

    private final ServerProcess server;
    private final Api api;
    private final JMXConnector connector;
    private final MBeanServerConnection connection;
    private final MemoryMXBean memory;
    private final Thread thread = new Thread(this::watch, "memory-watch");
    private volatile boolean closed;
    private volatile Exception failure;
    private Peaks peaks = Peaks.NONE;

    /**
     * The highest figures, in MB of 2^20 bytes.
     *
     * @param heap used, garbage included
     * @param direct outside of the heap
     * @param satellite of the largest satellite, what it shares with nobody
     * @param satelliteResident of the largest satellite, shared pages included
     * @param server resident, everything included
     */
    record Peaks(double heap, double direct, double satellite, double satelliteResident, double server) {
        static final Peaks NONE = new Peaks(0, 0, 0, 0, 0);

        Peaks max(Peaks other) {
            return new Peaks(Math.max(heap, other.heap), Math.max(direct, other.direct), Math.max(satellite, other.satellite),
                    Math.max(satelliteResident, other.satelliteResident), Math.max(server, other.server));
        }
    }

    /** Starts looking. @param server runs with {@code -XX:NativeMemoryTracking=summary} */
    MemoryWatch(ServerProcess server, Api api) throws IOException, AttachNotSupportedException {
        this.server = server;
        this.api = api;
        VirtualMachine machine = VirtualMachine.attach(Long.toString(server.pid()));
        try {
            connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
        } finally {
            machine.detach();
        }
        connection = connector.getMBeanServerConnection();
        memory = ManagementFactory.newPlatformMXBeanProxy(connection, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
        thread.setDaemon(true);
        thread.start();
    }

    /** The highest figures since the last call. */
    synchronized Peaks takePeaks() {
        if (failure != null) {
            throw new IllegalStateException("the memory could not be watched", failure);
        }
        Peaks taken = peaks;
        peaks = Peaks.NONE;
        return taken;
    }

    /** What is used on the heap after a collection, in MB. */
    double liveHeap() {
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed() / 1048576.0;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        closed = true;
        thread.join();
        connector.close();
    }

    private void watch() {
        List<Long> satellites = List.of();
        try {
            for (int look = 0; !closed; look++) {
                if (look % LIST_SATELLITES_EVERY == 0) {
                    satellites = api.get("/api/satellites").findValues("pid").stream().map(pid -> pid.asLong()).toList();
                }
                keep(look(satellites));
                Thread.sleep(PERIOD_MILLIS);
            }
        } catch (IOException | JMException | InterruptedException | RuntimeException failed) {
            failure = failed;
        }
    }

    private synchronized void keep(Peaks seen) {
        peaks = peaks.max(seen);
    }

    private Peaks look(List<Long> satellites) throws IOException, JMException {
        double own = 0;
        double resident = 0;
        for (long pid : satellites) {
            own = Math.max(own, megabytes(pid, "smaps_rollup", PRIVATE));
            resident = Math.max(resident, megabytes(pid, "status", RESIDENT));
        }
        Object answer = connection.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "vmNativeMemory",
                new Object[] {new String[] {"summary"}}, new String[] {String[].class.getName()});
        return new Peaks(memory.getHeapMemoryUsage().getUsed() / 1048576.0, sum(OTHER, answer.toString()), own, resident,
                megabytes(server.pid(), "status", RESIDENT));
    }

    /** Zero for a process that has ended meanwhile. */
    private static double megabytes(long pid, String file, Pattern pattern) {
        try {
            return sum(pattern, Files.readString(Path.of("/proc", Long.toString(pid), file)));
        } catch (IOException gone) {
            return 0;
        }
    }

    /** The sum of all matches, from KB to MB. */
    private static double sum(Pattern pattern, String text) {
        double kilobytes = 0;
        for (Matcher match = pattern.matcher(text); match.find();) {
            kilobytes += Long.parseLong(match.group(1));
        }
        return kilobytes / 1024;
    }
}

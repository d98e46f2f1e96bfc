package org.groundstation.launchpad.isolation;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.admin.IsolationView;
import org.groundstation.launchpad.pool.Limits;
import org.groundstation.launchpad.runtime.LaunchMode;
import org.groundstation.settings.Setting;

/**
 * What an administrator wants of the isolation of satellites.
 *
 * @param mode how satellites come into being; only forked ones can be isolated
 * @param policies required, preferred or off by the name of the layer
 * @param trusted whether scripts may run although nothing keeps them from the server's files
 * @param readable more files and folders that scripts may read
 * @param writable folders besides their own that scripts may write
 * @param accounts the user ids of the worker accounts
 * @param accountsFixed whether they must be these, and not others when another server has them
 * @param accountsWait how long a caller waits for an account when all are in use
 * @param memory bytes of each process; 0: no limit
 * @param processes processes and threads of each worker account; 0: no limit
 * @param folder bytes of each working folder; 0: no limit
 * @param cpu percent of the machine's processors for each satellite; 0: no limit
 * @param keepFolders whether working folders stay behind for diagnosis
 */
public record Isolation(LaunchMode mode, Map<String, String> policies, boolean trusted, List<Path> readable, List<Path> writable, List<Integer> accounts,
        boolean accountsFixed, Duration accountsWait, long memory, long processes, long folder, long cpu, boolean keepFolders) {
    private static final String PREFIX = "groundstation.isolation.";
    private static final List<Setting> LAYERS = List.of(Setting.ISOLATION_CGROUP, Setting.ISOLATION_NAMESPACES, Setting.ISOLATION_ROOT,
            Setting.ISOLATION_LIMITS,
            Setting.ISOLATION_ACCOUNT, Setting.ISOLATION_CAPABILITIES, Setting.ISOLATION_PRIVILEGES, Setting.ISOLATION_LANDLOCK,
            Setting.ISOLATION_SECCOMP);
    private static final int MOST_ACCOUNTS = 100;
    private static final long PROCESSES_OF_PROCESSOR = 64;

    /** As the settings say. @throws GroundstationException {@link ErrorCode#SETTING_INVALID} */
    public static Isolation configured() {
        LaunchMode mode = LaunchMode.configured();
        Map<String, String> policies = new LinkedHashMap<>();
        for (Setting layer : LAYERS) {
            String policy = layer.oneOf("required", "preferred", "off");
            // That some are required by default is for those who fork; who spawns is asked whether scripts are trusted.
            policies.put(layer.key().substring(PREFIX.length()), mode == LaunchMode.FORK || layer.isSet() ? policy : "preferred");
        }
        return new Isolation(mode, policies, Setting.ISOLATION_TRUSTED.enabled(), Setting.ISOLATION_READABLE.paths(),
                Setting.ISOLATION_WRITABLE.paths(), configuredAccounts(), Setting.ACCOUNTS_FIRST.isSet(), Setting.ACCOUNTS_WAIT.millis(0), configuredMemory(),
                configuredProcesses(), Setting.SATELLITE_FOLDER.number(0),
                Setting.SATELLITE_CPU.number(0), Setting.SATELLITE_FOLDER_KEEP.enabled());
    }

    /** The worker accounts that the settings name. @throws GroundstationException {@link ErrorCode#SETTING_INVALID} */
    static List<Integer> configuredAccounts() {
        int first = (int) Setting.ACCOUNTS_FIRST.number(1000);
        long count = Setting.ACCOUNTS_COUNT.number(1);
        if (count > MOST_ACCOUNTS) {
            throw new GroundstationException(ErrorCode.SETTING_INVALID, Setting.ACCOUNTS_COUNT.key(), count, "it must be " + MOST_ACCOUNTS + " or less");
        }
        return IntStream.range(first, first + (int) count).boxed().toList();
    }

    /** The same with other worker accounts. */
    public Isolation withAccounts(List<Integer> others) {
        return new Isolation(mode, policies, trusted, readable, writable, others, accountsFixed, accountsWait, memory, processes, folder, cpu,
                keepFolders);
    }

    /** What satellites have that are not forked. */
    public IsolationView none() {
        return new IsolationView(policies.entrySet().stream().map(layer -> new IsolationView.Layer(layer.getKey(), layer.getValue(), false,
                layer.getValue().equals("off") ? "" : "satellites are spawned")).toList());
    }

    /** What each satellite may use, where control groups keep it. */
    public Limits limits() {
        return new Limits(memory, processes, cpu, "");
    }

    /** What the launcher's program takes on its command line. */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        policies.forEach((layer, policy) -> arguments.add(layer + "=" + policy));
        readable.forEach(path -> arguments.add("readable=" + path));
        writable.forEach(path -> arguments.add("writable=" + path));
        arguments.add("accounts=" + accounts.stream().map(String::valueOf).collect(Collectors.joining(",")));
        arguments.add("memory=" + memory);
        arguments.add("processes=" + processes);
        arguments.add("folder=" + folder);
        arguments.add("keep=" + keepFolders);
        return arguments;
    }

    /**
     * Makes sure that what was found is what is wanted.
     *
     * @throws GroundstationException {@link ErrorCode#ISOLATION_MISSING}, {@link ErrorCode#ISOLATION_NONE}
     */
    public void require(IsolationView found) {
        for (IsolationView.Layer layer : found.layers()) {
            if (layer.lacksRequired()) {
                throw new GroundstationException(ErrorCode.ISOLATION_MISSING, layer.name(), layer.reason());
            }
        }
        if (!found.keepsFiles() && !trusted) {
            throw new GroundstationException(ErrorCode.ISOLATION_NONE, found.summary());
        }
    }

    /** Ending a bomb takes processor time for each of its processes: so many end within a second. */
    private static long configuredProcesses() {
        return Setting.SATELLITE_PROCESSES.text().isEmpty() ? PROCESSES_OF_PROCESSOR * Runtime.getRuntime().availableProcessors()
                : Setting.SATELLITE_PROCESSES.number(0);
    }

    private static long configuredMemory() {
        if (!Setting.SATELLITE_MEMORY.text().isEmpty()) {
            return Setting.SATELLITE_MEMORY.number(0);
        }
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getTotalMemorySize() / 2 : 0;
    }
}

package org.groundstation.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.groundstation.it.ServerProcess;

/** The processes that a server started, and their end. */
public final class PythonProcesses {
    /** The bar is a second after the end of a server, two when it was killed; a busy machine may take twice as long. */
    private static final int ROOM = 2;
    static final Duration AFTER_STOP = Duration.ofSeconds(1).multipliedBy(ROOM);
    static final Duration AFTER_KILL = Duration.ofSeconds(2).multipliedBy(ROOM);

    private PythonProcesses() {
    }

    /** Everything below a server: its zygote, keepers, satellites, and what scripts started. */
    static List<ProcessHandle> below(ServerProcess server) {
        return below(server.handle());
    }

    /** Everything below the process of a server. */
    public static List<ProcessHandle> below(ProcessHandle server) {
        List<ProcessHandle> below = server.descendants().toList();
        assertThat(below).as("the Python processes of the server").isNotEmpty();
        return below;
    }

    /** The working folders of the satellites among them. */
    static List<Path> folders(List<ProcessHandle> processes) {
        return processes.stream().map(PythonProcesses::folder).flatMap(Optional::stream)
                .filter(folder -> folder.getParent() != null && folder.getParent().getFileName() != null
                        && folder.getParent().getFileName().toString().startsWith("groundstation-"))
                .distinct().toList();
    }

    private static Optional<Path> folder(ProcessHandle process) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd")));
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    /** Checks that none of them outlives its server for longer. */
    public static void assertGone(List<ProcessHandle> processes, Duration limit) {
        Awaitility.await("the end of the Python processes").atMost(limit).pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(processes).filteredOn(ProcessHandle::isAlive)
                        .extracting(process -> process.pid() + " " + process.info().commandLine().orElse("?")).isEmpty());
    }
}

package org.groundstation.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.groundstation.it.ServerProcess;

/** The processes that a server started, and their end. */
final class PythonProcesses {
    private static final Duration END_LIMIT = Duration.ofSeconds(5);

    private PythonProcesses() {
    }

    /** Everything below a server: its zygote, keepers, satellites, and what scripts started. */
    static List<ProcessHandle> below(ServerProcess server) {
        List<ProcessHandle> below = server.handle().descendants().toList();
        assertThat(below).as("the Python processes of the server").isNotEmpty();
        return below;
    }

    /** Checks that none of them outlives its server. */
    static void assertGone(List<ProcessHandle> processes) {
        Awaitility.await("the end of the Python processes").atMost(END_LIMIT).pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(processes).filteredOn(ProcessHandle::isAlive)
                        .extracting(process -> process.pid() + " " + process.info().commandLine().orElse("?")).isEmpty());
    }
}

package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.SqlType;
import org.junit.jupiter.api.Test;

/** After many sessions, of which a third crash, nothing is left. {@code -Dsessions=1000} runs more of them. */
class ManySessionsTest {
    private static final int SESSIONS = Integer.getInteger("sessions", 30);
    private static final ExternalScript WHERE = ExternalScript.python("import os; folder = os.getcwd(); open('note', 'w').write('x')")
            .outputParameter("folder", SqlType.VARCHAR).build();
    private static final ExternalScript CRASH = ExternalScript.python("""
            import os, signal
            if os.fork() == 0:
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                os.setsid()
                if os.fork() == 0:
                    while True:
                        pass
                os._exit(0)
            os.kill(os.getpid(), signal.SIGSEGV)
            """).build();

    @Test
    void noProcessNoAccountAndNoFolderIsLeft() throws Exception {
        try (TestAdapter station = new TestAdapter()) {
            Path folders = null;
            for (int i = 0; i < SESSIONS; i++) {
                try (SatelliteConnection connection = station.factory().getConnection()) {
                    if (i % 3 == 1) {
                        assertThatThrownBy(() -> connection.execute(CRASH)).isInstanceOf(GroundstationException.class)
                                .hasMessageContaining("ended while it was in use (signal 11)");
                    } else {
                        folders = Path.of(connection.execute(WHERE).outputParameter("folder", String.class)).getParent();
                    }
                }
            }
            Path parent = folders;
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                long spares = station.adapter.monitor().satellites().size();
                assertThat(station.adapter.accountsInUse()).isZero();
                assertThat(workingFolders(parent)).isEqualTo(spares);
                assertThat(ProcessHandle.current().descendants().filter(process -> process.info().totalCpuDuration().orElse(Duration.ZERO)
                        .compareTo(Duration.ofMillis(500)) > 0).count()).as("the zygote alone has worked that long").isLessThanOrEqualTo(1);
            });
        }
    }

    private static long workingFolders(Path station) throws IOException {
        try (Stream<Path> folders = Files.list(station)) {
            return folders.filter(folder -> !folder.endsWith("server")).count();
        }
    }
}

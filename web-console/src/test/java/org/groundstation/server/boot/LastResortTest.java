package org.groundstation.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.groundstation.settings.Setting;
import org.junit.jupiter.api.Test;

/** A server whose end waits for something that never comes. */
class LastResortTest {
    /** Its main class. */
    static final class Endless {
        private Endless() {
        }

        public static void main(String[] arguments) throws InterruptedException {
            LastResort.prepare();
            Runtime.getRuntime().addShutdownHook(new Thread(Endless::hang));
            System.out.println("ready");
            new CountDownLatch(1).await();
        }

        private static void hang() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException unheard) {
                hang();
            }
        }
    }

    @Test
    void sigtermEndsTheServerAlsoWhenItsEndHangs() throws IOException, InterruptedException {
        Process server = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), "-D" + Setting.SHUTDOWN_TIMEOUT.key() + "=1000", Endless.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader said = server.inputReader()) {
            assertThat(said.readLine()).isEqualTo("ready");
            server.destroy();
            assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).isEqualTo(143);
        } finally {
            server.destroyForcibly();
        }
    }
}

package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OwnThreadsTest {
    @Test
    void aThreadInheritsNothingFromTheApplicationThatCausedIt() throws Exception {
        InheritableThreadLocal<String> caller = new InheritableThreadLocal<>();
        caller.set("ann");
        Thread application = Thread.currentThread();
        ClassLoader before = application.getContextClassLoader();
        try (OwnThreads threads = new OwnThreads(); URLClassLoader loader = new URLClassLoader(new URL[0])) {
            application.setContextClassLoader(loader);
            CompletableFuture<List<Object>> seen = new CompletableFuture<>();
            threads.start("groundstation-test", () -> {
                Thread own = Thread.currentThread();
                seen.complete(Arrays.asList(caller.get(), own.getContextClassLoader(), own.getName(), own.isDaemon()));
            });
            assertThat(seen.get()).isEqualTo(Arrays.asList(null, OwnThreads.class.getClassLoader(), "groundstation-test", true));
        } finally {
            application.setContextClassLoader(before);
        }
    }

    @Test
    void noneIsStartedAfterTheEnd() {
        OwnThreads threads = new OwnThreads();
        threads.close();
        assertThatThrownBy(() -> threads.start("groundstation-test", () -> {})).hasMessageStartingWith("GS-2008: ");
    }
}

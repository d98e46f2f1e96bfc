package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerSourcesTest {
    /** The adapter as a server loads it that lacks some packages. */
    private static final class ServerWithout extends ClassLoader {
        private final String missing;

        ServerWithout(String missing) {
            super(CallerSourcesTest.class.getClassLoader());
            this.missing = missing;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith(missing)) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("org.groundstation.adapter.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] content = file.readAllBytes();
                return defineClass(name, content, 0, content.length);
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jakarta.security.jacc.", "jakarta.security.enterprise.", "jakarta.security.", "jakarta.enterprise.", "jakarta.s",
        "no class is missing"})
    void aServerThatLacksClassesKnowsNoCallerOutsideOfAnApplication(String missing) throws Exception {
        Class<?> caller = new ServerWithout(missing).loadClass("org.groundstation.adapter.Caller");
        Method current = caller.getDeclaredMethod("current");
        current.setAccessible(true);
        assertThat(current.invoke(null)).hasToString("Caller[name=]");
    }

    @Test
    void theFirstSourceThatKnowsTheCallerDecides() {
        CallerSource nobody = Optional::empty;
        assertThat(CallerSources.available(List.of(() -> nobody, () -> () -> Optional.of("ann"), () -> () -> Optional.of("bob"))).caller()).contains("ann");
        assertThat(CallerSources.available(List.of(() -> nobody)).caller()).isEmpty();
    }

    @Test
    void aSourceThatCouldNotBeAskedAtTheStartIsAskedLater() {
        AtomicInteger asked = new AtomicInteger();
        CallerSource later = () -> {
            if (asked.getAndIncrement() == 0) {
                throw new IllegalArgumentException("no context yet");
            }
            return Optional.of("ann");
        };
        assertThat(CallerSources.available(List.of(() -> later)).caller()).contains("ann");
    }
}

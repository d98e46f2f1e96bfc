package org.groundstation.batch.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.batch.runtime.BatchStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tasks that begin when a thread of the test says so. */
class PlacesTest {
    private final List<Runnable> begun = new ArrayList<>();
    private final List<Integer> ran = new ArrayList<>();
    private final Places places = new Places(3, begun::add);

    @Test
    void asManyRunAtOnceAsThereArePlacesAndTheRestInOrder() {
        Execution execution = new Execution();
        IntStream.range(0, 100).forEach(number -> places.run(execution.scope, () -> ran.add(number)));
        int most = 0;
        while (!begun.isEmpty()) {
            most = Math.max(most, begun.size());
            begun.remove(0).run();
        }
        assertThat(most).isEqualTo(3);
        assertThat(ran).isEqualTo(IntStream.range(0, 100).boxed().toList());
        assertThat(execution.told).containsExactly(true, false);
    }

    @Test
    void whatIsToStopDoesNotWaitForOthers() {
        Execution first = new Execution();
        Execution second = new Execution();
        IntStream.range(0, 3).forEach(number -> places.run(first.scope, () -> ran.add(number)));
        IntStream.range(3, 5).forEach(number -> places.run(second.scope, () -> ran.add(number)));
        IntStream.range(5, 6).forEach(number -> places.run(first.scope, () -> ran.add(number)));
        places.hurry(second.scope);
        assertThat(begun).as("three places, and two that need none").hasSize(5);
        begun.remove(4).run();
        begun.remove(3).run();
        assertThat(begun).as("they had no place to leave").hasSize(3);
        begun.remove(0).run();
        assertThat(begun).hasSize(3);
        begun.remove(2).run();
        assertThat(ran).containsExactly(4, 3, 0, 5);
        assertThat(second.told).containsExactly(true, false);
    }

    @Test
    void aTaskThatFindsNoThreadLeavesItsPlace() {
        Places refusing = new Places(1, task -> {
            throw new RejectedExecutionException("the server goes down");
        });
        Execution execution = new Execution();
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> refusing.run(execution.scope, () -> {})).isInstanceOf(RejectedExecutionException.class);
        }
        assertThat(execution.told).isEmpty();
    }

    private static final class Execution implements BatchExecution {
        private final ExecutionScope scope = new ExecutionScope(this);
        private final List<Boolean> told = new ArrayList<>();

        @Override
        public Object artifact(String name, Properties properties) {
            throw new AssertionError(name);
        }

        @Override
        public void waits(boolean waiting) {
            told.add(waiting);
        }

        @Override
        public void ended(BatchStatus status, List<Throwable> failures) {
            throw new AssertionError(status);
        }
    }
}

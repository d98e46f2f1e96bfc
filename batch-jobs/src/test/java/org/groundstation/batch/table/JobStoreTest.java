package org.groundstation.batch.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.groundstation.api.monitor.TableJobView.State;
import org.groundstation.batch.database.StationDataSource;
import org.groundstation.batch.database.TestDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobStoreTest {
    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void anEndIsWrittenWhateverTheScriptSaid(TestDatabase.Kind kind) {
        try (TestDatabase database = TestDatabase.open(kind)) {
            JobStore store = new JobStore(new StationDataSource(), database.dialect());
            long job = store.insert("a\0b", "{}", "here");
            store.interrupted(job, 1, "gone\0");
            assertThat(store.get(job).error()).isEqualTo("gone\uFFFD");
            store.end(job, 1, State.FAILED, "it raised ValueError: a\0b");
            assertThat(store.get(job).state()).isEqualTo(State.FAILED);
            assertThat(store.get(job).error()).isEqualTo("it raised ValueError: a\uFFFDb");
        }
    }
}

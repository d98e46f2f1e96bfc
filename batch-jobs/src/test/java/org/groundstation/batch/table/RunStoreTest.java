package org.groundstation.batch.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.groundstation.api.GroundstationException;
import org.groundstation.api.TableJobView.State;
import org.groundstation.batch.database.TestDatabase;
import org.groundstation.batch.database.WriterDataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunStoreTest extends DatabaseTest {
    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void anEndIsWrittenWhateverTheScriptSaid(TestDatabase.Kind kind) {
        RunStore store = store(kind);
        long run = store.insert(store.define("a\0b", "{}"), "here", null);
        store.interrupted(run, 1, "gone\0");
        assertThat(store.get(run).error()).isEqualTo("gone\uFFFD");
        store.end(run, 1, State.FAILED, "it raised ValueError: a\0b");
        assertThat(store.get(run).state()).isEqualTo(State.FAILED);
        assertThat(store.get(run).error()).isEqualTo("it raised ValueError: a\uFFFDb");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void aDefinitionThatChangesIsANewVersion(TestDatabase.Kind kind) {
        RunStore store = store(kind);
        String first = store.define("late", "{\"a\": 1}");
        assertThat(store.define("late", "{\"a\": 1}")).isEqualTo(first);
        assertThat(store.define("late", "{\"a\": 2}")).isNotEqualTo(first);
        assertThat(store.define("other", "{\"a\": 1}")).isNotEqualTo(first);
        assertThat(database.value("select max(version) from gs_job_definition where name = 'late'")).isEqualTo("2");
        assertThat(store.get(store.insert(first, "here", null)).definition()).isEqualTo("{\"a\": 1}");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void aKeyStartsOneRunADay(TestDatabase.Kind kind) {
        RunStore store = store(kind);
        String definition = store.define("late", "{}");
        long run = store.insert(definition, "here", "night-7");
        store.insert(definition, "here", null);
        store.insert(definition, "here", null);
        assertThat(store.startedWith("night-7").orElseThrow().id()).isEqualTo(run);
        assertThatThrownBy(() -> store.insert(definition, "here", "night-7")).isInstanceOf(GroundstationException.class);
        assertThat(store.startedWith("night-8")).isEmpty();
        database.execute("update gs_job_run set started_at = " + (kind == TestDatabase.Kind.MARIADB ? "started_at - interval 25 hour"
                : "started_at - interval '25' hour") + " where id = " + run);
        assertThat(store.startedWith("night-7")).isEmpty();
        store.insert(definition, "here", "night-7");
    }

    private RunStore store(TestDatabase.Kind kind) {
        open(kind);
        return new RunStore(new WriterDataSource(), database.dialect());
    }
}

package org.groundstation.batch.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.groundstation.api.TableJob;
import org.groundstation.api.TableJobView;
import org.groundstation.batch.database.Endpoint;
import org.groundstation.batch.database.ReaderDataSource;
import org.groundstation.batch.database.TestDatabase;
import org.groundstation.batch.database.WriterDataSource;
import org.groundstation.batch.table.JobDefinition;
import org.groundstation.batch.table.JobServices;
import org.groundstation.batch.table.Ledger;
import org.groundstation.batch.table.RunRow;
import org.groundstation.batch.table.RunStore;
import org.groundstation.batch.table.TableJobJson;
import org.junit.jupiter.api.Test;

/** A job whose row nobody can read is its own misfortune, not that of the others. */
class UnreadableJobTest {
    @Test
    void unreadableJobIsShownAndFailsAndTheOthersAreContinued() {
        try (TestDatabase database = TestDatabase.open(TestDatabase.Kind.H2)) {
            JobServices services = JobServices.in(new Endpoint(database.dialect(), new WriterDataSource(), new ReaderDataSource()), null, null, null);
            RunStore store = new RunStore(services.jobs().writer(), services.jobs().dialect());
            long broken = store.insert(store.define("broken", "{\"name\": \"bro"), "here", null);
            TableJob job = TableJob.named("late").from("flights", "id").into("scores", "id bigint not null, score double").script("x").build();
            long good = store.insert(store.define("late", TableJobJson.write(new JobDefinition(job, Map.of()))), "here", null);
            TableRuns runs = new TableRuns(services, store, new Ledger(services.jobs().writer(), services.jobs().dialect()), null, "here");
            TableJobService jobs = new TableJobService(services, store, runs);

            List<TableJobView> listed = jobs.jobs();
            assertThat(listed).extracting(TableJobView::id).containsExactly(good, broken);
            assertThat(listed.get(1).error()).startsWith("GS-4007: the table job cannot be built: what is stored of it cannot be read (");
            assertThatThrownBy(() -> jobs.stop(12345)).hasMessageStartingWith("GS-4008");

            TableJobRecovery recovery = new TableJobRecovery(runs);
            recovery.run();
            recovery.run();
            RunRow ended = store.get(broken);
            assertThat(ended.state()).isEqualTo(TableJobView.State.FAILED);
            assertThat(ended.epoch()).as("nobody tries it again and again").isEqualTo(1);
            assertThat(store.get(good).epoch()).as("the one after it was continued").isGreaterThan(1);
            assertThatThrownBy(() -> jobs.restart(broken)).hasMessageStartingWith("GS-4007");
            assertThat(store.get(broken).state()).isEqualTo(TableJobView.State.FAILED);
        }
    }
}

package org.groundstation.batch.table;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.batch.api.partition.PartitionPlan;
import java.util.List;
import org.groundstation.api.TableJob;
import org.groundstation.batch.database.TestDatabase;

/** Whole jobs, driven as JBeret drives them, one partition after the other. */
final class JobRuns {
    private JobRuns() {
    }

    /** Runs a job that is stopped after the first chunk of each partition, and taken over by a server that reads what was stored. */
    static void run(TestDatabase database, TableJob job) {
        try (TableRun first = JobFixture.run(database, new FakeSatellites(), job)) {
            chunks(first, 1);
            try (TableRun second = takenOver(database, first)) {
                chunks(second, Integer.MAX_VALUE);
            }
        }
    }

    /** The next execution of a job. */
    static TableRun takenOver(TestDatabase database, TableRun run) {
        RunStore store = new RunStore(run.services().jobs().writer(), run.services().jobs().dialect());
        RunRow stored = store.get(run.jobId());
        long epoch = run.ledger().raise(run.jobId(), stored.epoch());
        store.take(stored, "there", epoch);
        return new TableRun(JobFixture.services(database, new FakeSatellites()), run.jobId(), epoch, TableJobJson.read(stored.definition()));
    }

    /** Writes up to so many chunks of each partition. */
    static void chunks(TableRun run, int most) {
        PartitionPlan plan = new TablePlan(run).mapPartitions();
        assertThat(plan.getPartitions()).isLessThanOrEqualTo(run.job().partitions());
        for (int partition = 0; partition < plan.getPartitions(); partition++) {
            try (TableScore score = (TableScore) run.artifact("score", partition)) {
                TableSink sink = (TableSink) run.artifact("sink", partition);
                score.open(null);
                for (int chunk = 0; chunk < most; chunk++) {
                    ScoredBatch batch = score.readItem();
                    if (batch == null) {
                        break;
                    }
                    sink.writeItems(List.of(batch));
                }
            }
        }
    }
}

package org.groundstation.batch.table;

import java.util.Map;
import org.groundstation.api.TableJob;
import org.groundstation.batch.database.Endpoint;
import org.groundstation.batch.database.ReaderDataSource;
import org.groundstation.batch.database.TestDatabase;
import org.groundstation.batch.database.WriterDataSource;

/** Parts of jobs that several tests need. */
final class JobFixture {
    private JobFixture() {
    }

    /** A job from table flights into table scores, chunks of 10 rows. */
    static TableJob.Builder flights() {
        return TableJob.named("late").from("flights", "id").into("scores", "id bigint not null, score double")
                .script("OutputDataSet = InputDataSet").chunkRows(10);
    }

    /** Makes table flights with rows 1 to {@code count}. */
    static void createFlights(TestDatabase database, int count) {
        database.execute("create table flights (id bigint primary key, distance double precision)");
        for (int id = 1; id <= count; id++) {
            database.execute("insert into flights values (" + id + ", " + id * 2 + ")");
        }
    }

    static JobServices services(TestDatabase database, FakeSatellites satellites) {
        return JobServices.in(new Endpoint(database.dialect(), new WriterDataSource(), new ReaderDataSource()), satellites, new FakeModels(),
                task -> new Thread(task).start());
    }

    /** A stored job with its first execution. */
    static TableRun run(TestDatabase database, FakeSatellites satellites, TableJob job) {
        JobServices services = services(database, satellites);
        JobDefinition definition = JobChecks.prepare(services, job);
        return new TableRun(services, store(services, definition), 1, definition);
    }

    /** Stores a run. @return its id */
    static long store(JobServices services, JobDefinition definition) {
        RunStore store = new RunStore(services.jobs().writer(), services.jobs().dialect());
        long id = store.insert(store.define(definition.job().name(), TableJobJson.write(definition)), "here", null);
        new Ledger(services.jobs().writer(), services.jobs().dialect()).open(id);
        return id;
    }

    /** The same job once more, without its fence. */
    static TableRun again(TestDatabase database, FakeSatellites satellites, TableRun before) {
        return new TableRun(services(database, satellites), before.jobId(), before.epoch(), new JobDefinition(before.job(), versions()));
    }

    static Map<String, Integer> versions() {
        return Map.of("late", FakeModels.VERSION);
    }
}

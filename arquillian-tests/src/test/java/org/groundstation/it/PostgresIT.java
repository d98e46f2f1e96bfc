package org.groundstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresIT {
    private static final Duration JOB_LIMIT = Duration.ofMinutes(2);

    @Test
    void catalogAndJobsLiveNextToTheTablesOfADatabaseThatIsInUse() throws SQLException {
        try (Postgres postgres = new Postgres(); ServerProcess server = postgres.groundstation()) {
            postgres.execute("create table readings (id bigint primary key, celsius double precision not null)");
            postgres.execute("insert into readings select n, n / 100.0 from generate_series(1, 5000) n");
            server.start();

            long job = server.api().startJob(Map.of("name", "to kelvin", "source", "readings", "key", "id", "target", "kelvins",
                    "result", "id bigint not null, kelvin double", "partitions", 2, "chunkRows", 1_000,
                    "script", "OutputDataSet = InputDataSet[['id']].assign(kelvin=InputDataSet['celsius'] + 273.15)"));
            server.api().awaitJob(job, "COMPLETED", JOB_LIMIT);

            assertThat(postgres.number("select count(*) from kelvins k join readings r using (id) "
                    + "where abs(k.kelvin - r.celsius - 273.15) < 1e-9")).isEqualTo(5000);
            assertThat(server.terminate()).isIn(0, 143);
            server.start();
            assertThat(server.api().job(job).get("state").asText()).isEqualTo("COMPLETED");
        }
    }

    /** A sequence does not take part in transactions: the third and the fourth insert fail, whatever they are, and the rest does not. */
    @Test
    void aChunkThatTheDatabaseRollsBackIsScoredAgain() throws SQLException {
        try (Postgres postgres = new Postgres(); ServerProcess server = postgres.groundstation()) {
            postgres.execute("create table readings (id bigint primary key, celsius double precision not null)");
            postgres.execute("insert into readings select n, n / 100.0 from generate_series(1, 5000) n");
            postgres.execute("create table kelvins (id bigint not null primary key, kelvin double precision)");
            postgres.execute("create sequence inserts");
            postgres.execute("create function deadlock() returns trigger language plpgsql as $$ begin "
                    + "if nextval('inserts') in (3, 4) then raise exception 'deadlock detected' using errcode = '40P01'; end if; return null; end $$");
            postgres.execute("create trigger deadlock after insert on kelvins for each statement execute function deadlock()");
            server.start();

            long job = server.api().startJob(Map.of("name", "to kelvin", "source", "readings", "key", "id", "target", "kelvins",
                    "result", "id bigint not null, kelvin double", "chunkRows", 1_000,
                    "script", "OutputDataSet = InputDataSet[['id']].assign(kelvin=InputDataSet['celsius'] + 273.15)"));
            server.api().awaitJob(job, "COMPLETED", JOB_LIMIT);

            assertThat(postgres.number("select count(*) from kelvins k join readings r using (id) "
                    + "where abs(k.kelvin - r.celsius - 273.15) < 1e-9")).isEqualTo(5000);
            assertThat(postgres.number("select nextval('inserts')")).isEqualTo(8);
            assertThat(server.log()).contains("scoring a chunk again: ERROR: deadlock detected");
        }
    }
}

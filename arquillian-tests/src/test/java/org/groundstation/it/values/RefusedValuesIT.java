package org.groundstation.it.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.groundstation.it.Api;
import org.groundstation.it.Postgres;
import org.groundstation.it.ServerProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Table jobs on PostgreSQL with values that some type, target or trigger does not keep; the server's Java is in New York. */
class RefusedValuesIT {
    private static final Duration JOB_LIMIT = Duration.ofMinutes(1);
    private static final String KEYS = "OutputDataSet = InputDataSet[['id']]";
    private static final String SEEN = KEYS + ".assign(seen=1.0)";

    private static Postgres postgres;
    private static ServerProcess server;
    private static Api api;

    @BeforeAll
    static void start() throws SQLException {
        postgres = new Postgres();
        postgres.execute("create table ten (id bigint primary key, x double precision)");
        postgres.execute("insert into ten select n, n from generate_series(1, 10) n");
        postgres.execute("create table odd_ones_out (id bigint primary key, seen double precision)");
        postgres.execute("create function drop_odd() returns trigger language plpgsql as $$ begin return case when new.id % 2 = 0 then new end; end $$");
        postgres.execute("create trigger drop_odd before insert on odd_ones_out for each row execute function drop_odd()");
        postgres.execute("create table ruled (id bigint primary key, seen double precision)");
        postgres.execute("create rule nothing as on insert to ruled do instead nothing");
        postgres.execute("create table whole_seconds (id bigint primary key, at timestamp(0))");
        postgres.execute("create table short_texts (id bigint primary key, name varchar(3))");
        postgres.execute("create table bounds (id bigint primary key, valid_to timestamp, days date[], at_zone time with time zone, price numeric(10,2),"
                + " place inet, amount money, used double precision)");
        postgres.execute("insert into bounds values (1, 'infinity', '{infinity}', '12:00+02', 'NaN', '10.0.0.1', '1234.50', 1)");
        postgres.execute("create domain flight_number as integer check (value > 0)");
        postgres.execute("create type mood as enum ('sad', 'happy')");
        postgres.execute("create table own_types (id flight_number primary key, feeling mood, place inet, bits bit(3), amount money, at_zone timetz)");
        postgres.execute("insert into own_types values (7, 'happy', '10.0.0.1/8', B'101', '1234.50', '12:00+02')");
        postgres.execute("create table late (id bigint primary key, t time)");
        postgres.execute("insert into late values (1, '24:00')");
        postgres.execute("create table uuids (id uuid primary key)");
        postgres.execute("insert into uuids values ('6ba7b810-9dad-11d1-80b4-00c04fd430c8')");
        server = postgres.groundstation().javaOptions("-Duser.timezone=America/New_York").start();
        api = server.api();
    }

    @AfterAll
    static void end() {
        try (Postgres closedLast = postgres) {
            server.close();
        }
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments("a trigger that drops rows", Map.of("source", "ten", "target", "odd_ones_out"),
                        "GS-4014: 10 rows were sent to 'odd_ones_out', but the database counted 5; nothing of the chunk was kept. "),
                arguments("a rule that does nothing", Map.of("source", "ten", "target", "ruled"),
                        "GS-4014: 10 rows were sent to 'ruled', but the database counted 0; nothing of the chunk was kept. "),
                arguments("parts of a second for a column of whole ones", Map.of("source", "ten", "target", "whole_seconds",
                        "result", "id bigint not null, at timestamp",
                        "script", KEYS + ".assign(at=pandas.Timestamp('2024-01-31 23:59:59.7'))"),
                        "GS-4015: column 'at' of 'whole_seconds' cannot keep the value '2024-01-31T23:59:59.700' of key 1: "),
                arguments("blanks that the database would cut", Map.of("source", "ten", "target", "short_texts",
                        "result", "id bigint not null, name varchar", "script", KEYS + ".assign(name='abc ')"),
                        "GS-4015: column 'name' of 'short_texts' cannot keep the value 'abc ' of key 1: "),
                arguments("an infinite timestamp", Map.of("source", "bounds", "columns", List.of("valid_to")),
                        "GS-1016: column 'valid_to' holds a value that cannot be sent to a script: "),
                arguments("an infinite date in an array", Map.of("source", "bounds", "columns", List.of("days")),
                        "GS-1016: column 'days' holds a value that cannot be sent to a script: "),
                arguments("NaN in a decimal", Map.of("source", "bounds", "columns", List.of("price")),
                        "GS-1016: column 'price' holds a value that cannot be sent to a script: "),
                arguments("a time of 24:00", Map.of("source", "late", "columns", List.of("t")),
                        "GS-1016: column 't' holds a value that cannot be sent to a script: "),
                arguments("text that is no UUID", Map.of("source", "ten", "result", "id bigint not null, u uuid",
                        "script", KEYS + ".assign(u='not-a-uuid')"),
                        "column 'u' is declared uuid, but row 0 holds 'not-a-uuid' (str): the text is no UUID"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void failsAndWritesNothing(String what, Map<String, Object> changes, String message) throws SQLException {
        Map<String, Object> job = job(changes);
        JsonNode failed = api.awaitJob(api.startJob(job), "FAILED", JOB_LIMIT);

        assertThat(failed.get("error").asText()).contains(message).doesNotContain("GS-9001");
        assertThat(failed.get("rowsWritten").asLong()).isZero();
        assertThat(postgres.number("select count(*) from " + job.get("target"))).isZero();
    }

    @Test
    void columnsThatAJobDoesNotListMayHoldAnything() throws SQLException {
        api.awaitJob(api.startJob(job(Map.of("source", "bounds", "columns", List.of("used"), "target", "only_used"))), "COMPLETED", JOB_LIMIT);
        assertThat(postgres.number("select count(*) from only_used")).isEqualTo(1);
    }

    @Test
    void typesOfPostgresItselfComeAsTextOrAsWhatTheyAreBasedOn() throws SQLException {
        api.awaitJob(api.startJob(job(Map.of("source", "own_types", "target", "own_types_seen",
                "result", "id integer not null, feeling varchar, place varchar, bits varchar, amount numeric, at_zone varchar",
                "script", "assert InputDataSet['id'].dtype.name.lower() == 'int32'\nOutputDataSet = InputDataSet"))), "COMPLETED", JOB_LIMIT);
        assertThat(postgres.number("select count(*) from own_types o join own_types_seen s on s.id = o.id and s.feeling = o.feeling::text"
                + " and s.place = o.place::text and s.bits = o.bits::text and s.amount = o.amount::numeric and s.at_zone = o.at_zone::text")).isEqualTo(1);
    }

    @Test
    void keysThatAreUuidsMayComeBackInCapitals() throws SQLException {
        api.awaitJob(api.startJob(job(Map.of("source", "uuids", "target", "uuids_seen", "result", "id uuid not null, seen double",
                "script", "OutputDataSet = pandas.DataFrame({'id': InputDataSet['id'].str.upper(), 'seen': 1.0})"))), "COMPLETED", JOB_LIMIT);
        assertThat(postgres.number("select count(*) from uuids join uuids_seen using (id)")).isEqualTo(1);
    }

    @Test
    void aWholeNumberBesideNullKeepsEveryDigit() throws SQLException {
        postgres.execute("create table refs (id bigint primary key, ref bigint)");
        postgres.execute("insert into refs values (1, 9007199254740993), (2, null)");
        api.awaitJob(api.startJob(job(Map.of("source", "refs", "target", "refs_seen", "result", "id bigint not null, ref bigint",
                "script", "OutputDataSet = InputDataSet"))), "COMPLETED", JOB_LIMIT);
        assertThat(postgres.number("select ref from refs_seen where id = 1")).isEqualTo(9007199254740993L);
        assertThat(api.awaitJob(api.startJob(job(Map.of("source", "refs", "target", "refs_rounded", "result", "id bigint not null, ref bigint",
                "dataFormat", "SQL_SERVER", "script", "OutputDataSet = InputDataSet"))), "FAILED", JOB_LIMIT).get("error").asText())
                .contains("GS-1016: column 'ref' holds a value that cannot be sent to a script: row 0: 9007199254740993 is no float64");
    }

    @Test
    void anArgumentOfNullIsRefusedByName() {
        Map<String, Object> job = job(Map.of("source", "ten"));
        job.put("arguments", Collections.singletonMap("p", null));
        var answer = api.send("POST", "/api/jobs", job);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("'p'").doesNotContain("GS-9001");
    }

    private static Map<String, Object> job(Map<String, Object> changes) {
        Map<String, Object> job = new HashMap<>(Map.of("name", "values", "key", "id", "result", "id bigint not null, seen double", "script", SEEN));
        job.put("target", "t" + Integer.toHexString(changes.hashCode()));
        job.putAll(changes);
        return job;
    }
}

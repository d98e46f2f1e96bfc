package org.groundstation.it.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.groundstation.it.SharedFolder;
import org.groundstation.settings.Setting;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Jobs that cannot work, over the REST API: each is told by code, message and remedy, and harms nothing. */
class BadInputIT {
    private static final int ROWS = 3_000;
    private static final Duration JOB_LIMIT = Duration.ofMinutes(1);
    private static final String GOOD_SCRIPT = "OutputDataSet = InputDataSet[['id']].assign(score=InputDataSet['x'] * 2)\n";
    private static final String DESCRIBE_NAME = "{0}";

    private static final SharedFolder SHARED = new SharedFolder();
    private static Postgres postgres;
    private static ServerProcess server;
    private static Api api;

    @BeforeAll
    static void start() throws SQLException {
        postgres = new Postgres();
        postgres.execute("create table numbers (id bigint primary key, x double precision not null)");
        postgres.execute("insert into numbers select n, n / 2.0 from generate_series(1, " + ROWS + ") n");
        postgres.execute("create table half_keyed (id bigint, x double precision)");
        postgres.execute("insert into half_keyed values (1, 1), (null, 2)");
        postgres.execute("create table twice_keyed (id bigint, x double precision)");
        postgres.execute("insert into twice_keyed values (1, 1), (7, 2), (7, 3)");
        postgres.execute("create table odd (id bigint primary key, place point not null, places point array not null)");
        postgres.execute("insert into odd values (1, '(1,2)', '{\"(1,2)\"}')");
        postgres.execute("create table narrow (id integer primary key, score double precision)");
        postgres.execute("create table demanding (id bigint primary key, score double precision, batch integer not null)");
        server = postgres.groundstation().and(Setting.ISOLATION_READABLE, SHARED.path()).start();
        api = server.api();
    }

    @AfterAll
    static void end() {
        try (Postgres closedLast = postgres; SHARED) {
            server.close();
        }
    }

    static Stream<Arguments> refusedJobs() {
        return Stream.of(
                arguments("a table that does not exist", Map.of("source", "nowhere"),
                        "GS-4001: there is no table or view 'nowhere'. Check the name, its schema and the rights of the database user."),
                arguments("a key that does not exist", Map.of("key", "nr", "result", "nr bigint not null, score double"),
                        "GS-4002: table 'numbers' has no column 'nr'. Check the column's name; names are compared without regard to case."),
                arguments("an input column that does not exist", Map.of("columns", List.of("x", "wind")),
                        "GS-4002: table 'numbers' has no column 'wind'. Check the column's name; names are compared without regard to case."),
                arguments("a key with NULL", Map.of("source", "half_keyed"),
                        "GS-4003: key column 'id' of 'half_keyed' holds NULL. "
                                + "Choose a key without NULL, or score a view that leaves those rows out."),
                arguments("a key with duplicates", Map.of("source", "twice_keyed"),
                        "GS-4004: key 'id' of 'twice_keyed' is not unique: 7 appears more than once. "
                                + "Choose a unique key, of several columns where no single one is unique; a table without any needs one, for example an identity column."),
                arguments("a key of a type that has no order", Map.of("key", "x", "result", "x double, score double"),
                        "GS-4005: key column 'x' of 'numbers' has the type float8, which cannot be a key. "
                                + "Use an integer, decimal, text, enum, uuid, date or timestamp key, or several such columns together."),
                arguments("a type that scripts do not know", Map.of("source", "odd", "columns", List.of("place")),
                        "GS-1005: column 'place' has the SQL type point, and is one of the columns that the job lists, which cannot be sent to a script. "
                                + "CAST it in the query to a supported type, for example VARCHAR; a table job leaves it out by listing the columns that it reads."),
                arguments("an array of it", Map.of("source", "odd", "columns", List.of("places")),
                        "GS-1005: column 'places' has the SQL type _point, and is one of the columns that the job lists, which cannot be sent to a script. "
                                + "CAST it in the query to a supported type, for example VARCHAR; a table job leaves it out by listing the columns that it reads."),
                arguments("a model that does not exist", Map.of("models", Map.of("model", "early")),
                        "GS-4011: there is no stored model 'early'. Store the model first, or check its name."),
                arguments("a target with a smaller type", Map.of("target", "narrow"),
                        "GS-4006: target table 'narrow' does not take the result: its column 'id' is int4, the result has bigint. "
                                + "Let the job create the table, or give it the columns of the result schema."),
                arguments("a target without a column of the result",
                        Map.of("target", "narrow", "result", "id integer not null, grade double"),
                        "GS-4006: target table 'narrow' does not take the result: it has no column 'grade'. "
                                + "Let the job create the table, or give it the columns of the result schema."),
                arguments("a target that wants more than the result", Map.of("target", "demanding"),
                        "GS-4006: target table 'demanding' does not take the result: its column 'batch' needs a value and the result "
                                + "has none. Let the job create the table, or give it the columns of the result schema."),
                arguments("a target that is no name", Map.of("target", "scores; drop table numbers"),
                        "GS-4006: target table 'scores; drop table numbers' does not take the result: this is not the name of a table. "
                                + "Let the job create the table, or give it the columns of the result schema."),
                arguments("a result type that does not exist", Map.of("result", "id bigint not null, score geometry"),
                        "GS-1012: the script cannot be built: 'geometry' is not a known SQL type; use varchar or varbinary. "
                                + "Give every required part of ExternalScript a valid value."),
                arguments("a column that no database can have", Map.of("result", "id bigint not null, sco\0re double"),
                        "GS-4007: the table job cannot be built: 'sco\\u0000re' cannot be the name of a table or column. "
                                + "Give every required part of TableJob a valid value."),
                arguments("a result without the key", Map.of("result", "score double"),
                        "GS-4007: the table job cannot be built: the result schema lacks the key column 'id'. "
                                + "Give every required part of TableJob a valid value."),
                arguments("an argument that is null", Map.of("arguments", Collections.singletonMap("p", null)),
                        "GS-4007: the table job cannot be built: argument 'p' is null; give it a value, for NULL has no type. "
                                + "Give every required part of TableJob a valid value."),
                arguments("no rows in a chunk", Map.of("chunkRows", 0),
                        "GS-4007: the table job cannot be built: chunkRows must be 1 to 1000000, not 0. "
                                + "Give every required part of TableJob a valid value."));
    }

    @ParameterizedTest(name = DESCRIBE_NAME)
    @MethodSource("refusedJobs")
    void aJobThatCannotWorkIsNotStarted(String what, Map<String, Object> changes, String message) throws SQLException {
        List<String> tables = postgres.texts("select table_name from information_schema.tables where table_schema = 'public' order by 1");
        int jobs = api.get("/api/jobs").size();

        HttpResponse<String> answer = api.send("POST", "/api/jobs", request("never_made", changes));

        assertThat(answer.body()).isEqualTo("{\"code\":\"" + message.substring(0, 7) + "\",\"message\":\"" + message + "\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(api.get("/api/jobs")).hasSize(jobs);
        assertThat(postgres.texts("select table_name from information_schema.tables where table_schema = 'public' order by 1")).isEqualTo(tables);
        assertThat(postgres.number("select (select count(*) from narrow) + (select count(*) from demanding)")).isZero();
    }

    static Stream<Arguments> failingScripts() {
        return Stream.of(
                arguments("a syntax error", "x = 1\ny = = 2\n",
                        "GS-1001: the script does not compile: line 2: invalid syntax. Correct the line that is named. [request "),
                arguments("a package that is not installed", "import not_there.at_all\n",
                        "GS-1011: the script imports 'not_there', which is not installed in the runtime. "
                                + "Install the package into the runtime (pip install) and restart the server. [request "),
                arguments("an exception", "def divide(a):\n    return a / 0\ndivide(1)\n",
                        "GS-1002: the script raised ZeroDivisionError: division by zero. "
                                + "Read the traceback; only lines of your script are listed. [request "),
                arguments("an exception that PostgreSQL cannot keep", "raise ValueError('a' + chr(0) + 'b')\n",
                        "GS-1002: the script raised ValueError: a\uFFFDb. "
                                + "Read the traceback; only lines of your script are listed. [request "),
                arguments("an exit", "import sys\nsys.exit(3)\n",
                        "GS-1002: the script raised SystemExit: 3. Read the traceback; only lines of your script are listed. [request "),
                arguments("too many columns", "OutputDataSet = InputDataSet.assign(score=1.0)\n",
                        "GS-1003: OutputDataSet does not fit the declared result schema: its columns are bound by name, and some are "
                                + "not declared: x (declared: id, score). Change the script's OutputDataSet or the declared result schema. [request "),
                arguments("text for a number", "OutputDataSet = InputDataSet[['id']].assign(score='high')\n",
                        "GS-1003: OutputDataSet does not fit the declared result schema: column 'score' is declared double precision, but row 0 "
                                + "holds 'high' (str): it is no number; "),
                arguments("no rows at all", "OutputDataSet = 5\n",
                        "GS-1004: OutputDataSet cannot be returned as rows: it is of type int. "
                                + "Assign a pandas DataFrame, a pyarrow Table or a RecordBatch to it. [request "),
                arguments("a row too few", GOOD_SCRIPT + "OutputDataSet = OutputDataSet[1:]\n",
                        "GS-1010: the script returned 999 rows for a batch of 1000 rows. Return one row for each input row."),
                arguments("keys of other rows", GOOD_SCRIPT + "OutputDataSet['id'] += 2\n",
                        "GS-4012: the script returned keys that were not in its batch: 1001, 1002 (bigint); it did not return 1, 2 (bigint). "
                                + "Return the key column unchanged, each key once."),
                arguments("one key for all rows", GOOD_SCRIPT + "OutputDataSet['id'] = 4\n",
                        "GS-4012: the script returned keys that were not in its batch: 4, 4, 4, 4, 4 (bigint); it did not return 1, 2, 3, 5, 6 (bigint). "
                                + "Return the key column unchanged, each key once."),
                arguments("no end", "while True: pass\n",
                        "GS-1008: the script ran longer than its timeout of 2000 ms and was ended. "
                                + "Make the script shorter, send fewer rows, or raise the script's timeout. [request "),
                arguments("the end of its process", "import os\nos._exit(3)\n", "GS-3003: satellite "));
    }

    @ParameterizedTest(name = DESCRIBE_NAME)
    @MethodSource("failingScripts")
    void aScriptThatFailsEndsTheJobAndWritesNothing(String what, String script, String beginning) throws SQLException {
        String target = "failed_" + what.replace(' ', '_');
        long job = api.startJob(request(target, Map.of("script", script, "chunkTimeoutMillis", 2_000)));

        JsonNode failed = api.awaitJob(job, "FAILED", JOB_LIMIT);

        assertThat(failed.get("error").asText()).startsWith(beginning);
        assertThat(failed.get("rowsWritten").asLong()).isZero();
        assertThat(postgres.number("select count(*) from " + target)).isZero();
    }

    @Test
    void theTracebackShowsTheLinesOfTheScript() {
        long job = api.startJob(request("traced", Map.of("script", "def divide(a):\n    return a / 0\n\ndivide(1)\n")));

        assertThat(api.awaitJob(job, "FAILED", JOB_LIMIT).get("error").asText()).endsWith("""
                Traceback (most recent call last):
                  File "<script>", line 4, in <module>
                    divide(1)
                  File "<script>", line 2, in divide
                    return a / 0
                           ~~^~~
                ZeroDivisionError: division by zero
                """);
    }

    @Test
    void chunksBeforeAnExceptionStayAndARestartWritesTheRest() throws SQLException, IOException {
        Path fixed = SHARED.path().resolve("fixed");
        String script = """
                import os
                if InputDataSet["id"].max() > 2000 and not os.path.exists(fixed):
                    raise ValueError(f"cannot score {InputDataSet['id'].min()}")
                """;
        long job = api.startJob(request("mended_scores", Map.of("script", script + GOOD_SCRIPT,
                "arguments", Map.of("fixed", fixed.toString()))));
        JsonNode failed = api.awaitJob(job, "FAILED", JOB_LIMIT);

        assertThat(failed.get("error").asText()).startsWith("GS-1002: the script raised ValueError: cannot score 2001. ");
        assertThat(failed.get("rowsWritten").asLong()).isEqualTo(2_000);
        assertThat(postgres.number("select count(*) from mended_scores")).isEqualTo(2_000);

        Files.createFile(fixed);
        api.post("/api/jobs/" + job + "/restart", null);
        JsonNode done = api.awaitJob(job, "COMPLETED", JOB_LIMIT);

        assertThat(done.get("rowsWritten").asLong()).isEqualTo(ROWS);
        assertThat(done.get("restarts").asInt()).isEqualTo(1);
        assertThat(done.get("error").isNull()).isTrue();
        assertAllScored("mended_scores");
    }

    @Test
    void aRowThatTheTargetRefusesRollsItsChunkBack() throws SQLException {
        postgres.execute("create table taken (id bigint primary key, score double precision)");
        postgres.execute("insert into taken values (1500, -1)");
        long job = api.startJob(request("taken", Map.of()));

        JsonNode failed = api.awaitJob(job, "FAILED", JOB_LIMIT);

        assertThat(failed.get("error").asText()).startsWith("GS-5002: the database refused a statement: ").contains("taken_pkey")
                .endsWith(" Read the database's message; check rights, constraints and space.");
        assertThat(failed.get("rowsWritten").asLong()).isEqualTo(1_000);
        assertThat(postgres.number("select count(*) from taken where id between 1 and 1000")).isEqualTo(1_000);
        assertThat(postgres.number("select count(*) from taken where id > 1000")).isEqualTo(1);
        assertThat(postgres.number("select score from taken where id = 1500")).isEqualTo(-1);
    }

    @Test
    void aGigabyteOfPrintedTextIsDroppedAndTheRowsAreScored() throws SQLException {
        long job = api.startJob(request("talkative", Map.of("chunkRows", ROWS, "script", """
                for _ in range(1024):
                    print("x" * (1024 * 1024 - 1))
                """ + GOOD_SCRIPT)));

        api.awaitJob(job, "COMPLETED", JOB_LIMIT);

        assertAllScored("talkative");
        assertThat(server.log()).doesNotContain("xxxxxxxxxx");
        assertThat(server.output()).doesNotContain("xxxxxxxxxx");
    }

    private static Map<String, Object> request(String target, Map<String, ?> changes) {
        Map<String, Object> request = new HashMap<>(Map.of("name", target, "source", "numbers", "key", "id", "target", target,
                "script", GOOD_SCRIPT, "result", "id bigint not null, score double", "chunkRows", 1_000));
        request.putAll(changes);
        return request;
    }

    private static void assertAllScored(String target) throws SQLException {
        assertThat(postgres.number("select count(*) from " + target)).isEqualTo(ROWS);
        assertThat(postgres.number("select count(*) from " + target + " s join numbers n using (id) where s.score = n.x * 2")).isEqualTo(ROWS);
    }
}

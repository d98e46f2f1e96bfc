package org.groundstation.it.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.groundstation.api.ExternalScript.DataFormat;
import org.groundstation.batch.database.MariaDbServer;
import org.groundstation.it.Postgres;
import org.groundstation.it.ServerProcess;
import org.groundstation.it.values.EveryType.Database;
import org.groundstation.settings.Setting;
import org.junit.jupiter.api.Test;

/** Every type, with NULL and without, through jobs in every format on every database; the database says whether it is the same. */
class EveryTypeIT {
    private static final Duration JOB_LIMIT = Duration.ofMinutes(2);
    private static final String NEW_YORK = "-Duser.timezone=America/New_York";

    private interface Work {
        void run(Statement statement) throws SQLException;
    }

    private interface OnDatabase {
        void run(Work work) throws SQLException;
    }

    @Test
    void passesThroughJobsOnPostgres() throws SQLException {
        try (Postgres postgres = new Postgres(); ServerProcess server = postgres.groundstation().javaOptions(NEW_YORK)) {
            passOn(Database.POSTGRES, server, work -> {
                try (Connection connection = postgres.database().getConnection(); Statement statement = connection.createStatement()) {
                    statement.execute("set time zone 'UTC'");
                    work.run(statement);
                }
            });
        }
    }

    @Test
    void passesThroughJobsOnMariaDb() throws SQLException {
        try (MariaDbServer mariaDb = MariaDbServer.start();
                ServerProcess server = ServerProcess.with(Setting.DATABASE_URL, mariaDb.create("station")).and(Setting.DATABASE_USER, MariaDbServer.USER)
                        .javaOptions(NEW_YORK)) {
            passOn(Database.MARIADB, server, work -> {
                try (Connection connection = mariaDb.connect("station"); Statement statement = connection.createStatement()) {
                    work.run(statement);
                }
            });
        }
    }

    @Test
    void passesThroughJobsOnTheEmbeddedDatabase() throws Exception {
        try (ServerProcess server = ServerProcess.create().javaOptions(NEW_YORK)) {
            Files.createDirectories(server.dataFolder());
            passOn(Database.H2, server, work -> { // one process at a time has the file open
                String url = "jdbc:h2:file:" + server.dataFolder().resolve("db").resolve("groundstation");
                try (Connection connection = DriverManager.getConnection(url, "sa", ""); Statement statement = connection.createStatement()) {
                    work.run(statement);
                }
            });
        }
    }

    private static void passOn(Database database, ServerProcess server, OnDatabase onDatabase) throws SQLException {
        EveryType exact = new EveryType(database, false);
        EveryType floats = new EveryType(database, true);
        onDatabase.run(statement -> {
            for (String sql : exact.create("exact_values")) {
                statement.execute(sql);
            }
            for (String sql : floats.create("float_values")) {
                statement.execute(sql);
            }
        });
        server.start();
        List<Long> jobs = new ArrayList<>();
        for (DataFormat format : DataFormat.values()) {
            boolean rounded = format == DataFormat.SQL_SERVER;
            jobs.add(server.api().startJob(Map.of("name", format.name(), "source", rounded ? "float_values" : "exact_values", "key", "id",
                    "target", target(format), "dataFormat", format.name(), "result", (rounded ? floats : exact).result(), "chunkRows", 2,
                    "script", format == DataFormat.BATCHES ? "OutputDataSet = (batch for batch in InputDataSet)" : "OutputDataSet = InputDataSet")));
        }
        for (long job : jobs) {
            server.api().awaitJob(job, "COMPLETED", JOB_LIMIT);
        }
        server.terminate();
        onDatabase.run(statement -> {
            for (DataFormat format : DataFormat.values()) {
                boolean rounded = format == DataFormat.SQL_SERVER;
                String source = rounded ? "float_values" : "exact_values";
                EveryType types = rounded ? floats : exact;
                assertThat(number(statement, types.differences(source, target(format)))).as("rows that differ in %s", format).isZero();
                assertThat(number(statement, "select count(*) from " + target(format))).isEqualTo(types.rows());
            }
        });
    }

    private static String target(DataFormat format) {
        return "through_" + format.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}

package org.groundstation.demo;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.ExternalScript.DataFormat;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ModelStore;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.SqlType;
import org.groundstation.api.TableJob;
import org.groundstation.api.TableJobView;
import org.groundstation.api.TableJobs;
import org.groundstation.demo.FlightTables.Flight;
import org.groundstation.demo.FlightTables.Judgement;
import org.groundstation.server.resources.Resources;
import org.groundstation.server.signal.Terminal;
import org.groundstation.server.start.FirstAdministrator;
import org.groundstation.server.start.ServerReady;
import org.groundstation.settings.Setting;

/**
 * Will this flight be 15 minutes late? Loads 200,000 flights, trains a model in a satellite, stores it, scores every
 * flight with a table job, and tells what came of it.
 */
@ApplicationScoped
public class FlightsDemo {
    private static final String MODEL = "late-flights";
    private static final int PARTITIONS = 4;

    @Resource(lookup = Resources.SATELLITES)
    private SatelliteConnectionFactory satellites;

    @Resource(lookup = Resources.DATABASE)
    private DataSource database;

    @EJB
    private ModelStore models;

    @EJB
    private TableJobs jobs;

    @Inject
    private FirstAdministrator administrator;

    void run(@Observes ServerReady ready) {
        if (!Setting.DEMO.enabled()) {
            return;
        }
        int exitCode = 0;
        try {
            run();
        } catch (GroundstationException failed) {
            Terminal.error("The demo failed: " + failed.getMessage());
            exitCode = 1;
        } catch (SQLException | IOException | RuntimeException failed) {
            Terminal.error("The demo failed: " + ErrorCode.INTERNAL.text(failed));
            exitCode = 1;
        }
        if (exitCode != 0 || Setting.DEMO_EXIT.enabled()) {
            end(exitCode);
        }
    }

    private void run() throws SQLException, IOException {
        Terminal.print("");
        Terminal.print("Will this flight be 15 minutes late?");
        step("load", load());
        step("train", train());
        long job = jobs.start(TableJob.named("late flights")
                .from(FlightTables.FEATURES, "flight_id").columns("hour", "weekday", "day", "distance", "origin", "destination")
                .into(FlightTables.SCORES, "flight_id bigint not null, late_probability double not null")
                .script(text("score.py")).model("model", MODEL).partitions(PARTITIONS).chunkRows(5_000).build());
        long started = System.nanoTime();
        TableJobView finished = new JobProgress(jobs, job).follow();
        if (finished.state() != TableJobView.State.COMPLETED) {
            throw new GroundstationException(ErrorCode.INTERNAL, "job " + job + " is " + finished.state() + ": " + finished.error());
        }
        summary(finished, (System.nanoTime() - started) / 1e9);
    }

    private String load() throws SQLException, IOException {
        ExternalScript script = ExternalScript.python(text("load.py")).dataFormat(DataFormat.ARROW)
                .parameter("file", SqlType.VARBINARY)
                .resultSchema("flight_id bigint not null, departure timestamp not null, delay smallint not null, "
                        + "distance smallint not null, origin varchar not null, destination varchar not null")
                .build();
        try (SatelliteConnection satellite = satellites.getConnection();
                Connection connection = database.getConnection();
                ScriptResult result = satellite.execute(script, ScriptInput.none(), Map.of("file", bytes("flights-200k.parquet")))) {
            List<Flight> flights = result.rows(Flight.class);
            FlightTables.create(connection);
            FlightTables.insert(connection, flights);
            return "%,d flights into the table %s".formatted(flights.size(), FlightTables.FLIGHTS);
        }
    }

    private String train() throws SQLException, IOException {
        ExternalScript script = ExternalScript.python(text("train.py")).outputParameter("model", SqlType.VARBINARY).build();
        try (SatelliteConnection satellite = satellites.getConnection();
                Connection connection = database.getConnection();
                ScriptResult result = satellite.execute(script, ScriptInput.query(connection,
                        "select * from " + FlightTables.FEATURES + " where mod(\"flight_id\", 2) = 0"))) {
            byte[] model = result.outputParameter("model", byte[].class);
            int version = models.save(MODEL, model);
            return "%s; stored as '%s' version %d, %,d bytes, %.1f s".formatted(result.messages().get(0).text().strip(), MODEL, version,
                    model.length, result.statistics().elapsedMillis() / 1e3);
        }
    }

    private void summary(TableJobView job, double seconds) throws SQLException {
        Judgement judgement;
        try (Connection connection = database.getConnection()) {
            judgement = FlightTables.judge(connection);
        }
        Terminal.print("");
        Terminal.print("  rows read      %,d".formatted(job.rowsRead()));
        Terminal.print("  rows written   %,d in %.1f s with %d satellites, %,.0f rows/s".formatted(job.rowsWritten(), seconds, PARTITIONS,
                job.rowsWritten() / seconds));
        Terminal.print("  accuracy       %.1f %% on %,d flights that the model had not seen; always saying \"on time\": %.1f %%"
                .formatted(judgement.accuracy(), judgement.judged(), judgement.baseline()));
        Terminal.print("  console        http://%s:%s/  as admin, password %s".formatted(Setting.HTTP_ADDRESS.text(), Setting.HTTP_PORT.text(),
                administrator.password().orElse("as shown when this installation was started first")));
        Terminal.print("scored %d of %d rows".formatted(judgement.scored(), job.rowsTotal()));
    }

    /** Ends the process from outside the server's own threads, which it waits for. */
    private static void end(int exitCode) {
        new Thread(() -> System.exit(exitCode), "groundstation-demo-exit").start();
    }

    private static void step(String name, String told) {
        Terminal.print("  %-8s %s".formatted(name, told));
    }

    private static String text(String resource) throws IOException {
        return new String(bytes(resource), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String resource) throws IOException {
        try (InputStream stream = FlightsDemo.class.getResourceAsStream("/demo/" + resource)) {
            return stream.readAllBytes();
        }
    }
}

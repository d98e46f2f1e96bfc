package org.groundstation.it.crash.rounds;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.groundstation.it.ServerProcess;

/** One server with its database in its data folder. Only one process may have the file open, so tables are made before and compared after all rounds. */
final class H2Lab extends Lab {
    private final ServerUnderTest station = new ServerUnderTest(ServerProcess.create(), null);

    H2Lab() throws IOException {
        Files.createDirectories(station.server().dataFolder());
    }

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:h2:file:" + station.server().dataFolder().resolve("db").resolve("groundstation"), "sa", "");
    }

    @Override
    List<ServerUnderTest> stations() {
        return List.of(station);
    }

    @Override
    boolean isShared() {
        return false;
    }

    @Override
    Gate gate() {
        return null;
    }

    @Override
    View view(long job) {
        JsonNode view = station.api().job(job);
        return new View(view.get("state").asText(), view.get("restarts").asInt(), view.get("error").asText(""), view.get("rowsWritten").asLong());
    }

    @Override
    List<String> sessions(Connection connection) {
        throw new UnsupportedOperationException("it has none");
    }

    @Override
    String kill(String session) {
        throw new UnsupportedOperationException("it has none");
    }
}

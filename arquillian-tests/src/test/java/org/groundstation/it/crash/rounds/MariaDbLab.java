package org.groundstation.it.crash.rounds;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.groundstation.batch.database.MariaDbServer;

/** Two servers on one MariaDB, each through a proxy of its own. */
final class MariaDbLab extends Lab {
    private static final String USER = "station";
    private static final String NAME = "station";
    private static final int DISK_MEGABYTES = 24;

    private final Path folder = Files.createTempDirectory("gs-crash");
    private final MariaDbServer mariaDb = MariaDbServer.start();
    private final int port = URI.create(mariaDb.create(NAME).substring("jdbc:".length())).getPort();
    private final Optional<SmallDisk> disk = "root".equals(System.getProperty("user.name"))
            ? SmallDisk.mount(folder.resolve("small"), "nobody", DISK_MEGABYTES) : Optional.empty();
    private final List<ServerUnderTest> stations = List.of(station(), station());
    private final Gate gate = new MariaDbGate(this::connect);

    MariaDbLab() throws IOException, SQLException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Sql.run(this::connect, "create user " + USER + "@'%' identified by '" + USER + "'", "grant all on *.* to " + USER + "@'%'");
    }

    @Override
    Connection connect() throws SQLException {
        return mariaDb.connect(NAME);
    }

    @Override
    List<ServerUnderTest> stations() {
        return stations;
    }

    @Override
    Gate gate() {
        return gate;
    }

    @Override
    Optional<SmallDisk> smallDisk() {
        return disk;
    }

    @Override
    List<String> sessions(Connection connection) throws SQLException {
        return Sql.texts(connection, "select id from information_schema.processlist where user = '" + USER + "' order by id");
    }

    @Override
    String kill(String session) {
        return "kill " + session;
    }

    @Override
    Optional<DatabaseProcess> process() {
        return Optional.of(new DatabaseProcess(mariaDb::stop, mariaDb::crash, mariaDb::restart));
    }

    @Override
    public void close() {
        try {
            super.close();
        } finally {
            mariaDb.close();
            disk.ifPresent(SmallDisk::close);
            Folders.delete(folder);
        }
    }

    private ServerUnderTest station() {
        return ServerUnderTest.on("jdbc:mariadb://127.0.0.1:", port, "/" + NAME, USER);
    }
}

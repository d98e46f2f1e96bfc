package org.groundstation.it.crash.rounds;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.groundstation.it.crash.StoppablePostgres;

/** Two servers on one PostgreSQL, each through a proxy of its own. */
final class PostgresLab extends Lab {
    private static final String USER = "station";
    private static final int DISK_MEGABYTES = 8;

    private final Path folder = Files.createTempDirectory("gs-crash");
    private final StoppablePostgres postgres = new StoppablePostgres(folder.resolve("pg"));
    private final Optional<SmallDisk> disk = SmallDisk.mount(folder.resolve("small"), null, DISK_MEGABYTES);
    private final List<ServerUnderTest> stations = List.of(station(), station());
    private final Gate gate = new PostgresGate(this::connect);

    PostgresLab() throws IOException, SQLException {
        Sql.run(this::connect, "create role " + USER + " superuser login password '" + USER + "'");
        if (disk.isPresent()) {
            Sql.run(this::connect, "create tablespace small location '" + disk.get().folder() + "'");
        }
    }

    @Override
    Connection connect() throws SQLException {
        return postgres.connect();
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
        return Sql.texts(connection, "select pid from pg_stat_activity where usename = '" + USER + "' order by pid");
    }

    @Override
    String kill(String session) {
        return "select pg_terminate_backend(" + session + ")";
    }

    @Override
    Optional<DatabaseProcess> process() {
        return Optional.of(new DatabaseProcess(postgres::stop, postgres::crash, postgres::start));
    }

    @Override
    public void close() {
        try {
            super.close();
        } finally {
            postgres.close();
            disk.ifPresent(SmallDisk::close);
            Folders.delete(folder);
        }
    }

    /** One more server on it, not started yet. */
    ServerUnderTest station() {
        return ServerUnderTest.on("jdbc:postgresql://127.0.0.1:", postgres.port(), "/postgres", USER);
    }
}

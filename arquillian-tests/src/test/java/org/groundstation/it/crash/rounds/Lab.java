package org.groundstation.it.crash.rounds;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A database with the servers on it. Used by one thread at a time. */
abstract class Lab implements AutoCloseable {
    private static final Duration HEALTHY_LIMIT = Duration.ofSeconds(120);
    private static final String STATE = "select r.state, r.restarts, coalesce(r.error, ''), coalesce((select sum(rows_written)"
            + " from gs_ledger_partition where run_id = r.id), 0) from gs_job_run r where r.id = ";

    private final Tables tables = new Tables();

    /** How a run stands. */
    record View(String state, int restarts, String error, long rowsWritten) {
        boolean ended() {
            return state.equals("COMPLETED") || state.equals("FAILED") || state.equals("STOPPED");
        }
    }

    /** The lab of a database, which runs but has no server yet. */
    static Lab of(Database database) throws Exception {
        return switch (database) {
            case POSTGRES -> new PostgresLab();
            case MARIADB -> new MariaDbLab();
            case H2 -> new H2Lab();
        };
    }

    /** A connection of the test itself, which no trouble of the network meets. */
    abstract Connection connect() throws SQLException;

    abstract List<ServerUnderTest> stations();

    /** Whether the test can look into the database while a server runs. */
    boolean isShared() {
        return true;
    }

    /** @return null where the server cannot be held at moments */
    abstract Gate gate();

    /** The options of a target that is on a small disk; empty where there is none, with the reason on standard output. */
    Optional<SmallDisk> smallDisk() {
        return Optional.empty();
    }

    Tables tables() {
        return tables;
    }

    /** Starts all servers. */
    void start() throws SQLException {
        ServerUnderTest first = stations().get(0);
        first.start();
        for (ServerUnderTest other : stations().subList(1, stations().size())) {
            other.password(first.password()).start();
        }
        if (gate() != null) {
            try (Connection connection = connect()) {
                gate().installOnLedger(connection);
            }
        }
    }

    /**
     * Repairs the network, starts what is not there and waits until the servers say that they are well.
     *
     * @param all whether each is needed; else one that starts may take its time
     */
    void recover(boolean all) {
        for (ServerUnderTest station : stations()) {
            if (station.proxy() != null) {
                station.proxy().heal();
            }
            station.startMeanwhile();
        }
        for (ServerUnderTest station : stations()) {
            if (all || stations().stream().noneMatch(ServerUnderTest::isAlive)) {
                station.awaitStart();
            }
            if (station.isAlive() && !Waits.until(HEALTHY_LIMIT, () -> station.server().anonymous().send("GET", "/health/ready", null).statusCode() == 200)) {
                System.out.println("  a server was not well " + HEALTHY_LIMIT + " after the trouble and is killed");
                station.server().kill();
                station.awaitStart();
            }
        }
    }

    View view(long job) throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(STATE + job)) {
            row.next();
            return new View(row.getString(1), row.getInt(2), row.getString(3), row.getLong(4));
        }
    }

    /** The sessions of the servers, as the database numbers them. */
    abstract List<String> sessions(Connection connection) throws SQLException;

    abstract String kill(String session);

    /** The database's own process; empty where it is a part of the servers'. */
    Optional<DatabaseProcess> process() {
        return Optional.empty();
    }

    @Override
    public void close() {
        stations().forEach(ServerUnderTest::close);
    }
}

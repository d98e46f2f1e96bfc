package org.groundstation.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.List;

/** The demo's tables. Names of the source are quoted, so that scripts see the same ones on every database. */
final class FlightTables {
    static final String FLIGHTS = "demo_flights";
    static final String FEATURES = "demo_flight_features";
    static final String SCORES = "demo_flight_scores";

    private static final int INSERT_ROWS = 10_000;

    /** One flight as it was recorded. @param delay minutes late at arrival, negative when early */
    record Flight(long flightId, LocalDateTime departure, short delay, short distance, String origin, String destination) {
    }

    /**
     * What the scores are worth.
     *
     * @param scored rows with a score
     * @param judged flights that the model had not seen
     * @param right of these, flights that it foretold rightly
     * @param onTime of these, flights that were not late: what "never late" foretells rightly
     */
    record Judgement(long scored, long judged, long right, long onTime) {
        double accuracy() {
            return 100.0 * right / judged;
        }

        double baseline() {
            return 100.0 * onTime / judged;
        }
    }

    private FlightTables() {
    }

    static void create(Connection database) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("drop view if exists " + FEATURES);
            statement.execute("drop table if exists " + SCORES);
            statement.execute("drop table if exists " + FLIGHTS);
            statement.execute("create table " + FLIGHTS + " (\"flight_id\" bigint primary key, \"departure\" timestamp not null, "
                    + "\"delay\" smallint not null, \"distance\" smallint not null, \"origin\" varchar(3) not null, "
                    + "\"destination\" varchar(3) not null)");
            statement.execute("create view " + FEATURES + " as select \"flight_id\", "
                    + "cast(extract(hour from \"departure\") as integer) as \"hour\", "
                    + "cast(extract(dow from \"departure\") as integer) as \"weekday\", "
                    + "cast(extract(doy from \"departure\") as integer) as \"day\", "
                    + "\"distance\", \"origin\", \"destination\", \"delay\" >= 15 as \"late\" from " + FLIGHTS);
        }
    }

    static void insert(Connection database, List<Flight> flights) throws SQLException {
        try (PreparedStatement insert = database.prepareStatement("insert into " + FLIGHTS + " values (?, ?, ?, ?, ?, ?)")) {
            int pending = 0;
            for (Flight flight : flights) {
                insert.setLong(1, flight.flightId());
                insert.setObject(2, flight.departure());
                insert.setShort(3, flight.delay());
                insert.setShort(4, flight.distance());
                insert.setString(5, flight.origin());
                insert.setString(6, flight.destination());
                insert.addBatch();
                if (++pending % INSERT_ROWS == 0) {
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
        }
    }

    static Judgement judge(Connection database) throws SQLException {
        String sql = "select count(*), sum(case when mod(f.\"flight_id\", 2) = 1 then 1 else 0 end), "
                + "sum(case when mod(f.\"flight_id\", 2) = 1 and (s.late_probability >= 0.5) = f.\"late\" then 1 else 0 end), "
                + "sum(case when mod(f.\"flight_id\", 2) = 1 and not f.\"late\" then 1 else 0 end) "
                + "from " + FEATURES + " f join " + SCORES + " s on s.flight_id = f.\"flight_id\"";
        try (Statement statement = database.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return new Judgement(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
        }
    }
}

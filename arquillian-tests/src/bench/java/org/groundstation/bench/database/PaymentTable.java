package org.groundstation.bench.database;

import java.sql.SQLException;
import java.util.List;
import java.util.StringJoiner;

/**
 * The table that is scored: one payment a row, in 12 columns of 92 bytes. Its content depends on nothing but its size.
 *
 * @param name of the table
 * @param rows keys are 1 to that
 */
public record PaymentTable(String name, long rows) {
    /** The columns that the regression uses. */
    public static final List<String> FEATURES = List.of("hour", "weekday", "items", "age_days", "amount", "distance", "average", "pace",
            "balance");
    /** What a row takes on disk with its score, both indexes included, in bytes. */
    public static final int DISK_BYTES = 260;

    /** Makes and fills it. It is unlogged: only the scores are to be made durable. */
    public PaymentTable create(Database database) throws SQLException {
        database.execute("drop table if exists " + name,
                "create unlogged table " + name + " (id bigint not null, made_at timestamp not null, merchant text not null, "
                        + "hour integer not null, weekday integer not null, items integer not null, age_days integer not null, "
                        + "amount double precision not null, distance double precision not null, average double precision not null, "
                        + "pace double precision not null, balance double precision not null)",
                "insert into " + name + " select n, timestamp '2026-01-01' + n * interval '1 second', "
                        + "'merchant-' || lpad(mod(n, 1000000)::text, 7, '0'), "
                        + "floor(24 * u[1]), floor(7 * u[2]), 1 + floor(20 * u[3]), floor(366 * u[4]), "
                        + "round((10 * u[5])::numeric, 2), round((5 * u[6])::numeric, 3), round((10 * u[7])::numeric, 2), "
                        + "u[8], 2 * u[9] - 1 "
                        + "from (select n, " + random(FEATURES.size()) + " as u from generate_series(1, " + rows + ") n) drawn",
                "alter table " + name + " add primary key (id)",
                "vacuum (analyze) " + name,
                "checkpoint");
        return this;
    }

    public void drop(Database database) throws SQLException {
        database.execute("drop table " + name, "checkpoint");
    }

    /** The features of the first rows and whether each was fraud: what a regression can learn, and noise. */
    public String trainingQuery(int rows) {
        return "select " + String.join(", ", FEATURES)
                + ", 0.15 * amount - 0.4 * distance + 0.1 * items - 0.004 * age_days + 2 * pace + balance - 1.5"
                + " + ln(noise / (1 - noise)) > 0 as fraud from (select *, (1 + " + hash("id", 0) + ") / 16777218.0 as noise from " + name
                + " where id <= " + rows + ") drawn order by id";
    }

    /** Numbers from 0 to below 1 that look random, the same ones for the same n. */
    private static String random(int count) {
        StringJoiner numbers = new StringJoiner(", ", "array[", "]");
        for (int seed = 1; seed <= count; seed++) {
            numbers.add(hash("n", seed) + " / 16777216.0::double precision");
        }
        return numbers.toString();
    }

    private static String hash(String column, int seed) {
        return "(hashint8extended(" + column + ", " + seed + ") & 16777215)";
    }
}

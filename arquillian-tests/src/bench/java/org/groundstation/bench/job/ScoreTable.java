package org.groundstation.bench.job;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.groundstation.bench.Rounds;
import org.groundstation.bench.database.Database;
import org.groundstation.bench.database.PaymentTable;

/** The table of scores: empty and equal before each run, checked after it. */
final class ScoreTable {
    static final String NAME = "scores";
    private static final String EXPECTED = "expected_scores";
    private static final double TOLERANCE = 1e-9;

    private final Database database;
    private final PaymentTable source;

    /** Computes the scores that everybody must find. */
    ScoreTable(Database database, PaymentTable source, Regression regression) throws SQLException {
        this.database = database;
        this.source = source;
        database.execute("drop table if exists " + EXPECTED,
                "create unlogged table " + EXPECTED + " as select id, " + regression.sql() + " as score from " + source.name(),
                "vacuum (analyze) " + EXPECTED);
    }

    /** The statements that make it empty. The primary key is there from the start, for everybody. */
    static String[] empty() {
        return new String[] {"drop table if exists " + NAME,
            "create table " + NAME + " (id bigint primary key, score double precision not null)", "checkpoint"};
    }

    /** Lets a contender fill it. @param contender measures seconds @return it, measuring rows per second */
    Rounds.Contender filledBy(String name, Rounds.Contender contender) {
        return () -> {
            database.execute(empty());
            double seconds = contender.measure();
            check(name);
            return source.rows() / seconds;
        };
    }

    private void check(String name) throws SQLException {
        try (Connection connection = database.connect(); Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*), (select count(*) from " + NAME + "), "
                        + "max(abs(s.score - e.score)) from " + EXPECTED + " e join " + NAME + " s using (id)")) {
            row.next();
            if (row.getLong(1) != source.rows() || row.getLong(2) != source.rows() || row.getDouble(3) > TOLERANCE) {
                throw new IllegalStateException("%s wrote %d scores, %d of them for rows of the source, at most %s from what is right; "
                        .formatted(name, row.getLong(2), row.getLong(1), row.getDouble(3))
                        + "%d scores within %s are right".formatted(source.rows(), TOLERANCE));
            }
        }
    }
}

package org.groundstation.it.crash.rounds;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The tables of the rounds on one database, and the comparison of a target with the answer that SQL computes. */
final class Tables {
    private static final int ROWS_AT_ONCE = 500;

    private final Set<String> made = new HashSet<>();

    /**
     * How a target differs from the answer.
     *
     * @param lost rows of the answer that are not there, also those with another score
     * @param doubled rows whose key is there already, and rows that are not in the answer
     */
    record Difference(long rows, long lost, long doubled) {
        boolean isExact() {
            return lost == 0 && doubled == 0;
        }
    }

    /** Makes a round's source, unless there is one like it, and its empty target, which no key protects: what is written twice is seen. */
    void make(Connection connection, Round round, String targetOption) throws SQLException {
        String setup = round.key().setup(round.database(), round.rows());
        if (!setup.isEmpty() && made.add(setup)) {
            Sql.run(connection, setup);
        }
        if (made.add(round.source())) {
            makeSource(connection, round);
        }
        String columns = round.parts().stream().map(part -> part.name() + " " + part.target() + " not null").collect(Collectors.joining(", "));
        Sql.run(connection, "drop table if exists " + round.target(),
                "create table " + round.target() + " (" + columns + ", score bigint not null)" + targetOption);
    }

    Difference compare(Connection connection, Round round) throws SQLException {
        String keys = round.parts().stream().map(part -> round.database().text(part.name())).collect(Collectors.joining(", "));
        String answer = "select " + keys + ", n * 31 + 7 from " + round.source();
        String target = "select " + keys + ", score from " + round.target();
        String names = round.parts().stream().map(KeyShape.Part::name).collect(Collectors.joining(", "));
        long rows = Sql.number(connection, "select count(*) from " + round.target());
        long distinct = Sql.number(connection, "select count(*) from (select distinct " + names + " from " + round.target() + ") d");
        long lost = Sql.number(connection, "select count(*) from (" + answer + " except " + target + ") d");
        long more = Sql.number(connection, "select count(*) from (" + target + " except " + answer + ") d");
        return new Difference(rows, lost, rows - distinct + more);
    }

    private static void makeSource(Connection connection, Round round) throws SQLException {
        String columns = round.parts().stream().map(part -> part.name() + " " + part.type()).collect(Collectors.joining(", "));
        String names = round.parts().stream().map(KeyShape.Part::name).collect(Collectors.joining(", "));
        Sql.run(connection, "create table " + round.source() + " (" + columns + ", n bigint not null, primary key (" + names + "))");
        for (int from = 0; from < round.rows(); from += ROWS_AT_ONCE) {
            String values = IntStream.range(from, Math.min(round.rows(), from + ROWS_AT_ONCE)).mapToObj(n -> "("
                    + round.parts().stream().map(part -> part.value().apply(n)).collect(Collectors.joining(", ")) + ", " + 7919L * n % 100_003 + ")")
                    .collect(Collectors.joining(", "));
            Sql.run(connection, "insert into " + round.source() + " values " + values);
        }
    }
}

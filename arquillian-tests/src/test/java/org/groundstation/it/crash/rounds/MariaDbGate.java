package org.groundstation.it.crash.rounds;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** Named locks: the test has one, triggers take and release it, row by row. */
final class MariaDbGate extends Gate {
    private static final int LIMIT_SECONDS = 120;

    MariaDbGate(Sql.Source database) {
        super(database);
    }

    @Override
    void installOnLedger(Connection connection) throws SQLException {
        Sql.run(connection, trigger("after insert", "gs_ledger_partition", Moment.IN_PLANNING),
                trigger("before update", "gs_ledger_partition", Moment.BEFORE_LEDGER),
                trigger("after update", "gs_ledger_partition", Moment.AFTER_LEDGER));
    }

    @Override
    void installOnTarget(Connection connection, String target) throws SQLException {
        Sql.run(connection, trigger("before insert", target, Moment.BEFORE_WRITE), trigger("after insert", target, Moment.AFTER_WRITE));
    }

    @Override
    void lock(Connection holder, Moment moment) throws SQLException {
        Sql.run(holder, "do get_lock('" + name(moment) + "', " + LIMIT_SECONDS + ")");
    }

    @Override
    List<String> waiting(Connection connection, Moment moment) throws SQLException {
        return Sql.texts(connection, "select id from information_schema.processlist where state = 'User lock'");
    }

    private static String trigger(String when, String table, Moment moment) {
        String lock = "'" + name(moment) + "'";
        return "create trigger " + name(moment) + "_" + table + " " + when + " on " + table + " for each row begin if is_free_lock(" + lock + ") = 0 then"
                + " do get_lock(" + lock + ", " + LIMIT_SECONDS + "); do release_lock(" + lock + "); end if; end";
    }

    private static String name(Moment moment) {
        return "crash_" + moment.name().toLowerCase(Locale.ROOT);
    }
}

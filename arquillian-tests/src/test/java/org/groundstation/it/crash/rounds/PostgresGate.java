package org.groundstation.it.crash.rounds;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Advisory locks: the test has one alone, triggers want to share it. */
final class PostgresGate extends Gate {
    private static final int CLASS = 4711;

    PostgresGate(Sql.Source database) {
        super(database);
    }

    @Override
    void installOnLedger(Connection connection) throws SQLException {
        Sql.run(connection, "create or replace function crash_gate() returns trigger language plpgsql as $$ begin"
                + " perform pg_advisory_xact_lock_shared(" + CLASS + ", tg_argv[0]::int); return null; end $$",
                trigger("after insert", "gs_ledger_partition", Moment.IN_PLANNING),
                trigger("before update", "gs_ledger_partition", Moment.BEFORE_LEDGER),
                trigger("after update", "gs_ledger_partition", Moment.AFTER_LEDGER),
                "create constraint trigger crash_at_commit after update on gs_ledger_partition deferrable initially deferred for each row"
                        + " execute function crash_gate(" + Moment.AT_COMMIT.ordinal() + ")");
    }

    @Override
    void installOnTarget(Connection connection, String target) throws SQLException {
        Sql.run(connection, trigger("before insert", target, Moment.BEFORE_WRITE), trigger("after insert", target, Moment.AFTER_WRITE));
    }

    @Override
    void lock(Connection holder, Moment moment) throws SQLException {
        Sql.run(holder, "select pg_advisory_lock(" + CLASS + ", " + moment.ordinal() + ")");
    }

    @Override
    List<String> waiting(Connection connection, Moment moment) throws SQLException {
        return Sql.texts(connection, "select pid from pg_locks where locktype = 'advisory' and classid = " + CLASS + " and objid = " + moment.ordinal()
                + " and not granted and mode = 'ShareLock'");
    }

    private static String trigger(String when, String table, Moment moment) {
        return "create trigger crash_" + moment.name().toLowerCase(java.util.Locale.ROOT) + " " + when + " on " + table
                + " for each statement execute function crash_gate(" + moment.ordinal() + ")";
    }
}

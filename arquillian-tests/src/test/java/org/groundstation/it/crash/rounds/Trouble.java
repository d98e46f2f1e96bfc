package org.groundstation.it.crash.rounds;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What happens to a job. */
enum Trouble {
    /** SIGKILL; another server takes the job, where there is one. */
    KILL_SERVER(ServerStrikes::kill),
    KILL_ALL_SERVERS(ServerStrikes::killAll, Database.POSTGRES, Database.MARIADB),
    /** SIGTERM: the lease is given back. */
    END_SERVER(ServerStrikes::terminate),
    /** SIGSTOP beyond the lease, then SIGCONT. */
    FREEZE_SERVER(ServerStrikes::freeze),
    /** The owner lives, but its lease is gone: another server takes the job while it writes. */
    LOSE_LEASE(ServerStrikes::loseLease, Database.POSTGRES, Database.MARIADB),
    STOP_AND_RESTART(ServerStrikes::stopAndRestart),
    STOP_AND_RESTART_ELSEWHERE(ServerStrikes::stopAndRestartElsewhere, Database.POSTGRES, Database.MARIADB),
    KILL_SATELLITE(ProcessStrikes::satellite),
    KILL_KEEPER(ProcessStrikes::keeper),
    KILL_ZYGOTE(ProcessStrikes::zygote),
    KILL_ONE_SESSION(DatabaseStrikes::killOneSession, Database.POSTGRES, Database.MARIADB),
    KILL_ALL_SESSIONS(DatabaseStrikes::killAllSessions, Database.POSTGRES, Database.MARIADB),
    CRASH_DATABASE(DatabaseStrikes::crash, Database.POSTGRES, Database.MARIADB),
    RESTART_DATABASE(DatabaseStrikes::restart, Database.POSTGRES, Database.MARIADB),
    /** The clock of the database, the only one that counts. */
    CLOCK_JUMP(DatabaseStrikes::jumpClock, Database.POSTGRES, Database.MARIADB),
    CUT_CONNECTIONS(NetworkStrikes::cut, Database.POSTGRES, Database.MARIADB),
    REFUSE_CONNECTIONS(NetworkStrikes::refuse, Database.POSTGRES, Database.MARIADB),
    DELAY_PACKETS(NetworkStrikes::delay, Database.POSTGRES, Database.MARIADB),
    SWALLOW_OPEN_CONNECTIONS(NetworkStrikes::swallowOpen, Database.POSTGRES, Database.MARIADB),
    SWALLOW_ALL(NetworkStrikes::swallowAll, Database.POSTGRES, Database.MARIADB),
    LOCK_TARGET(LockStrikes::target, Database.POSTGRES, Database.MARIADB),
    LOCK_LEDGER(LockStrikes::ledger, Database.POSTGRES, Database.MARIADB),
    LOCK_TIMEOUT(LimitStrikes::lockTimeout, Database.POSTGRES, Database.MARIADB),
    STATEMENT_TIMEOUT(LimitStrikes::statementTimeout, Database.POSTGRES, Database.MARIADB),
    DISK_FULL(LimitStrikes::diskFull, Database.POSTGRES, Database.MARIADB);

    private final Strike strike;
    private final Set<Database> databases;

    Trouble(Strike strike, Database... databases) {
        this.strike = strike;
        this.databases = databases.length == 0 ? EnumSet.allOf(Database.class) : EnumSet.copyOf(List.of(databases));
    }

    Strike strike() {
        return strike;
    }

    boolean isOn(Database database) {
        return databases.contains(database);
    }

    /** Whether the job may end as FAILED and then go on when somebody restarts it. */
    boolean mayFail() {
        return this == STATEMENT_TIMEOUT || this == LOCK_TIMEOUT || this == DISK_FULL;
    }

    /** Whether the round begins with all servers of the database. */
    boolean needsEveryServer() {
        return endsServer() || this == FREEZE_SERVER || this == LOSE_LEASE || this == CLOCK_JUMP || this == STOP_AND_RESTART_ELSEWHERE;
    }

    /** Whether servers end. */
    boolean endsServer() {
        return this == KILL_SERVER || this == KILL_ALL_SERVERS || this == END_SERVER;
    }
}

package org.groundstation.batch.database;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import org.groundstation.settings.Setting;

/**
 * Cuts connections on which no answer will come: those whose session the database has forgotten, or that it waits for in
 * turn because packets were swallowed, and all that wait while the database cannot be reached at all. A session that works,
 * be it for hours, or waits for a lock is left alone. Networks that answer TCP's probes themselves, as proxies do, are why
 * the database has to be asked. With one such connection those go that were idle meanwhile, in a pool most likely: else whoever
 * takes one of them next finds out on his own. Thread-safe.
 */
final class LinkWatch {
    private static final System.Logger LOG = System.getLogger(LinkWatch.class.getName());
    private static final Set<Link> LINKS = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private static final Map<Connection, Link> BY_CONNECTION = Collections.synchronizedMap(new WeakHashMap<>());
    private static final int ROUNDS_IN_SILENCE = 3;
    private static final long UNWATCHED_PAUSE_MILLIS = 1_000;

    private static Thread thread;

    /** What the last round thought of a wait. */
    private record Doubt(long since, Verdict verdict) {
    }

    private enum Verdict {
        TRUSTED(""), GONE("the database has no such session any more"), WAITING("the database waits for it in turn"),
        UNREACHABLE("the database cannot be reached");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }
    }

    private final Map<Link, Doubt> doubts = new WeakHashMap<>();
    private boolean failing;

    private LinkWatch() {
    }

    /** Watches a socket from before its login on. */
    static synchronized void watch(Link link) {
        LINKS.add(link);
        if (thread == null) {
            thread = new Thread(new LinkWatch()::run, "groundstation-database-watch");
            thread.setDaemon(true);
            thread.start();
        }
    }

    static void established(Connection driverConnection, Link link, Link.Peer peer) {
        link.established(peer);
        BY_CONNECTION.put(driverConnection, link);
    }

    static void forget(Link link) {
        LINKS.remove(link);
    }

    /** Cuts the socket under a connection of the driver. @return whether it is known */
    static boolean cut(Connection driverConnection) {
        Link link = BY_CONNECTION.get(driverConnection);
        if (link != null) {
            link.cut();
        }
        return link != null;
    }

    private void run() {
        while (true) {
            try {
                long silence = Setting.DATABASE_SILENCE.number(0);
                TimeUnit.MILLISECONDS.sleep(silence == 0 ? UNWATCHED_PAUSE_MILLIS : Math.max(50, silence / ROUNDS_IN_SILENCE));
                if (silence > 0) {
                    round(Duration.ofMillis(silence));
                }
                failing = false;
            } catch (InterruptedException notOurs) {
                // this thread is nobody's to interrupt
            } catch (Throwable failed) {
                if (!failing) {
                    LOG.log(Level.WARNING, "silent connections to the database cannot be looked at", failed);
                }
                failing = true;
            }
        }
    }

    private void round(Duration silence) {
        Map<Origin, Asker> askers = new HashMap<>();
        try {
            Set<Link> all;
            synchronized (LINKS) {
                all = new HashSet<>(LINKS);
            }
            for (Link link : all) {
                if (look(link, silence, askers)) {
                    all.stream().filter(other -> other.peer() != null && other.peer().origin().equals(link.peer().origin()) && other.isIdleFor(silence))
                            .forEach(Link::cut);
                }
            }
        } finally {
            askers.values().forEach(Asker::close);
        }
    }

    /** @return whether it was cut for its silence */
    private boolean look(Link link, Duration silence, Map<Origin, Asker> askers) {
        long wait = link.waitingSince();
        long waited = wait == 0 ? 0 : System.nanoTime() - wait;
        Link.Peer peer = link.peer();
        if (peer == null) {
            if (waited > Setting.DATABASE_CONNECT_TIMEOUT.millis(1).toNanos()) {
                link.cut();
            }
            return false;
        }
        if (waited < silence.toNanos()) {
            return false;
        }
        Verdict verdict = askers.computeIfAbsent(peer.origin(), Asker::new).verdict(peer.session());
        Doubt before = doubts.put(link, new Doubt(wait, verdict));
        boolean again = before != null && before.since() == wait && before.verdict() != Verdict.TRUSTED;
        boolean cut = verdict != Verdict.TRUSTED && again && link.waitingSince() == wait;
        if (cut) {
            LOG.log(Level.WARNING, "a connection to the database (session {0}) is cut: it has been silent for {1} s, and {2}",
                    Long.toString(peer.session()), TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - wait), verdict.text);
            link.cut();
        }
        return cut;
    }

    /** Asks one database, over a connection that is made when it is needed and lives for a round. */
    private static final class Asker {
        private final Origin origin;
        private Connection connection;
        private Verdict failure;

        Asker(Origin origin) {
            this.origin = origin;
        }

        Verdict verdict(long session) {
            if (failure != null) {
                return failure;
            }
            try {
                if (connection == null) {
                    connection = origin.connect(Dialect.Use.ASK);
                }
                return session == 0 ? Verdict.TRUSTED : switch (origin.dialect().ask(connection, session)) {
                    case WORKING -> Verdict.TRUSTED;
                    case WAITING -> Verdict.WAITING;
                    case GONE -> Verdict.GONE;
                };
            } catch (SQLException failed) {
                // one that refuses another connection is there
                failure = isNetwork(failed) ? Verdict.UNREACHABLE : Verdict.TRUSTED;
                return failure;
            }
        }

        void close() {
            if (connection != null) {
                Closing.abort(origin.dialect(), connection);
            }
        }

        private static boolean isNetwork(Throwable error) {
            return error != null && (error instanceof IOException || isNetwork(error.getCause()));
        }
    }
}

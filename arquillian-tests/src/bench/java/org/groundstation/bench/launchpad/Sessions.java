package org.groundstation.bench.launchpad;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.admin.SatelliteView;

/** Uses of satellites, good and bad, and how they went. Thread-safe. */
final class Sessions {
    /** The end of each kind of use in turn: a third of them is the end of the satellite. */
    private static final List<Kind> TURNS = List.of(Kind.GOOD, Kind.CRASHES, Kind.GOOD, Kind.RAISES, Kind.HANGS, Kind.GOOD, Kind.GOOD,
            Kind.KILLED, Kind.GOOD);

    private final SatelliteConnectionFactory satellites;
    private final Map<Kind, LongAdder> counts = new EnumMap<>(Kind.class);
    private final LongAdder queueTimeOuts = new LongAdder();

    /** What becomes of a use. */
    private enum Kind {
        GOOD(null, ExternalScript.python("""
                open("note", "w").write("x")
                OutputDataSet = pandas.DataFrame({"x": numpy.random.random(10_000)})
                """).build()),
        RAISES(ErrorCode.SCRIPT_FAILED, ExternalScript.python("1 / 0").build()),
        CRASHES(ErrorCode.SATELLITE_LOST, ExternalScript.python("""
                import os, signal
                if os.fork() == 0:
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
                    os.setsid()
                    if os.fork() == 0:
                        while True:
                            pass
                    os._exit(0)
                os.kill(os.getpid(), signal.SIGSEGV)
                """).build()),
        HANGS(ErrorCode.SCRIPT_TIMED_OUT, ExternalScript.python("""
                import signal
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                while True:
                    pass
                """).timeout(Duration.ofMillis(200)).build()),
        KILLED(ErrorCode.SATELLITE_LOST, GOOD.script);

        private final ErrorCode expected;
        private final ExternalScript script;

        Kind(ErrorCode expected, ExternalScript script) {
            this.expected = expected;
            this.script = script;
        }
    }

    Sessions(SatelliteConnectionFactory satellites) {
        this.satellites = satellites;
        for (Kind kind : Kind.values()) {
            counts.put(kind, new LongAdder());
        }
    }

    /**
     * One use, from the connection to its close.
     *
     * @param turn which of the kinds
     * @throws IllegalStateException when it did not go as this kind does
     */
    void use(int turn) {
        Kind kind = TURNS.get(turn % TURNS.size());
        ErrorCode seen = null;
        try (SatelliteConnection connection = satellites.getConnection()) {
            if (kind == Kind.KILLED) {
                process(connection.satelliteId()).destroyForcibly();
            }
            try (ScriptResult result = connection.execute(kind.script)) {
                seen = result.rowCount() == 0 ? ErrorCode.INTERNAL : null;
            }
        } catch (GroundstationException failed) {
            if (failed.code() == ErrorCode.RESOURCE_POOL_BUSY) {
                queueTimeOuts.increment();
                return;
            }
            if (failed.code() != kind.expected) {
                throw new IllegalStateException("a session that is " + kind + " ended in another way", failed);
            }
            seen = failed.code();
        }
        if (seen != kind.expected) {
            throw new IllegalStateException("a session that is " + kind + " ended with " + seen);
        }
        counts.get(kind).increment();
    }

    long count() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    @Override
    public String toString() {
        return "%,d sessions: %,d good, %,d raised, %,d crashed, %,d hung, %,d were killed; %,d queue time-outs".formatted(count(), of(Kind.GOOD),
                of(Kind.RAISES), of(Kind.CRASHES), of(Kind.HANGS), of(Kind.KILLED), queueTimeOuts.sum());
    }

    private long of(Kind kind) {
        return counts.get(kind).sum();
    }

    private ProcessHandle process(long satellite) {
        long pid = satellites.monitor().satellites().stream().filter(view -> view.id() == satellite).mapToLong(SatelliteView::pid)
                .findFirst().orElseThrow();
        return ProcessHandle.of(pid).orElseThrow();
    }
}

package org.groundstation.it.crash.rounds;

import java.io.IOException;
import java.time.Duration;

/** Trouble with whole servers. */
final class ServerStrikes {
    /** After the kill, while another server lives. */
    private static final Duration ELSEWHERE = Duration.ofSeconds(30);
    /** After the ready line of a new server. */
    private static final Duration AFTER_READY = Duration.ofSeconds(10);
    private static final Duration END_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    /** Beyond the lease of ten seconds. */
    private static final Duration FROZEN = Duration.ofSeconds(12);

    private ServerStrikes() {
    }

    static Strike.Remedy kill(Arena arena) {
        int before = arena.restarts();
        long killed = System.nanoTime();
        arena.owner().server().kill();
        return () -> continueAfterEnd(arena, "goes on elsewhere after kill -9", before, killed);
    }

    static Strike.Remedy killAll(Arena arena) {
        int before = arena.restarts();
        arena.lab().stations().forEach(station -> station.server().kill());
        return () -> continueOnNew(arena, arena.random().nextBoolean() ? arena.owner() : arena.other(), before);
    }

    static Strike.Remedy terminate(Arena arena) {
        int before = arena.restarts();
        long asked = System.nanoTime();
        arena.owner().server().handle().destroy();
        return () -> {
            arena.owner().server().waitForEnd(END_LIMIT);
            continueAfterEnd(arena, "goes on elsewhere after SIGTERM", before, asked);
        };
    }

    static Strike.Remedy freeze(Arena arena) throws IOException {
        int before = arena.restarts();
        long frozen = System.nanoTime();
        signal(arena.owner(), "STOP");
        return () -> {
            try {
                if (arena.isAlone()) {
                    Waits.sleep(FROZEN);
                } else {
                    arena.awaitContinued("goes on elsewhere after SIGSTOP", before, frozen, ELSEWHERE);
                    arena.pause(0, 2_000);
                }
            } finally {
                signal(arena.owner(), "CONT");
            }
        };
    }

    static Strike.Remedy loseLease(Arena arena) throws Exception {
        int before = arena.restarts();
        long lost = System.nanoTime();
        Sql.run(arena.lab()::connect, "delete from gs_server where id = (select server from gs_job_run where id = " + arena.job() + ")");
        return () -> Waits.until(Duration.ofSeconds(3), () -> arena.restarts() > before || lost > System.nanoTime());
    }

    static Strike.Remedy stopAndRestart(Arena arena) {
        arena.owner().api().send("POST", "/api/jobs/" + arena.job() + "/stop", null);
        return () -> restart(arena, arena.owner());
    }

    static Strike.Remedy stopAndRestartElsewhere(Arena arena) {
        arena.other().api().send("POST", "/api/jobs/" + arena.job() + "/stop", null);
        return () -> restart(arena, arena.other());
    }

    /** Waits until a job that was asked to stop has done so, and restarts it. */
    static void restart(Arena arena, ServerUnderTest on) throws Exception {
        Waits.until(STOP_LIMIT, () -> arena.lab().view(arena.job()).ended());
        if (arena.lab().view(arena.job()).state().equals("STOPPED")) {
            on.api().post("/api/jobs/" + arena.job() + "/restart", null);
        }
    }

    static void signal(ServerUnderTest station, String signal) throws IOException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(station.server().pid())).inheritIO().start().onExit().join();
    }

    private static void continueAfterEnd(Arena arena, String name, int before, long ended) {
        if (arena.isAlone()) {
            continueOnNew(arena, arena.owner(), before);
        } else {
            arena.awaitContinued(name, before, ended, ELSEWHERE);
        }
    }

    private static void continueOnNew(Arena arena, ServerUnderTest station, int before) {
        station.awaitStart();
        arena.awaitContinued("goes on after the ready line of a new server", before, System.nanoTime(), AFTER_READY);
    }
}

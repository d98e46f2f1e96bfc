package org.groundstation.it.crash.rounds;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Runs one round and says how it ended. */
final class RoundRun {
    private static final Duration STEP_LIMIT = Duration.ofSeconds(30);
    private static final Duration CAUGHT_LIMIT = Duration.ofSeconds(15);
    /** After the trouble is over. */
    private static final Duration END_LIMIT = Duration.ofSeconds(90);
    private static final int RESTARTS = 3;

    private final Lab lab;
    private final Round round;
    private final Arena arena;
    private int restarts;

    RoundRun(Lab lab, Round round, Times times) {
        this.lab = lab;
        this.round = round;
        this.arena = new Arena(lab, round, times);
    }

    /** Makes the tables of a round. */
    static void prepare(Lab lab, Round round) throws SQLException {
        String option = "";
        if (round.trouble() == Trouble.DISK_FULL) {
            option = round.database() == Database.POSTGRES ? " tablespace small" : " data directory = '" + lab.smallDisk().orElseThrow().folder() + "'";
        }
        try (Connection connection = lab.connect()) {
            lab.tables().make(connection, round, option);
            if (lab.gate() != null) {
                lab.gate().installOnTarget(connection, round.target());
            }
        }
    }

    /** Compares the target with the answer, when the round has run. */
    static Tables.Difference compare(Lab lab, Round round) throws SQLException {
        try (Connection connection = lab.connect()) {
            Tables.Difference difference = lab.tables().compare(connection, round);
            if (difference.isExact()) {
                Sql.run(connection, "drop table " + round.target());
            }
            return difference;
        }
    }

    /** @return what is wrong, empty when the job is COMPLETED and counts every row */
    String run() throws Exception {
        boolean gatedEarly = round.moment() == Moment.IN_PLANNING && lab.gate() != null;
        if (gatedEarly) {
            lab.gate().close(round.moment());
        }
        Strike.Remedy remedy;
        try {
            arena.started(arena.owner().api().startJob(round.job()));
            reach(gatedEarly);
            remedy = round.trouble().strike().at(arena);
        } finally {
            if (lab.gate() != null) {
                lab.gate().open();
            }
        }
        remedy.run();
        lab.recover(false);
        String wrong = awaitEnd();
        return wrong.isEmpty() ? count() : wrong;
    }

    private void reach(boolean closedAlready) throws Exception {
        int longest = round.seconds() * 700;
        switch (round.moment()) {
            case RANDOM -> arena.pause(0, longest);
            case AFTER_COMMIT -> {
                arena.pause(0, longest / 2);
                long before = lab.view(arena.job()).rowsWritten();
                Waits.until(STEP_LIMIT, () -> lab.view(arena.job()).rowsWritten() > before || lab.view(arena.job()).ended());
            }
            case AFTER_RESUME -> {
                arena.pause(500, longest);
                arena.owner().api().send("POST", "/api/jobs/" + arena.job() + "/stop", null);
                ServerStrikes.restart(arena, arena.owner());
                arena.pause(0, 300);
            }
            default -> {
                if (!closedAlready) {
                    arena.pause(200, longest);
                    lab.gate().close(round.moment());
                }
                arena.caught(lab.gate().awaitCaught(round.moment(), CAUGHT_LIMIT));
                if (arena.caught().isEmpty()) {
                    System.out.println("  nobody came to " + round.moment());
                }
            }
        }
    }

    private String awaitEnd() {
        String[] wrong = {""};
        boolean ended = Waits.until(END_LIMIT, () -> {
            Lab.View view = lab.view(arena.job());
            if (view.state().equals("FAILED") && round.trouble().mayFail() && restarts < RESTARTS) {
                restarts++;
                System.out.println("  failed, as it may: " + view.error());
                alive().api().post("/api/jobs/" + arena.job() + "/restart", null);
                return false;
            }
            wrong[0] = view.state().equals("COMPLETED") ? "" : view.state() + ": " + view.error();
            return view.ended();
        });
        return ended || !wrong[0].isEmpty() ? wrong[0] : "its state is unknown";
    }

    private ServerUnderTest alive() {
        return arena.owner().isAlive() ? arena.owner() : arena.other();
    }

    private String count() {
        long written = alive().api().job(arena.job()).get("rowsWritten").asLong();
        return written == round.rows() ? "" : "the job counts " + written + " rows of " + round.rows();
    }

    /** Ends the job, so that it does not disturb the next round. */
    void giveUp() {
        Waits.until(STEP_LIMIT, () -> alive().api().send("POST", "/api/jobs/" + arena.job() + "/end", null).statusCode() < 500);
    }
}

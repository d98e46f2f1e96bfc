package org.groundstation.it.crash.rounds;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** A round that runs, as its trouble sees it. */
final class Arena {
    /** Longer than the bars, so that what misses one is measured as well. */
    private static final Duration CONTINUED_LIMIT = Duration.ofSeconds(60);

    private final Lab lab;
    private final Round round;
    private final Times times;
    private final Random random;
    private ServerUnderTest owner;
    private long job;
    private List<String> caught = List.of();

    Arena(Lab lab, Round round, Times times) {
        this.lab = lab;
        this.round = round;
        this.times = times;
        this.random = round.random();
        List<ServerUnderTest> alive = lab.stations().stream().filter(ServerUnderTest::isAlive).toList();
        this.owner = alive.get(random.nextInt(alive.size()));
    }

    Lab lab() {
        return lab;
    }

    Round round() {
        return round;
    }

    Random random() {
        return random;
    }

    /** The server on which the job was started. */
    ServerUnderTest owner() {
        return owner;
    }

    /** The other server; the owner where there is none. */
    ServerUnderTest other() {
        return lab.stations().stream().filter(station -> station != owner).findFirst().orElse(owner);
    }

    boolean isAlone() {
        return lab.stations().size() == 1;
    }

    long job() {
        return job;
    }

    void started(long id) {
        job = id;
    }

    /** The sessions that are held at the moment; empty where it is no gated one. */
    List<String> caught() {
        return caught;
    }

    void caught(List<String> sessions) {
        caught = sessions;
    }

    /** Waits for a random time. */
    void pause(int fromMillis, int toMillis) {
        Waits.sleep(Duration.ofMillis(fromMillis + random.nextInt(toMillis - fromMillis)));
    }

    /** Measures how long it takes until the job is continued. @param before how often it had been continued @param since a time of {@link System#nanoTime} */
    void awaitContinued(String name, int before, long since, Duration bar) {
        boolean continued = Waits.until(CONTINUED_LIMIT, () -> {
            Lab.View view = lab.view(job);
            return view.restarts() > before || view.ended();
        });
        Duration took = Duration.ofNanos(System.nanoTime() - since);
        if (!continued || restarts() > before) {
            times.add(name + " on " + round.database(), took, bar);
        }
    }

    /** How often the job was continued so far. */
    int restarts() {
        try {
            return lab.view(job).restarts();
        } catch (SQLException unknown) {
            return 0;
        }
    }
}

package org.groundstation.it.crash.rounds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * The crash suite: {@code ./mvnw -Pcrash}. {@code -Dcrash.rounds} says how many rounds, {@code -Dcrash.seed} from which seed they are drawn,
 * {@code -Dcrash.only} the numbers of those that are repeated, with commas, {@code -Dcrash.database} on which database alone.
 */
public final class CrashSuite {
    private static final int LOG_TAIL = 60_000;

    private final Path folder;
    private final Report report;
    private final Times times = new Times();

    CrashSuite(long seed, Path folder) {
        this.folder = folder;
        this.report = new Report(seed);
    }

    public static void main(String[] arguments) throws Exception {
        String given = System.getProperty("crash.seed", "");
        long seed = given.isEmpty() ? ThreadLocalRandom.current().nextInt(1_000_000_000) : Long.parseLong(given);
        int count = Integer.getInteger("crash.rounds", 300);
        String only = System.getProperty("crash.only", "");
        String database = System.getProperty("crash.database", "");
        List<Round> rounds = (only.isEmpty() ? IntStream.range(0, count) : Stream.of(only.split(",")).mapToInt(Integer::parseInt))
                .mapToObj(number -> Round.draw(seed, number))
                .filter(round -> database.isEmpty() || round.database().name().equalsIgnoreCase(database)).toList();
        CrashSuite suite = new CrashSuite(seed, Path.of(System.getProperty("crash.output", "target/crash")));
        List<String> failures = suite.run(rounds);
        System.exit(failures.isEmpty() ? 0 : 1);
    }

    /** Runs the rounds, database after database. @return what was not exact or too late */
    List<String> run(List<Round> rounds) throws Exception {
        System.out.printf("crash suite: %d rounds with -Dcrash.seed=%s%n", rounds.size(), rounds.isEmpty() ? "none" : rounds.get(0).seed());
        for (Database database : Database.values()) {
            List<Round> here = mixed(rounds.stream().filter(round -> round.database() == database).toList());
            if (!here.isEmpty()) {
                runOn(database, here);
            }
        }
        List<String> failures = new ArrayList<>(report.failures());
        times.longest().forEach((name, longest) -> {
            if (longest.isLate()) {
                failures.add(name + ": " + longest);
            }
        });
        System.out.println("\n" + report.table(times));
        failures.forEach(System.out::println);
        return failures;
    }

    /** Servers that were ended start again while rounds run that do without them. */
    private static List<Round> mixed(List<Round> rounds) {
        List<Round> mixed = new ArrayList<>(rounds.stream().filter(round -> !round.trouble().endsServer()).toList());
        List<Round> ending = rounds.stream().filter(round -> round.trouble().endsServer()).toList();
        for (int i = 0; i < ending.size(); i++) {
            mixed.add((int) ((long) rounds.size() * i / ending.size()), ending.get(i));
        }
        return mixed;
    }

    private void runOn(Database database, List<Round> rounds) throws Exception {
        try (Lab lab = Lab.of(database)) {
            List<Round> possible = rounds.stream().filter(round -> round.trouble() != Trouble.DISK_FULL || lab.smallDisk().isPresent()).toList();
            if (!lab.isShared()) {
                for (Round round : possible) {
                    RoundRun.prepare(lab, round);
                }
            }
            lab.start();
            Map<Round, String> ended = new LinkedHashMap<>();
            for (Round round : possible) {
                try {
                    ended.put(round, run(lab, round));
                } catch (Exception | AssertionError broken) { // the rounds after this one are not to blame
                    broken.printStackTrace(System.out);
                    report.broken(round, broken);
                }
            }
            if (!lab.isShared()) {
                lab.stations().forEach(station -> station.server().terminate());
                for (Map.Entry<Round, String> round : ended.entrySet()) {
                    note(lab, round.getKey(), round.getValue());
                }
            }
        } catch (TestAbortedException notHere) {
            System.out.println(database + " is left out: " + notHere.getMessage());
        }
    }

    private String run(Lab lab, Round round) throws Exception {
        System.out.println(round);
        long began = System.nanoTime();
        if (lab.isShared()) {
            RoundRun.prepare(lab, round);
        }
        lab.recover(round.trouble().needsEveryServer());
        RoundRun run = new RoundRun(lab, round, times);
        String wrong;
        try {
            wrong = run.run();
        } catch (Exception | AssertionError broken) {
            wrong = "the round broke: " + broken;
            broken.printStackTrace(System.out);
        }
        System.out.printf("  %s after %.1f s%n", wrong.isEmpty() ? "COMPLETED" : wrong, Duration.ofNanos(System.nanoTime() - began).toMillis() / 1e3);
        if (lab.isShared()) {
            note(lab, round, wrong);
        }
        if (!wrong.isEmpty()) {
            keepLogs(lab, round);
            lab.recover(true);
            run.giveUp();
        }
        return wrong;
    }

    private void note(Lab lab, Round round, String wrong) throws Exception {
        Tables.Difference difference = RoundRun.compare(lab, round);
        if (!difference.isExact()) {
            System.out.println("  " + round.target() + ": " + difference);
            keepLogs(lab, round);
        }
        report.add(round, wrong, difference);
        report.write(folder, times);
    }

    private void keepLogs(Lab lab, Round round) {
        for (int i = 0; i < lab.stations().size(); i++) {
            try {
                String log = lab.stations().get(i).server().log();
                Files.createDirectories(folder);
                Files.writeString(folder.resolve("round-%d-server-%d.log".formatted(round.number(), i)), log.substring(Math.max(0, log.length() - LOG_TAIL)));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}

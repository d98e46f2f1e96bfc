import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Prints the line coverage of each module's unit tests, from JaCoCo's reports. Usage: {@code java .ci/Coverage.java [folder of the project]} */
class Coverage {
    private static final int LINES_MISSED = 7;
    private static final int LINES_COVERED = 8;

    public static void main(String[] arguments) throws IOException {
        Path project = Path.of(arguments.length > 0 ? arguments[0] : ".");
        long missed = 0;
        long covered = 0;
        for (String module : List.of("ejb-api", "rar-module/settings", "rar-module", "batch-jobs", "web-console")) {
            Path report = project.resolve(module).resolve("target/site/jacoco/jacoco.csv");
            if (Files.exists(report)) {
                List<String[]> classes = Files.readAllLines(report).stream().skip(1).map(line -> line.split(",")).toList();
                long missedHere = classes.stream().mapToLong(counts -> Long.parseLong(counts[LINES_MISSED])).sum();
                long coveredHere = classes.stream().mapToLong(counts -> Long.parseLong(counts[LINES_COVERED])).sum();
                print(module, missedHere, coveredHere);
                missed += missedHere;
                covered += coveredHere;
            }
        }
        print("all", missed, covered);
    }

    private static void print(String what, long missed, long covered) {
        if (missed + covered > 0) {
            System.out.printf("coverage by unit tests: %-20s %3d %% of %d lines%n", what, 100 * covered / (missed + covered), missed + covered);
        }
    }
}

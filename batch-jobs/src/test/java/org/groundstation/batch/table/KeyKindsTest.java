package org.groundstation.batch.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.groundstation.api.SqlType;
import org.groundstation.api.TableJob;
import org.groundstation.batch.database.Column;
import org.groundstation.batch.database.Table;
import org.groundstation.batch.database.TableMetadata;
import org.groundstation.batch.database.TestDatabase;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every kind of key on every database, read by COPY and by JDBC, with one partition and three, stopped in the middle and taken over: the
 * database finds the same keys in the target as in the source.
 */
class KeyKindsTest {
    private static final int CHUNK_ROWS = 7;

    @Test
    void everyTypeOfKeyHasAKind() {
        for (SqlType.Kind kind : SqlType.Kind.values()) {
            boolean key = kind != SqlType.Kind.ARRAY && KeyCodec.of(kind == SqlType.Kind.DECIMAL ? SqlType.decimal(9, 2) : new SqlType(kind, 0, 0)).isPresent();
            assertThat(KeyKind.of(kind) != null).as(kind.name()).isEqualTo(key);
        }
        assertThat(
                Arrays.stream(KeyKind.values()).filter(kind -> Arrays.stream(TestDatabase.Kind.values()).noneMatch(database -> kind.sample(database) != null)))
                .as("kinds that no database has").isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> everyKeyIsWrittenOnce() {
        return Arrays.stream(TestDatabase.Kind.values()).map(kind -> DynamicTest.dynamicTest(kind.name(), () -> everyKeyIsWrittenOnce(kind)));
    }

    private static void everyKeyIsWrittenOnce(TestDatabase.Kind kind) throws Exception {
        List<String> wrong = new ArrayList<>();
        int cases = 0;
        try (TestDatabase database = TestDatabase.open(kind)) {
            for (KeyKind key : KeyKind.values()) {
                KeyKind.Sample sample = key.sample(kind);
                if (sample != null) {
                    for (String other : kind == TestDatabase.Kind.POSTGRES ? List.of("bigint", "oid") : List.of("bigint")) { // JDBC reads oid
                        create(database, sample, other);
                        assertThat(isProved(database, sample)).as(key + " on " + kind + " proved by an index").isEqualTo(sample.indexed());
                        for (int partitions : other.equals("oid") ? new int[] {3} : new int[] {1, 3}) {
                            cases++;
                            String difference = scored(database, kind, key, sample, partitions);
                            if (difference != null) {
                                wrong.add(key + " with " + partitions + " partitions, read with " + other + ": " + difference);
                            }
                        }
                    }
                }
            }
        }
        assertThat(wrong).as(cases + " cases on " + kind).isEmpty();
        assertThat(cases).isGreaterThan(2 * 15);
    }

    private static void create(TestDatabase database, KeyKind.Sample sample, String other) {
        for (String statement : sample.setup()) {
            try (Connection connection = database.connect(); Statement setup = connection.createStatement()) {
                setup.execute(statement);
            } catch (SQLException isThere) {
                assertThat(isThere.getMessage()).contains("already exists");
            }
        }
        List<String> names = names(sample);
        String columns = IntStream.range(0, names.size()).mapToObj(column -> names.get(column) + " " + sample.parts().get(column).ddl()
                + (sample.constraint().startsWith("unique") ? "" : " not null")).collect(Collectors.joining(", "));
        String constraint = sample.constraint().isEmpty() ? "" : sample.constraint().equals("unique first") ? ", unique (k1)"
                : ", " + sample.constraint() + " (" + String.join(", ", names) + ")";
        String rows = IntStream.range(0, KeyKind.ROWS)
                .mapToObj(n -> "(" + sample.parts().stream().map(part -> part.value().apply(n)).collect(Collectors.joining(", "))
                        + ", " + n + ")")
                .collect(Collectors.joining(", "));
        boolean backslash = database.dialect().urlPrefix().contains("mariadb");
        database.execute("drop table if exists source", "create table source (" + columns + ", v " + other + constraint + ")",
                "insert into source values " + (backslash ? rows : rows.replace("\\\\", "\\")));
    }

    private static List<String> names(KeyKind.Sample sample) {
        return IntStream.rangeClosed(1, sample.parts().size()).mapToObj(column -> "k" + column).toList();
    }

    private static boolean isProved(TestDatabase database, KeyKind.Sample sample) throws SQLException {
        try (Connection connection = database.connect()) {
            Table table = new TableMetadata(connection, database.dialect()).find("source").orElseThrow();
            List<Column> key = names(sample).stream().map(table::column).toList();
            return database.dialect().isUnique(connection, table, key);
        }
    }

    /** @return what is wrong, or null */
    private static String scored(TestDatabase database, TestDatabase.Kind kind, KeyKind key, KeyKind.Sample sample, int partitions) {
        List<String> names = names(sample);
        String result = IntStream.range(0, names.size()).mapToObj(column -> names.get(column) + " " + sample.parts().get(column).result() + " not null, ")
                .collect(Collectors.joining());
        TableJob job = TableJob.named("keys").from("source", names.get(0), names.subList(1, names.size()).toArray(String[]::new))
                .into("target", result + "v bigint")
                .script("OutputDataSet = InputDataSet").chunkRows(CHUNK_ROWS).partitions(partitions).build();
        database.execute("drop table if exists target");
        try {
            JobRuns.run(database, job);
        } catch (RuntimeException | AssertionError failed) {
            return failed.toString();
        }
        String count = database.value("select count(*) from target");
        String lost = database.value("select count(*) from (" + keys(kind, key, names, "source") + " except " + keys(kind, key, names, "target") + ") lost");
        String strange = database
                .value("select count(*) from (" + keys(kind, key, names, "target") + " except " + keys(kind, key, names, "source") + ") strange");
        return count.equals(Integer.toString(KeyKind.ROWS)) && lost.equals("0") && strange.equals("0") ? null
                : count + " of " + KeyKind.ROWS + " rows, " + lost + " lost, " + strange + " strange";
    }

    /** Keys as bytes of their text, and the value that belongs to each. */
    private static String keys(TestDatabase.Kind kind, KeyKind key, List<String> names, String table) {
        return "select " + names.stream().map(name -> switch (kind) {
            case POSTGRES -> key == KeyKind.CHAR ? "rtrim(cast(" + name + " as text), ' ') collate \"C\"" : "cast(" + name + " as text) collate \"C\"";
            case H2 -> "rawtohex(" + (key == KeyKind.CHAR ? "rtrim(" + name + ")" : "cast(" + name
                    + (key == KeyKind.TIMESTAMP_TZ ? " at time zone 'UTC'" : "") + " as varchar)") + ")";
            case MARIADB -> key == KeyKind.YEAR ? name + " + 0" : "hex(cast(" + name + " as char character set utf8mb4))";
        }).collect(Collectors.joining(", ")) + ", cast(v as " + (kind == TestDatabase.Kind.MARIADB ? "char" : "varchar") + ") from " + table;
    }
}

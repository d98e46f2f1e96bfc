package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.SqlType;
import org.junit.jupiter.api.Test;

/** The first example of the README, with the script, the query and the result as they stand there, on H2 and on PostgreSQL. */
class ReadmeExampleTest extends ConnectedTest {
    record Fee(long id, BigDecimal fee) {
    }

    @Test
    void worksOnH2() throws Exception {
        try (Connection database = DriverManager.getConnection("jdbc:h2:mem:")) {
            feesAreRight(database);
        }
    }

    @Test
    void worksOnPostgres() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(); Connection database = postgres.getPostgresDatabase().getConnection()) {
            feesAreRight(database);
        }
    }

    private void feesAreRight(Connection database) throws Exception {
        String readme = Files.readString(Path.of("..", "README.md"));
        try (Statement statement = database.createStatement()) {
            statement.execute("create table invoice(id bigint primary key, days_late integer not null)");
            statement.execute("insert into invoice values (1, 3), (2, 40), (3, 11)");
        }
        ExternalScript script = ExternalScript.python(find(readme, "ExternalScript\\.python\\(\"\"\"\\n(.*?)\"\"\"\\)").stripIndent())
                .parameter("grace_days", SqlType.INTEGER).outputParameter("customers", SqlType.INTEGER)
                .resultSchema(find(readme, "\\.resultSchema\\(\"(.*?)\"\\)")).build();
        String query = find(readme, "ScriptInput\\.query\\(database, \"(.*?)\"\\)").replace("\\\"", "\"");
        try (ScriptResult result = connection.execute(script, ScriptInput.query(database, query), Map.of("grace_days", 10))) {
            assertThat(result.rows(Fee.class)).isEqualTo(List.of(new Fee(2, new BigDecimal("60.00")), new Fee(3, new BigDecimal("16.50"))));
            assertThat(result.outputParameter("customers", Integer.class)).isEqualTo(2);
        }
    }

    private static String find(String readme, String pattern) {
        Matcher found = Pattern.compile(pattern, Pattern.DOTALL).matcher(readme);
        assertThat(found.find()).as(pattern).isTrue();
        return found.group(1);
    }
}

package org.groundstation.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.groundstation.api.ErrorCode;
import org.junit.jupiter.api.Test;

/** docs/errors.md and the settings of docs/operations.md come from the code: {@code -Ddocs.write} writes them anew. */
class ReferenceDocumentsTest {
    private static final Path DOCS = Path.of("../../docs");
    private static final String BEGIN = "<!-- settings: generated from Setting -->\n";
    private static final String END = "<!-- end of settings -->\n";

    @Test
    void theListOfErrorsIsUpToDate() throws IOException {
        String errors = """
                # Errors

                Every error has a code, says what happened and what to do. Generated from `ErrorCode`; numbers are never reused.

                Kinds: USER, the caller can fix it; RESOURCES, the administrator can; EXTERNAL, something outside failed; INTERNAL, a bug.

                | Code | Name | Kind | What happened | What to do |
                |---|---|---|---|---|
                """ + Arrays.stream(ErrorCode.values()).map(code -> "| %s | %s | %s | %s | %s |\n".formatted(code.id(), code.name(), code.kind(),
                code.template().replaceAll("%[sd]", "…"), code.remedy())).collect(Collectors.joining());
        check(DOCS.resolve("errors.md"), errors);
    }

    @Test
    void theListOfSettingsIsUpToDate() throws IOException {
        Path document = DOCS.resolve("operations.md");
        String settings = "| Setting | Environment variable | Default | Unit | Meaning |\n|---|---|---|---|---|\n"
                + Arrays.stream(Setting.values()).map(setting -> "| `%s` | `%s` | %s | %s | %s |\n".formatted(setting.key(),
                        setting.environmentVariable(), setting.fallback().isEmpty() ? "" : "`" + setting.fallback() + "`", setting.unit(),
                        setting.meaning())).collect(Collectors.joining());
        String text = Files.readString(document);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        check(document, text.substring(0, begin) + settings + text.substring(text.indexOf(END)));
    }

    private static void check(Path document, String expected) throws IOException {
        if (System.getProperty("docs.write") != null) {
            Files.writeString(document, expected);
        }
        assertThat(Files.readString(document)).as("run ./mvnw -pl rar-module/settings -am test -Ddocs.write").isEqualTo(expected);
    }
}

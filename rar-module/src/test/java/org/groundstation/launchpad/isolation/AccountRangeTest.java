package org.groundstation.launchpad.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.groundstation.api.admin.IsolationView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers are processes of their own here, as the kernel keeps the locks for processes. */
@Timeout(60)
class AccountRangeTest {
    @TempDir
    private Path folder;

    /** Another server: takes a range, says which, and keeps it until its stdin ends. */
    private final class OtherServer implements AutoCloseable {
        private final Process process;
        private final String ids;

        private OtherServer(int first, int count) throws IOException {
            process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", System.getProperty("java.class.path"),
                    AccountRangeTest.class.getName(), file().toString(), Integer.toString(first), Integer.toString(count))
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            ids = new BufferedReader(new InputStreamReader(process.getInputStream())).readLine();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** The program of {@link OtherServer}: file, first id, number of ids. */
    public static void main(String... arguments) throws IOException {
        AccountRange range = AccountRange.claim(Path.of(arguments[0]), ids(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2])), false);
        System.out.println(range.ids());
        System.in.read();
    }

    @Test
    void aServerThatMayChooseTakesTheNextFreeIds() throws IOException {
        try (OtherServer first = new OtherServer(61_000, 20); OtherServer second = new OtherServer(61_000, 20)) {
            assertThat(first.ids).isEqualTo(ids(61_000, 20).toString());
            assertThat(second.ids).isEqualTo(ids(61_020, 20).toString());
            try (AccountRange third = claim(61_000, 20, false)) {
                assertThat(third.ids()).isEqualTo(ids(61_040, 20));
                assertThat(claim(61_030, 20, true).ids()).as("ranges that overlap").isEmpty();
            }
            assertThat(claim(61_000, 100, false).ids()).as("nothing above is for worker accounts").isEmpty();
        }
    }

    @Test
    void aServerWhoseIdsAreSetGetsThoseOrNoneAndSaysWhy() throws IOException {
        try (OtherServer other = new OtherServer(61_000, 20); AccountRange refused = claim(61_010, 5, true)) {
            assertThat(refused.ids()).isEmpty();
            IsolationView found = new IsolationView(List.of(new IsolationView.Layer("account", "preferred", false, "there are none"),
                    new IsolationView.Layer("root", "preferred", true, "")));
            assertThat(refused.explain(found).summary()).isEqualTo("active: root; missing: account (another server on this machine uses user ids "
                    + "61010 to 61014; choose others with groundstation.accounts.first)");
        }
    }

    @Test
    void idsAreFreeAgainWhenTheirServerWasKilledOrClosed() throws IOException {
        try (OtherServer other = new OtherServer(61_000, 20)) {
            assertThat(claim(61_000, 20, true).ids()).isEmpty();
        }
        Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            try (AccountRange own = claim(61_000, 20, true); AccountRange second = claim(61_000, 20, false)) {
                assertThat(own.ids()).isEqualTo(ids(61_000, 20));
                assertThat(second.ids()).as("another launchpad of this process").isEqualTo(ids(61_020, 20));
            }
        });
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("run"));
        AccountRange refused = claim(61_000, 20, false);
        assertThat(refused.ids()).isEmpty();
        assertThat(refused.explain(new IsolationView(List.of(new IsolationView.Layer("account", "preferred", false, "")))).summary())
                .contains("they cannot be kept from other servers: ").contains(file.toString());
    }

    private AccountRange claim(int first, int count, boolean fixed) {
        return AccountRange.claim(file(), ids(first, count), fixed);
    }

    private Path file() {
        return folder.resolve("run").resolve("accounts.lock");
    }

    private static List<Integer> ids(int first, int count) {
        return IntStream.range(first, first + count).boxed().toList();
    }
}

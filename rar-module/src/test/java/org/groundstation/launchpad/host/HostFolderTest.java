package org.groundstation.launchpad.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

class HostFolderTest {
    @Test
    void othersGoThroughItAndSeeNothing() throws IOException {
        try (HostFolder folder = new HostFolder(false)) {
            assertThat(permissions(folder.path())).isEqualTo("rwx--x--x");
            assertThat(permissions(folder.server())).isEqualTo("rwx------");
            assertThat(folder.newWorkingFolder().getParent()).isEqualTo(folder.path());
            assertThat(folder.newWorkingFolder()).isNotEqualTo(folder.newWorkingFolder());
        }
    }

    @Test
    void aSocketOfALibraryFitsIntoAWorkingFolder() throws IOException {
        try (HostFolder folder = new HostFolder(false)) {
            Path ofMultiprocessing = folder.newWorkingFolder().resolve("pymp-abcdefgh").resolve("listener-abcdefgh");
            assertThat(ofMultiprocessing.toString().length() - folder.path().getParent().toString().length()).as("108 bytes at most")
                    .isLessThan(100);
        }
    }

    @Test
    void whatACrashedServerLeftIsRemovedAndWhatIsInUseStays() throws IOException {
        Path abandoned = Files.createTempDirectory("groundstation-");
        Files.createFile(Files.createDirectory(abandoned.resolve("server")).resolve("lock"));
        Path target = Files.createTempFile("outside", "");
        Files.createSymbolicLink(Files.createDirectory(abandoned.resolve("session")).resolve("link"), target);
        Path strange = Files.createTempDirectory("groundstation-");
        try (HostFolder first = new HostFolder(false); HostFolder second = new HostFolder(false)) {
            assertThat(abandoned).doesNotExist();
            assertThat(target).as("links are not followed").exists();
            assertThat(strange).as("it has no lock, so it is not ours").exists();
            assertThat(first.path()).exists();
            assertThat(second.path()).exists();
        } finally {
            Files.delete(target);
            Files.delete(strange);
        }
    }

    @Test
    void itIsGoneAfterItsUseUnlessItIsKept() throws IOException {
        HostFolder gone = new HostFolder(false);
        gone.close();
        assertThat(gone.path()).doesNotExist();
        HostFolder kept = new HostFolder(true);
        kept.close();
        assertThat(kept.path()).exists();
        new HostFolder(false).close();
        assertThat(kept.path()).as("the next server sweeps it").doesNotExist();
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}

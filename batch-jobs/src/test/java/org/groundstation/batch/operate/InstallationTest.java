package org.groundstation.batch.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {
    @TempDir
    Path folder;

    @Test
    void idIsMadeOnceForADataFolder() {
        String id = Installation.id(folder.resolve("data"));
        assertThat(id).hasSize(36);
        assertThat(Installation.id(folder.resolve("data"))).isEqualTo(id);
        assertThat(Installation.id(folder.resolve("other"))).isNotEqualTo(id);
    }

    @Test
    void unusableFolderIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> Installation.id(file)).hasMessageStartingWith("GS-6004: the data folder " + file + " cannot be used: ");
    }
}

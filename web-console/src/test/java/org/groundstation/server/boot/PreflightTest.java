package org.groundstation.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.groundstation.settings.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {
    @TempDir
    private Path folder;

    @AfterEach
    void forgetSettings() {
        System.clearProperty(Setting.HTTP_PORT.key());
        System.clearProperty(Setting.LOG.key());
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> Preflight.port("127.0.0.1", other.getLocalPort())).hasMessage("GS-6002: port "
                    + other.getLocalPort() + " of 127.0.0.1 is in use. Stop the other program, or choose another port with "
                    + "groundstation.http.port.");
        }
    }

    @Test
    void theDataFolderIsMadeForItsOwnerOnly() throws IOException {
        Path data = folder.resolve("new/data");

        DataFolder.open(data);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data))).isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("server.lock")))).isEqualTo("rw-------");
    }

    @Test
    void aLockedDataFolderIsRefused() {
        DataFolder.open(folder);

        assertThatThrownBy(() -> DataFolder.open(folder)).hasMessage("GS-6003: another server already runs on the data folder "
                + folder + ". Stop it, or give this server a folder of its own with groundstation.data.");
    }

    @Test
    void aFileInPlaceOfTheDataFolderIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> DataFolder.open(file)).hasMessageStartingWith("GS-6004: the data folder " + file + " cannot be used: ");
    }

    @Test
    void thePortOptionWinsAndTheRestGoesToPayara() {
        System.setProperty(Setting.LOG.key(), "-");
        ServerArguments arguments = ServerArguments.read(new String[] {"--deploy", "my.war", "--port", "19000", "--x"});

        assertThat(arguments.forPayara()).containsExactly("--nohazelcast", "--disablephonehome", "--port", "19000", "--deploy",
                "my.war", "--x");
        assertThat(ConsoleAddress.url()).isEqualTo("http://127.0.0.1:19000/");
    }

    @Test
    void aWrongPortIsNamed() {
        assertThatThrownBy(() -> ServerArguments.read(new String[] {"--port", "http"})).hasMessage("GS-6001: setting "
                + "groundstation.http.port has the value 'http': it must be a whole number of at least 1. "
                + "Correct the setting; docs/operations.md lists every setting with its unit.");
        assertThatCode(() -> ServerArguments.read(new String[] {"--port", "65536"})).hasMessageContaining("it must be 65535 or less");
    }
}

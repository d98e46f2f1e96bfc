package org.groundstation.launchpad;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.Setting;
import org.groundstation.api.monitor.IsolationView;

/** Whether this machine grants what is required, found out before the server starts. Takes about a tenth of a second. */
public final class IsolationCheck {
    private static final String ACTIVE = "True";
    private static final int FIELDS = 4;

    private IsolationCheck() {
    }

    /** @throws GroundstationException saying which layer is missing and why, or which setting is wrong */
    public static void run() {
        Isolation wanted = Isolation.configured();
        try (AccountRange accounts = AccountRange.claim(wanted)) {
            Path archive = Files.createTempFile("groundstation-check", ".pyz");
            try (InputStream code = IsolationCheck.class.getClassLoader().getResourceAsStream(PythonLauncher.ARCHIVE)) {
                Files.copy(code, archive, StandardCopyOption.REPLACE_EXISTING);
                wanted.require(accounts.explain(find(archive, wanted.withAccounts(accounts.ids()))));
            } finally {
                Files.deleteIfExists(archive);
            }
        } catch (IOException failed) {
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, failed, failed.getMessage());
        }
    }

    private static IsolationView find(Path archive, Isolation wanted) throws IOException {
        List<String> command = new ArrayList<>(List.of(new PythonRuntime(Setting.pythonHome()).interpreter().toString(), "-I", "-X", "utf8",
                archive.toString(), "check"));
        command.addAll(wanted.arguments());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<IsolationView.Layer> layers = said.lines().map(line -> line.split("\t", -1)).filter(fields -> fields.length == FIELDS)
                .map(fields -> new IsolationView.Layer(fields[0], fields[1], fields[2].equals(ACTIVE), fields[3])).toList();
        if (layers.size() != wanted.policies().size()) {
            throw new IOException("the isolation of satellites could not be tried: " + said.strip());
        }
        return new IsolationView(layers);
    }
}

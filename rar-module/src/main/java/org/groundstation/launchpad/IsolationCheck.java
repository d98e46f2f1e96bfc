package org.groundstation.launchpad;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.Setting;
import org.groundstation.api.monitor.IsolationView;
import org.groundstation.launchpad.pool.Enforcement;

/** Whether this machine grants what is required, found out before the server starts. Takes about a tenth of a second. */
public final class IsolationCheck {
    private static final String ACTIVE = "True";
    private static final int FIELDS = 4;

    private IsolationCheck() {
    }

    /** @throws GroundstationException saying which layer is missing and why, or which setting is wrong */
    public static void run() {
        Isolation wanted = Isolation.configured();
        try (AccountRange accounts = AccountRange.claim(wanted); StationFolder station = new StationFolder(false)) {
            Isolation possible = wanted.withAccounts(accounts.ids());
            Enforcement enforcement = Enforcement.choose(station.path(), wanted.limits());
            try (GroupTrial trial = new GroupTrial(wanted, enforcement)) {
                wanted.require(accounts.explain(find(station, possible, trial)));
            } finally {
                enforcement.close();
            }
        } catch (IOException failed) {
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, failed, failed.getMessage());
        }
    }

    private static IsolationView find(StationFolder station, Isolation wanted, GroupTrial trial) throws IOException {
        List<String> command = new ArrayList<>(List.of(new PythonRuntime(Setting.pythonHome()).interpreter().toString(), "-I", "-X", "utf8",
                station.satelliteCode().toString(), "check", "station=" + station.path()));
        command.addAll(wanted.arguments());
        command.addAll(trial.arguments());
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

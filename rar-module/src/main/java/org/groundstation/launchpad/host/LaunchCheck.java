package org.groundstation.launchpad.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.admin.IsolationView;
import org.groundstation.launchpad.isolation.AccountRange;
import org.groundstation.launchpad.isolation.Isolation;
import org.groundstation.launchpad.pool.Enforcement;
import org.groundstation.launchpad.runtime.LaunchMode;
import org.groundstation.launchpad.runtime.PythonRuntime;
import org.groundstation.settings.Setting;

/** Whether satellites can be started as the settings want them, found out before the server starts. */
public final class LaunchCheck {
    private static final String ACTIVE = "True";
    private static final int FIELDS = 4;

    private LaunchCheck() {
    }

    /** Whether there is a Python runtime; what it contains is seen when the first satellite starts. @throws GroundstationException if not */
    public static void runtime() {
        new PythonRuntime(Setting.pythonHome()).interpreter();
    }

    /**
     * What this machine grants. Takes about a tenth of a second.
     *
     * @return whether anything keeps scripts from the server's files; if not, the administrator trusts them
     * @throws GroundstationException saying which layer is missing and why, or which setting is wrong
     */
    public static boolean isolation() {
        Isolation wanted = Isolation.configured();
        IsolationView found = wanted.mode() == LaunchMode.FORK ? tried(wanted) : wanted.none();
        wanted.require(found);
        return found.keepsFiles();
    }

    private static IsolationView tried(Isolation wanted) {
        try (AccountRange accounts = AccountRange.claim(wanted); HostFolder folder = new HostFolder(false)) {
            Isolation possible = wanted.withAccounts(accounts.ids());
            Enforcement enforcement = Enforcement.choose(folder.path(), wanted.limits());
            try (ControlGroupTrial trial = new ControlGroupTrial(wanted, enforcement)) {
                return accounts.explain(find(folder, possible, trial));
            } finally {
                enforcement.close();
            }
        } catch (IOException failed) {
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, failed, failed.getMessage());
        }
    }

    private static IsolationView find(HostFolder folder, Isolation wanted, ControlGroupTrial trial) throws IOException {
        ProcessBuilder builder = new PythonRuntime(Setting.pythonHome()).process(folder.satelliteCode(), "check", "launchpad=" + folder.path());
        builder.command().addAll(wanted.arguments());
        builder.command().addAll(trial.arguments());
        Process process = builder.redirectErrorStream(true).start();
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

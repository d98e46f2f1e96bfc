package org.groundstation.launchpad.isolation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/**
 * The command that enters the worker accounts into the system's list of users, so that nobody else gets their ids and
 * tools show their names. Nobody can log in as one of them. Run by root; does nothing for those that exist.
 *
 * <pre>{@code make-accounts}</pre>
 */
public final class AccountMaker {
    private static final String NAME = "groundstation-%02d";

    private AccountMaker() {
    }

    /** Runs the command and tells its exit code; a failure is one line on stderr. */
    public static int run(String... arguments) {
        try {
            if (arguments.length > 0) {
                throw new GroundstationException(ErrorCode.COMMAND_INVALID, "'" + arguments[0]
                        + "' is not understood; usage: make-accounts, with the settings groundstation.accounts.first and groundstation.accounts.count");
            }
            List<Integer> accounts = Isolation.configuredAccounts();
            for (int number = 1; number <= accounts.size(); number++) {
                make(NAME.formatted(number), accounts.get(number - 1));
            }
            return 0;
        } catch (GroundstationException failed) {
            System.err.println(failed.getMessage());
            return 1;
        }
    }

    private static void make(String name, int id) {
        String taken = said("getent", "passwd", Integer.toString(id));
        if (taken.startsWith(name + ":")) {
            return;
        }
        if (!taken.isEmpty()) {
            throw new GroundstationException(ErrorCode.ACCOUNT_NOT_MADE, name, "user id " + id + " belongs to '" + taken.split(":")[0] + "'");
        }
        step(name, "groupadd", "--gid", Integer.toString(id), name);
        step(name, "useradd", "--uid", Integer.toString(id), "--gid", name, "--no-create-home", "--home-dir", "/nonexistent",
                "--shell", "/usr/sbin/nologin", "--comment", "Groundstation worker account", name);
        System.out.println("Made " + name + " with user id " + id);
    }

    private static void step(String name, String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new GroundstationException(ErrorCode.ACCOUNT_NOT_MADE, name, said);
            }
        } catch (IOException missing) {
            throw new GroundstationException(ErrorCode.ACCOUNT_NOT_MADE, missing, name, missing.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new GroundstationException(ErrorCode.ACCOUNT_NOT_MADE, interrupted, name, "interrupted");
        }
    }

    /** What a query prints; it fails when it finds nothing. */
    private static String said(String... query) {
        try {
            Process process = new ProcessBuilder(query).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? said : "";
        } catch (IOException missing) {
            return "";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}

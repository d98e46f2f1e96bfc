package org.groundstation.server.boot;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.server.signal.StartSignal;
import org.groundstation.server.signal.Terminal;
import org.groundstation.settings.Setting;

/** What happens around the start of Payara Micro: checks before it, the ready line or the reason of a failure after it. */
public final class Boot {
    /** Written in the resource adapter, whose classes are packed next to this one; there is nothing to compile against. */
    private static final Map<String, String> COMMANDS = Map.of("make-runtime", "org.groundstation.launchpad.runtime.RuntimeMaker",
            "make-accounts", "org.groundstation.launchpad.isolation.AccountMaker");

    private Boot() {
    }

    /**
     * Runs a sub-command or starts the server. Every failure is one line on standard error and exit code 1.
     *
     * @param arguments {@code make-runtime ...}, {@code make-accounts}, or options of the server; options that are not ours go to Payara Micro
     */
    public static void run(String[] arguments) throws Exception {
        if (arguments.length > 0 && COMMANDS.containsKey(arguments[0])) {
            System.exit(run(COMMANDS.get(arguments[0]), Arrays.copyOfRange(arguments, 1, arguments.length)));
        }
        try {
            ServerArguments server = ServerArguments.read(arguments);
            boolean isolated = Preflight.check(server);
            LastResort.prepare();
            startPayara(server);
            announce(isolated);
        } catch (GroundstationException failure) {
            Terminal.error(failure.getMessage());
            System.exit(1);
        }
    }

    private static void startPayara(ServerArguments server) throws Exception {
        System.setProperty(Setting.HTTP_ADDRESS.key(), Setting.HTTP_ADDRESS.text());
        // Standard output is for what people must see; what libraries print belongs to the log.
        System.setOut(System.err);
        ServerLog.open();
        Class.forName("fish.payara.micro.PayaraMicro").getMethod("main", String[].class)
                .invoke(null, (Object) server.forPayara());
    }

    private static void announce(boolean isolated) {
        StartSignal.failure().ifPresent(line -> {
            Terminal.error(line);
            System.exit(1);
        });
        if (!StartSignal.isApplicationStarted()) {
            throw new GroundstationException(ErrorCode.INTERNAL, "the console application did not start");
        }
        long seconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1000;
        Terminal.print("Groundstation is ready: " + ConsoleAddress.url() + " (" + seconds + " s)");
        if (!isolated) {
            Terminal.print("No isolation: trusted code only. Scripts can do whatever the server's user can.");
        }
        StartSignal.reachable();
    }

    private static int run(String command, String[] arguments) throws ReflectiveOperationException {
        Method run = Class.forName(command).getMethod("run", String[].class);
        return (int) run.invoke(null, (Object) arguments);
    }
}

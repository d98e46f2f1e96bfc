package org.groundstation.server.boot;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.settings.Setting;

/** What must be right before the server starts. Each check throws one error with a remedy. */
final class Preflight {
    private static final long LARGEST_FRAME = 2_147_483_632L;
    private static final List<String> DATABASES = List.of("jdbc:postgresql:", "jdbc:mariadb:", "jdbc:h2:");

    private Preflight() {
    }

    /**
     * Runs all checks, cheapest first; afterwards this process owns the data folder.
     *
     * @return whether anything keeps scripts from the server's files; if not, the administrator trusts them
     */
    static boolean check(ServerArguments arguments) {
        settings();
        runtime();
        DataFolder.open(Setting.dataFolder());
        port(Setting.HTTP_ADDRESS.text(), arguments.port());
        return (boolean) ask("isolation");
    }

    private static void settings() {
        Setting.LAUNCH_TIMEOUT.number(1);
        Setting.LAUNCHER_TIMEOUT.number(1);
        Setting.SCRIPT_TIMEOUT.number(0);
        Setting.SCRIPT_MESSAGES_MAX.number(0);
        Setting.JOBS_RECOVERY_INTERVAL.number(100);
        Setting.DEMO.enabled();
        Setting.DEMO_EXIT.enabled();
        if (Setting.EXCHANGE_FRAME_MAX.number(1024) > LARGEST_FRAME) {
            throw new GroundstationException(ErrorCode.SETTING_INVALID, Setting.EXCHANGE_FRAME_MAX.key(),
                    Setting.EXCHANGE_FRAME_MAX.text(), "it must be " + LARGEST_FRAME + " or less");
        }
        String url = Setting.DATABASE_URL.text();
        if (!url.isEmpty() && DATABASES.stream().noneMatch(url::startsWith)) {
            throw new GroundstationException(ErrorCode.DATABASE_UNSUPPORTED, url);
        }
    }

    /** Only whether it is there; what it contains is checked when the first satellite starts. */
    private static void runtime() {
        ask("runtime");
    }

    /** Written in the resource adapter, whose classes are packed next to this one; there is nothing to compile against. */
    private static Object ask(String check) {
        try {
            return Class.forName("org.groundstation.launchpad.host.LaunchCheck").getMethod(check).invoke(null);
        } catch (InvocationTargetException failed) {
            GroundstationException known = GroundstationException.in(failed);
            throw known != null ? known : new GroundstationException(ErrorCode.INTERNAL, failed.getCause(), failed.getCause());
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Payara would log a stack trace and go on without a port. */
    static void port(String address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        } catch (UnknownHostException unknown) {
            throw new GroundstationException(ErrorCode.SETTING_INVALID, unknown, Setting.HTTP_ADDRESS.key(), address,
                    "it is not an address");
        } catch (IOException taken) {
            throw new GroundstationException(ErrorCode.PORT_IN_USE, taken, port, address);
        }
    }
}

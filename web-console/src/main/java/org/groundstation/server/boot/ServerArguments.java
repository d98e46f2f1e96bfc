package org.groundstation.server.boot;

import java.util.ArrayList;
import java.util.List;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.settings.Setting;

/**
 * The options of one start. {@code --port N} is ours and wins over the setting; everything else goes to Payara Micro as it is.
 *
 * @param port the port to listen on, 1 to 65535
 * @param others options for Payara Micro
 */
record ServerArguments(int port, List<String> others) {
    private static final List<String> ALWAYS = List.of("--nohazelcast", "--disablephonehome");

    /**
     * Reads them and lets {@link Setting#HTTP_PORT} have the port that holds.
     *
     * @throws GroundstationException {@link ErrorCode#SETTING_INVALID}
     */
    static ServerArguments read(String[] arguments) {
        List<String> others = new ArrayList<>();
        for (int at = 0; at < arguments.length; at++) {
            if (arguments[at].equals("--port")) {
                at++;
                System.setProperty(Setting.HTTP_PORT.key(), at < arguments.length ? arguments[at] : "");
            } else {
                others.add(arguments[at]);
            }
        }
        long port = Setting.HTTP_PORT.number(1);
        if (port > 65_535) {
            throw new GroundstationException(ErrorCode.SETTING_INVALID, Setting.HTTP_PORT.key(), port, "it must be 65535 or less");
        }
        return new ServerArguments((int) port, List.copyOf(others));
    }

    /** The command line of Payara Micro: no cluster and no other port, no calls home. */
    String[] forPayara() {
        List<String> all = new ArrayList<>(ALWAYS);
        all.addAll(List.of("--port", Integer.toString(port)));
        all.addAll(ServerLog.options());
        all.addAll(others);
        return all.toArray(String[]::new);
    }
}

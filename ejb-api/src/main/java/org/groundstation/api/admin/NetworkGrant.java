package org.groundstation.api.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/**
 * A host and a TCP port that scripts may connect to; without grants they have no network at all. Immutable.
 *
 * @param host a name or an IPv4 address, in lower case; the server resolves it, at each connection
 * @param port 1 to 65535
 * @param script {@link #fingerprint} of the one script that may; empty for every script
 */
public record NetworkGrant(String host, int port, String script) {
    private static final String LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?";
    private static final String ADDRESS = "((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}";
    private static final int LONGEST_HOST = 253;
    private static final int LAST_PORT = 65_535;

    /** @throws GroundstationException {@link ErrorCode#NETWORK_GRANT_INVALID} */
    public NetworkGrant {
        host = host == null ? "" : host.strip().toLowerCase(Locale.ROOT);
        boolean numbers = host.matches("[\\d.]*");
        require(host.length() <= LONGEST_HOST && host.matches(numbers ? ADDRESS : LABEL + "(\\." + LABEL + ")*"),
                "'%s' is neither a host's name nor an IPv4 address", host);
        require(port >= 1 && port <= LAST_PORT, "port %s", port);
        script = script == null ? "" : script;
        require(script.isEmpty() || script.matches("[0-9a-f]{64}"), "'%s' is not the fingerprint of a script", script);
    }

    /** A grant to every script. */
    public static NetworkGrant of(String host, int port) {
        return new NetworkGrant(host, port, "");
    }

    /** The same for one script only. @param source its text, to the letter */
    public NetworkGrant onlyFor(String source) {
        return new NetworkGrant(host, port, fingerprint(source));
    }

    /** SHA-256 of a script's text, as 64 hexadecimal digits. */
    public static String fingerprint(String source) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(source.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }

    private static void require(boolean holds, String what, Object value) {
        if (!holds) {
            throw new GroundstationException(ErrorCode.NETWORK_GRANT_INVALID, what.formatted(value));
        }
    }
}

package org.groundstation.exchange;

import jakarta.json.JsonObject;
import java.io.IOException;

/**
 * The first frame of a satellite.
 *
 * @param token proves that the Launchpad ordered this satellite; valid once
 * @param pid its process id, as the server sees it
 * @param python the version of its interpreter, for example {@code 3.11.7}
 */
public record Hello(String token, long pid, String python) {
    private static final int PROTOCOL_VERSION = 2;

    /** Waits for it. @throws ProtocolViolation when something else comes, or another version of the protocol */
    public static Hello receive(FrameChannel channel) throws IOException {
        FrameChannel.Header header = channel.readHeader();
        if (header.type() != FrameType.HELLO) {
            throw new ProtocolViolation("a " + header.type() + " frame came where HELLO was due");
        }
        JsonObject hello = channel.readJson(header);
        int version = hello.getInt("protocol", 0);
        if (version != PROTOCOL_VERSION) {
            throw new ProtocolViolation("it speaks version " + version + " of the protocol, not " + PROTOCOL_VERSION);
        }
        return new Hello(hello.getString("token", ""), hello.getInt("pid", 0), hello.getString("python", ""));
    }
}

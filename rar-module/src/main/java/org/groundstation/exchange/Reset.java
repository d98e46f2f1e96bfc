package org.groundstation.exchange;

import jakarta.json.JsonObject;
import java.io.IOException;

/** Between two uses of a satellite that is kept: ends what its scripts started and undoes what they changed. */
public final class Reset {
    private Reset() {
    }

    /**
     * Orders the reset and waits for its end.
     *
     * @return whether the satellite is fit for another use
     * @throws ProtocolViolation when something else comes; the satellite is out of step then
     */
    public static boolean run(FrameChannel channel) throws IOException {
        channel.writeJson(FrameType.RESET, ControlJson.BUILDERS.createObjectBuilder().build());
        channel.flush();
        FrameChannel.Header header = channel.readHeader();
        while (header.type() == FrameType.MESSAGE) { // printed by a thread after the script's end
            channel.readJson(header);
            header = channel.readHeader();
        }
        if (header.type() != FrameType.RESET) {
            throw new ProtocolViolation("a " + header.type() + " frame came where RESET was due");
        }
        JsonObject answer = channel.readJson(header);
        return answer.getBoolean("clean", false);
    }
}

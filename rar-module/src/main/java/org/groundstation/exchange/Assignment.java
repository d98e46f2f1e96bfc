package org.groundstation.exchange;

import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.util.OptionalInt;

/**
 * The first frame to a satellite: whose scripts it will run. No script comes before it.
 *
 * @param account the worker account that the satellite becomes for good; empty without worker accounts
 */
public record Assignment(OptionalInt account) {
    /** Sends it together with the first session. */
    public void send(FrameChannel channel) throws IOException {
        JsonObjectBuilder content = ControlJson.BUILDERS.createObjectBuilder();
        account.ifPresent(number -> content.add("account", number));
        channel.writeJson(FrameType.ASSIGN, content.build());
    }
}

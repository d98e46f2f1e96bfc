package org.groundstation.api;

import java.util.List;

/**
 * A script failed. Carries what the user needs to fix it: the traceback with the frames of the script only, and
 * everything that the script printed until then.
 */
public class ScriptException extends GroundstationException {
    private static final long serialVersionUID = 1;

    private final String what;
    private final String requestId;
    private final String traceback;
    private final transient List<ScriptMessage> messages;

    /**
     * @param traceback Python's traceback text, empty when there is none
     * @param messages what the script printed before it failed, in order
     * @param cause what led here, or null
     */
    public ScriptException(ErrorCode code, String requestId, String traceback, List<ScriptMessage> messages,
            Throwable cause, Object... values) {
        this(code, code.text(values), "", requestId, traceback, messages, cause);
    }

    private ScriptException(ErrorCode code, String what, String place, String requestId, String traceback, List<ScriptMessage> messages,
            Throwable cause) {
        super(code, what + " [request " + requestId + place + "]" + (traceback.isEmpty() ? "" : System.lineSeparator() + traceback), cause);
        this.what = what;
        this.requestId = requestId;
        this.traceback = traceback;
        this.messages = List.copyOf(messages);
    }

    /** The same failure, with the rows of a larger whole that it happened in, for example {@code keys after 10 up to 20}. */
    public ScriptException at(String place) {
        ScriptException placed = new ScriptException(code(), what, ", " + place, requestId, traceback, messages(), getCause());
        placed.setStackTrace(getStackTrace());
        return placed;
    }

    /** The id of the execution, as in logs and views. */
    public String requestId() {
        return requestId;
    }

    /** Python's traceback, frames of the script only; empty for errors without one. */
    public String traceback() {
        return traceback;
    }

    /** What the script printed before it failed, in order; empty after serialization. */
    public List<ScriptMessage> messages() {
        return messages == null ? List.of() : messages;
    }
}

package org.groundstation.launchpad.runtime;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.Optional;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/** What the satellite's code reports of the interpreter and the packages that it has found. */
public final class RuntimeReport {
    private RuntimeReport() {
    }

    /**
     * Makes sure that satellites can run in it.
     *
     * @param event a line, or null when it ended without one
     * @throws GroundstationException why they cannot
     */
    public static void requireReady(PythonRuntime runtime, String event) {
        if (event == null) {
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, "Python ended before it was ready; its last words are in the log");
        }
        try (JsonReader reader = Json.createReader(new StringReader(event))) {
            refusal(runtime, reader.readObject()).ifPresent(refusal -> {
                throw refusal;
            });
        } catch (JsonException malformed) {
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, malformed, "Python said " + event);
        }
    }

    /** Why they cannot, if the event is about that. */
    public static Optional<GroundstationException> refusal(PythonRuntime runtime, JsonObject event) {
        String detail = event.getString("detail", "");
        return switch (event.getString("reason", "")) {
            case "python" -> Optional.of(new GroundstationException(ErrorCode.PYTHON_TOO_OLD, runtime.interpreter(), detail));
            case "package" -> Optional.of(new GroundstationException(ErrorCode.RUNTIME_PACKAGE_MISSING, runtime.home(), detail));
            default -> Optional.empty();
        };
    }
}

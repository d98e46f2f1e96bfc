package org.groundstation.api;

import jakarta.ejb.ApplicationException;

/**
 * Any error of Groundstation. The message is complete: code, what happened, and what to do. From the server's EJBs it
 * arrives unwrapped and rolls the caller's transaction back. Servers that do not scan resource adapters for
 * {@code @ApplicationException} (Payara) want it declared in the {@code ejb-jar.xml} of applications whose own EJBs let it
 * through.
 */
@ApplicationException(rollback = true, inherited = true)
public class GroundstationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    /**
     * @param values what the code's template names, in its order
     */
    public GroundstationException(ErrorCode code, Object... values) {
        this(code, (Throwable) null, values);
    }

    /**
     * @param cause what led here, or null
     * @param values what the code's template names, in its order
     */
    public GroundstationException(ErrorCode code, Throwable cause, Object... values) {
        super(code.text(values), cause);
        this.code = code;
    }

    /** For an error that was read back from where {@link #getMessage()} was stored. */
    protected GroundstationException(ErrorCode code, String completeMessage, Throwable cause) {
        super(completeMessage, cause);
        this.code = code;
    }

    /** Which error this is. */
    public ErrorCode code() {
        return code;
    }

    /** The first Groundstation error in a chain of causes, or null. Containers wrap what they carry. */
    public static GroundstationException in(Throwable error) {
        for (Throwable at = error; at != null; at = at.getCause()) {
            if (at instanceof GroundstationException found) {
                return found;
            }
        }
        return null;
    }
}

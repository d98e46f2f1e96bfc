package org.groundstation.exchange;

import java.io.IOException;

/** A satellite sent what the protocol does not allow. The connection cannot be used any more. */
public class ProtocolViolation extends IOException {
    private static final long serialVersionUID = 1;

    /** @param what which rule was broken, with the values */
    public ProtocolViolation(String what) {
        super(what);
    }

    /** @param cause what a decoder said */
    public ProtocolViolation(String what, Throwable cause) {
        super(what, cause);
    }
}

package org.groundstation.exchange;

/** A satellite wants to send a frame that is larger than the limit. */
public final class FrameTooLarge extends ProtocolViolation {
    private static final long serialVersionUID = 1;

    private final long length;
    private final int limit;

    /** @param length in bytes, as the header says */
    FrameTooLarge(FrameType type, long length, int limit) {
        super("a " + type + " frame of " + length + " bytes is larger than the limit of " + limit);
        this.length = length;
        this.limit = limit;
    }

    /** In bytes. */
    public long length() {
        return length;
    }

    /** In bytes. */
    public int limit() {
        return limit;
    }
}

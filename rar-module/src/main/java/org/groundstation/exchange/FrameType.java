package org.groundstation.exchange;

/** What a frame carries. The same numbers as in the satellite's {@code exchange.py}; never reused. */
public enum FrameType {
    HELLO(1),
    INIT_SESSION(2),
    PARAMETER_SCHEMA(3),
    PARAMETER_BATCH(4),
    RESULT_SCHEMA(5),
    INPUT_SCHEMA(6),
    INPUT_BATCH(7),
    INPUT_END(8),
    SESSION_READY(9),
    OUTPUT_SCHEMA(10),
    OUTPUT_BATCH(11),
    MESSAGE(12),
    ERROR(13),
    DONE(14),
    ASSIGN(15),
    RESET(16);

    private final byte number;

    FrameType(int number) {
        this.number = (byte) number;
    }

    byte number() {
        return number;
    }

    /** @throws ProtocolViolation for an unknown number */
    static FrameType of(int number) throws ProtocolViolation {
        if (number < 1 || number > values().length) {
            throw new ProtocolViolation("frame type " + number + " does not exist");
        }
        return values()[number - 1];
    }
}

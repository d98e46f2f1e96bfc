package org.groundstation.batch.table;

/** A satellite was lost while it scored a batch, or there is none yet: roll the chunk back and score it again on a fresh one. */
public final class ScoreAgainException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ScoreAgainException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}

package org.groundstation.batch.table;

/** There is no satellite yet, or it was lost while it scored a batch, or the database rolled the chunk back: score it again on a fresh one. */
public final class ScoreAgainException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ScoreAgainException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}

package org.groundstation.batch.operate;

import jakarta.batch.runtime.BatchStatus;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.TableJobView.State;
import org.groundstation.batch.database.DatabaseErrors;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.table.StopRequestedException;

/**
 * How an execution ended, from JBeret's status and everything that went wrong.
 *
 * @param state the job's end state, or null when the job is to be continued by itself
 * @param error code, message and remedy, or null
 * @param takenOver whether another server has the job now, so that nothing is to be written
 */
record Outcome(State state, String error, boolean takenOver) {
    /** @param status null when the execution failed before its first step */
    static Outcome of(BatchStatus status, List<Throwable> failures, Dialect dialect) {
        if (known(failures).anyMatch(error -> error.code() == ErrorCode.JOB_FENCED)) {
            return new Outcome(null, null, true);
        }
        if (status == BatchStatus.COMPLETED) {
            return new Outcome(State.COMPLETED, null, false);
        }
        Optional<GroundstationException> lasting = known(failures)
                .filter(error -> error.code() != ErrorCode.DATABASE_UNAVAILABLE && error.code() != ErrorCode.DATABASE_BUSY).findFirst();
        if (lasting.isPresent()) {
            return new Outcome(State.FAILED, lasting.get().getMessage(), false);
        }
        Optional<Throwable> passing = failures.stream()
                .filter(error -> DatabaseErrors.isConnectionLost(dialect, error) || isUnknownCommit(error)).findFirst();
        if (passing.isPresent()) {
            return new Outcome(null, unavailable(dialect, passing.get()), false);
        }
        boolean stopped = failures.isEmpty() ? status == BatchStatus.STOPPED : failures.stream().allMatch(Outcome::isStopRequested);
        if (stopped) {
            return new Outcome(State.STOPPED, null, false);
        }
        String what = failures.isEmpty() ? "the batch execution ended as " + status : failures.get(0).toString();
        return new Outcome(State.FAILED, ErrorCode.INTERNAL.text(what), false);
    }

    private static boolean isStopRequested(Throwable error) {
        return error instanceof StopRequestedException || error.getCause() != null && isStopRequested(error.getCause());
    }

    /** Whether a commit failed without saying why; the stored progress tells later whether it happened. */
    private static boolean isUnknownCommit(Throwable error) {
        return error instanceof RollbackException || error instanceof SystemException
                || error instanceof HeuristicMixedException || error instanceof HeuristicRollbackException;
    }

    private static String unavailable(Dialect dialect, Throwable error) {
        GroundstationException known = GroundstationException.in(error);
        return known != null ? known.getMessage() : DatabaseErrors.lost(dialect, error).text(rootMessage(error));
    }

    private static String rootMessage(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage().strip();
    }

    private static java.util.stream.Stream<GroundstationException> known(List<Throwable> failures) {
        return failures.stream().map(GroundstationException::in).filter(Objects::nonNull);
    }
}

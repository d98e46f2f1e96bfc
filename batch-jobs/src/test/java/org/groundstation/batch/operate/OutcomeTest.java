package org.groundstation.batch.operate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.batch.runtime.BatchStatus;
import jakarta.transaction.RollbackException;
import java.sql.SQLException;
import java.util.List;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ScriptException;
import org.groundstation.api.TableJobView.State;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.table.StopRequestedException;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    private static final Throwable GONE = new RuntimeException("repository", new SQLException("connection refused", "08001"));
    private static final ScriptException SCRIPT = new ScriptException(ErrorCode.SCRIPT_FAILED, "r1", "Traceback", List.of(), null, "ValueError: no");

    private static Outcome of(BatchStatus status, Throwable... failures) {
        return Outcome.of(status, List.of(failures), Dialect.of("jdbc:postgresql:x"));
    }

    @Test
    void scriptErrorFailsTheJobWithItsTraceback() {
        assertThat(of(BatchStatus.FAILED, GONE, new RuntimeException(SCRIPT)))
                .isEqualTo(new Outcome(State.FAILED, SCRIPT.getMessage(), false));
    }

    @Test
    void lostDatabaseLetsTheJobContinueByItself() {
        assertThat(of(BatchStatus.FAILED, GONE)).isEqualTo(new Outcome(null, "GS-5001: the database cannot be reached: "
                + "connection refused. Start the database or fix the connection; running jobs continue by themselves.", false));
        assertThat(of(null, GONE).state()).isNull();
    }

    @Test
    void commitWithoutAnAnswerLetsTheJobContinueByItself() {
        assertThat(of(BatchStatus.FAILED, new RollbackException("timed out")).state()).isNull();
    }

    @Test
    void completedWorkStaysCompletedWhenOnlyTheBooksFailed() {
        assertThat(of(BatchStatus.COMPLETED, GONE)).isEqualTo(new Outcome(State.COMPLETED, null, false));
    }

    @Test
    void stopIsAStopOnlyWithoutErrors() {
        assertThat(of(BatchStatus.STOPPED)).isEqualTo(new Outcome(State.STOPPED, null, false));
        assertThat(of(BatchStatus.STOPPED, SCRIPT).state()).isEqualTo(State.FAILED);
    }

    @Test
    void partitionsThatWaitedWhenTheyWereAskedToStopAreNoFailures() {
        Throwable asked = new RuntimeException(new StopRequestedException());
        assertThat(of(BatchStatus.FAILED, asked, asked)).isEqualTo(new Outcome(State.STOPPED, null, false));
        assertThat(of(BatchStatus.FAILED, asked, SCRIPT).state()).isEqualTo(State.FAILED);
        assertThat(of(BatchStatus.FAILED, asked, GONE).state()).as("it may have been stopped, but nobody can say so").isNull();
    }

    @Test
    void takenOverExecutionWritesNothing() {
        assertThat(of(BatchStatus.FAILED, SCRIPT, new GroundstationException(ErrorCode.JOB_FENCED, 7L)).takenOver()).isTrue();
    }

    @Test
    void anythingElseIsABug() {
        assertThat(of(BatchStatus.FAILED, new IllegalStateException("odd")).error()).isEqualTo(
                "GS-9001: an unexpected error occurred: java.lang.IllegalStateException: odd. Report it together with the server log.");
        assertThat(of(BatchStatus.FAILED).state()).isEqualTo(State.FAILED);
    }
}

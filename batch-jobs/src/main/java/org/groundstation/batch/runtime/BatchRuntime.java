package org.groundstation.batch.runtime;

import jakarta.batch.runtime.BatchStatus;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.UserTransaction;
import java.util.EnumSet;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.jberet.operations.JobOperatorImpl;
import org.jberet.repository.JdbcRepository;
import org.jberet.repository.JobRepository;
import org.jberet.runtime.JobExecutionImpl;
import org.jberet.spi.JobOperatorContext;

/** Starts batch jobs on JBeret. Thread-safe. */
public final class BatchRuntime {
    private static final Set<BatchStatus> UNFINISHED = EnumSet.of(BatchStatus.STARTING, BatchStatus.STARTED, BatchStatus.STOPPING);

    private final PayaraBatchEnvironment environment;
    private final JobOperatorImpl operator;

    /** One execution that runs or has run. */
    public static final class Handle {
        private final PayaraBatchEnvironment environment;
        private final ExecutionScope scope;
        private final long executionId;

        private Handle(PayaraBatchEnvironment environment, ExecutionScope scope, long executionId) {
            this.environment = environment;
            this.scope = scope;
            this.executionId = executionId;
        }

        /** JBeret's number of the execution. */
        public long executionId() {
            return executionId;
        }

        /** Asks every partition to stop after its chunk. Returns at once. */
        public void stop() {
            scope.stop();
            environment.hurry(scope);
        }
    }

    /**
     * Makes JBeret's tables where they are missing and becomes the job operator of this application.
     *
     * @param database the JTA DataSource of the jobs' data, so that checkpoints commit with the chunks
     * @param threads runs each task on a thread of its own, as an EJB invocation with bean-managed transactions
     * @param places how many partitions work at once, and how many jobs have begun; the others wait
     */
    public BatchRuntime(DataSource database, UserTransaction transactions, TransactionManager manager, Executor threads, int places) {
        environment = new PayaraBatchEnvironment(new PayaraTransactions(transactions, manager), WatchedRepository.of(new JdbcRepository(database)),
                threads, places);
        operator = new JobOperatorImpl(environment);
        JobOperatorContext context = JobOperatorContext.create(operator);
        JobOperatorContext.setJobOperatorContextSelector(() -> context);
    }

    /**
     * Starts a job.
     *
     * @param jobXml name of the file in META-INF/batch-jobs, without its extension
     * @param execution learns of the end also when this method throws after the first thread was started
     */
    public Handle start(String jobXml, Properties parameters, BatchExecution execution) {
        ExecutionScope scope = new ExecutionScope(execution);
        long[] executionId = new long[1];
        scope.run(() -> executionId[0] = operator.start(jobXml, parameters));
        return new Handle(environment, scope, executionId[0]);
    }

    /** Closes the books on an execution that ended with its server. Does nothing when it ended properly. */
    public void markAsEnded(long executionId) {
        JobRepository repository = operator.getJobRepository();
        if (repository.getJobExecution(executionId) instanceof JobExecutionImpl crashed && UNFINISHED.contains(crashed.getBatchStatus())) {
            crashed.setBatchStatus(BatchStatus.FAILED);
            repository.updateJobExecution(crashed, false, false);
        }
    }
}

package org.groundstation.batch.runtime;

import jakarta.transaction.TransactionManager;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jberet.repository.JobRepository;
import org.jberet.runtime.runner.JobExecutionRunner;
import org.jberet.spi.ArtifactFactory;
import org.jberet.spi.BatchEnvironment;
import org.jberet.spi.JobTask;
import org.jberet.spi.JobXmlResolver;
import org.jberet.tools.ChainedJobXmlResolver;
import org.jberet.tools.MetaInfBatchJobsJobXmlResolver;

/** What JBeret needs from its surroundings. Thread-safe. */
final class PayaraBatchEnvironment implements BatchEnvironment {
    private final ClassLoader classLoader = PayaraBatchEnvironment.class.getClassLoader();
    private final ArtifactFactory artifacts = new ExecutionArtifacts();
    private final JobXmlResolver jobXml = new ChainedJobXmlResolver(new MetaInfBatchJobsJobXmlResolver());
    private final TransactionManager transactions;
    private final JobRepository repository;
    private final Places jobs;
    private final Places partitions;

    /**
     * @param threads runs each task on a thread of its own, as an EJB invocation
     * @param places how many partitions work at once, and how many jobs have begun
     */
    PayaraBatchEnvironment(TransactionManager transactions, JobRepository repository, Executor threads, int places) {
        this.transactions = transactions;
        this.repository = repository;
        this.jobs = new Places(places, threads);
        this.partitions = new Places(places, threads);
    }

    /** Lets what waits of an execution end. */
    void hurry(ExecutionScope scope) {
        jobs.hurry(scope);
        partitions.hurry(scope);
    }

    /** Runs the task in the execution of the calling thread, when there is a place for it. */
    @Override
    public void submitTask(JobTask task) {
        ExecutionScope scope = ExecutionScope.current();
        if (scope == null) {
            throw new IllegalStateException("batch jobs are started through BatchRuntime");
        }
        scope.threadSubmitted();
        try {
            (task instanceof JobExecutionRunner ? jobs : partitions).run(scope, () -> {
                try {
                    scope.run(task);
                } catch (Throwable failed) {
                    scope.failed(failed);
                    throw failed;
                } finally {
                    scope.stopAfterFailure();
                    scope.threadEnded();
                }
            });
        } catch (RuntimeException refused) {
            scope.threadRefused();
            throw refused;
        }
    }

    @Override
    public ClassLoader getClassLoader() {
        return classLoader;
    }

    @Override
    public ArtifactFactory getArtifactFactory() {
        return artifacts;
    }

    @Override
    public TransactionManager getTransactionManager() {
        return transactions;
    }

    @Override
    public JobRepository getJobRepository() {
        return repository;
    }

    @Override
    public JobXmlResolver getJobXmlResolver() {
        return jobXml;
    }

    @Override
    public Properties getBatchConfigurationProperties() {
        return new Properties();
    }

    @Override
    public String getApplicationName() {
        return "groundstation";
    }
}

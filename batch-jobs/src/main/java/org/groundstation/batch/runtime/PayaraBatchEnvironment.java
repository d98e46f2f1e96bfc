package org.groundstation.batch.runtime;

import jakarta.transaction.TransactionManager;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jberet.repository.JobRepository;
import org.jberet.spi.ArtifactFactory;
import org.jberet.spi.BatchEnvironment;
import org.jberet.spi.JobTask;
import org.jberet.spi.JobXmlResolver;
import org.jberet.tools.ChainedJobXmlResolver;
import org.jberet.tools.MetaInfBatchJobsJobXmlResolver;

/** What JBeret needs from its surroundings. Thread-safe. */
final class PayaraBatchEnvironment implements BatchEnvironment {
    private final ClassLoader classLoader = PayaraBatchEnvironment.class.getClassLoader();
    private final ArtifactFactory artifacts = new StationArtifacts();
    private final JobXmlResolver jobXml = new ChainedJobXmlResolver(new MetaInfBatchJobsJobXmlResolver());
    private final TransactionManager transactions;
    private final JobRepository repository;
    private final Executor threads;

    /** @param threads runs each task on a thread of its own, as an EJB invocation */
    PayaraBatchEnvironment(TransactionManager transactions, JobRepository repository, Executor threads) {
        this.transactions = transactions;
        this.repository = repository;
        this.threads = threads;
    }

    /** Runs the task in the execution of the calling thread. */
    @Override
    public void submitTask(JobTask task) {
        ExecutionScope scope = ExecutionScope.current();
        if (scope == null) {
            throw new IllegalStateException("batch jobs are started through StationBatch");
        }
        scope.threadSubmitted();
        try {
            threads.execute(() -> {
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

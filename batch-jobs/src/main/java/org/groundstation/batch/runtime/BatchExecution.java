package org.groundstation.batch.runtime;

import jakarta.batch.runtime.BatchStatus;
import java.util.List;
import java.util.Properties;

/** What runs inside one execution of a batch job: makes its parts and learns how it ended. */
public interface BatchExecution {
    /**
     * Makes a batch artifact. JBeret closes it when it is AutoCloseable.
     *
     * @param name the {@code ref} of the job XML
     * @param properties of that element, partition properties filled in
     */
    Object artifact(String name, Properties properties);

    /**
     * Some of its tasks wait for others to end, or none does any more. Never throws; called on any thread.
     *
     * @param waiting whether some do
     */
    void waits(boolean waiting);

    /**
     * The last thread of the execution has ended. Called once, on that thread, outside any transaction.
     *
     * @param status as JBeret sees it; null when it failed before its first step
     * @param failures everything that went wrong, in no order; JBeret's own repository included
     */
    void ended(BatchStatus status, List<Throwable> failures);
}

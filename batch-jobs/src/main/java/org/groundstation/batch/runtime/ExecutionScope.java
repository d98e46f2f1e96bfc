package org.groundstation.batch.runtime;

import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.StepExecution;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jberet.runtime.AbstractStepExecution;
import org.jberet.runtime.JobExecutionImpl;
import org.jberet.runtime.PartitionExecutionImpl;
import org.jberet.runtime.StepExecutionImpl;

/**
 * Ties the threads of one execution together: the thread that starts it, the job's thread and one for each partition.
 * Thread-safe.
 */
final class ExecutionScope {
    private static final ThreadLocal<ExecutionScope> CURRENT = new ThreadLocal<>();

    private final BatchExecution execution;
    private final AtomicInteger threads = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile JobExecutionImpl job;
    private volatile boolean stopRequested;

    ExecutionScope(BatchExecution execution) {
        this.execution = execution;
    }

    /** The scope of the calling thread, or null outside any execution. */
    static ExecutionScope current() {
        return CURRENT.get();
    }

    BatchExecution execution() {
        return execution;
    }

    /** Some of its tasks begin to wait for a place, or no longer do. */
    void waits(int more) {
        int now = waiting.addAndGet(more);
        if (now == 0 || now == more) {
            execution.waits(now > 0);
        }
    }

    /** Runs something inside the scope on the calling thread. */
    void run(Runnable work) {
        ExecutionScope before = CURRENT.get();
        CURRENT.set(this);
        try {
            work.run();
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
    }

    /** Counts a thread before it is started, so that the end is not seen between two threads. */
    void threadSubmitted() {
        threads.incrementAndGet();
    }

    /** Takes back {@link #threadSubmitted} for a thread that could not be started. */
    void threadRefused() {
        threads.decrementAndGet();
    }

    void threadEnded() {
        if (threads.decrementAndGet() == 0) {
            execution.ended(status(), collectFailures());
        }
    }

    void failed(Throwable failure) {
        failures.add(failure);
    }

    /** A thread has come to its end: when something has failed by then, nobody waits for the slowest of the others. */
    void stopAfterFailure() {
        try {
            if (!stopRequested && !collectFailures().isEmpty()) {
                stop();
            }
        } catch (ConcurrentModificationException partitionsBegin) {
            // the next one that ends looks again
        }
    }

    /** Learns which JBeret execution this is. The first call has the real one; partitions see copies that do not end. */
    synchronized void joined(JobExecutionImpl jobExecution) {
        if (job != null) {
            return;
        }
        job = jobExecution;
        if (stopRequested) {
            jobExecution.stop();
        }
    }

    /** Lets every partition stop after its chunk. */
    synchronized void stop() {
        stopRequested = true;
        JobExecutionImpl running = job;
        if (running != null) {
            running.stop();
        }
    }

    private BatchStatus status() {
        return job == null ? null : job.getBatchStatus();
    }

    private List<Throwable> collectFailures() {
        List<Throwable> all = new ArrayList<>();
        if (job != null) {
            for (StepExecution step : job.getStepExecutions()) {
                collect((AbstractStepExecution) step, all);
                if (step instanceof StepExecutionImpl partitioned) {
                    for (PartitionExecutionImpl partition : partitioned.getPartitionExecutions()) {
                        collect(partition, all);
                    }
                }
            }
        }
        all.addAll(failures);
        return all;
    }

    private static void collect(AbstractStepExecution step, List<Throwable> failures) {
        if (step.getException() != null) {
            failures.add(step.getException());
        }
    }
}

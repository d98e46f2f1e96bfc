package org.groundstation.api;

import java.util.List;

/**
 * Starts, stops and restarts jobs that score whole tables, exactly once. An EJB of the server; any application on it
 * can look it up by {@link #JNDI_NAME}. Thread-safe.
 */
public interface TableJobs {
    /** Where the bean is found. */
    String JNDI_NAME = "java:global/groundstation-console/TableJobsBean!org.groundstation.api.TableJobs";

    /**
     * Checks a job against the database, stores it and starts it. Returns as soon as it runs.
     *
     * @return the job's id
     * @throws GroundstationException 4xxx when the table, key, columns, target or model do not fit,
     *         {@link ErrorCode#RESOURCE_POOL_UNKNOWN}
     */
    long start(TableJob job);

    /**
     * The same for a caller that may ask twice, because an answer was lost: within a day, a key starts one run.
     *
     * @param idempotencyKey 1 to 255 characters that the caller chose for this run
     * @return the id of the run that the key started, now or before
     * @throws GroundstationException as {@link #start(TableJob)}, and {@link ErrorCode#IDEMPOTENCY_KEY_REUSED}
     */
    long start(TableJob job, String idempotencyKey);

    /**
     * Ends a job that should be running at once, on whichever server: nothing that its executions still do is kept. For jobs that a
     * stop does not end, since their server hangs. {@link #restart} continues it.
     *
     * @throws GroundstationException {@link ErrorCode#JOB_NOT_FOUND}, {@link ErrorCode#JOB_STATE}
     */
    void end(long jobId);

    /**
     * Asks a running job to stop after the chunks that are being written. {@link #restart} continues it.
     *
     * @throws GroundstationException {@link ErrorCode#JOB_NOT_FOUND}, {@link ErrorCode#JOB_STATE}
     */
    void stop(long jobId);

    /**
     * Continues a stopped or failed job after the last row that it wrote.
     *
     * @throws GroundstationException {@link ErrorCode#JOB_NOT_FOUND}, {@link ErrorCode#JOB_STATE}
     */
    void restart(long jobId);

    /** One job with its progress. @throws GroundstationException {@link ErrorCode#JOB_NOT_FOUND} */
    TableJobView job(long jobId);

    /** The newest jobs, newest first, 200 at most. */
    List<TableJobView> jobs();
}

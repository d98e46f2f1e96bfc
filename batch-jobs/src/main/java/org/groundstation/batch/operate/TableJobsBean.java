package org.groundstation.batch.operate;

import jakarta.ejb.EJB;
import jakarta.ejb.Local;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.List;
import org.groundstation.api.TableJob;
import org.groundstation.api.TableJobView;
import org.groundstation.api.TableJobs;

/** The table jobs of this server. Works outside the caller's transaction: a job that was started stays started. */
@Stateless(name = "TableJobsBean")
@Local(TableJobs.class)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class TableJobsBean implements TableJobs {
    @EJB
    private BatchServer server;

    @Override
    public long start(TableJob job) {
        return server.tableJobs().start(job);
    }

    @Override
    public long start(TableJob job, String idempotencyKey) {
        return server.tableJobs().start(job, idempotencyKey);
    }

    @Override
    public void end(long jobId) {
        server.tableJobs().end(jobId);
    }

    @Override
    public void stop(long jobId) {
        server.tableJobs().stop(jobId);
    }

    @Override
    public void restart(long jobId) {
        server.tableJobs().restart(jobId);
    }

    @Override
    public TableJobView job(long jobId) {
        return server.tableJobs().job(jobId);
    }

    @Override
    public List<TableJobView> jobs() {
        return server.tableJobs().jobs();
    }
}

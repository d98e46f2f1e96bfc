package org.groundstation.batch.table;

import jakarta.batch.api.partition.PartitionMapper;
import jakarta.batch.api.partition.PartitionPlan;
import jakarta.batch.api.partition.PartitionPlanImpl;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.groundstation.batch.database.Closing;
import org.groundstation.batch.database.DatabaseErrors;

/** The partitions of a job: planned at its first execution, read back by later ones. Runs outside any transaction. */
final class TablePlan implements PartitionMapper {
    private final TableRun run;

    TablePlan(TableRun run) {
        this.run = run;
    }

    @Override
    public PartitionPlan mapPartitions() {
        run.loadModels();
        List<KeyRange> stored = run.ledger().plan(run.jobId());
        List<KeyRange> ranges = plan(stored);
        noteTarget();
        if (stored.isEmpty()) {
            run.ledger().savePlan(run.jobId(), ranges);
        }
        PartitionPlanImpl plan = new PartitionPlanImpl();
        plan.setPartitions(ranges.size());
        plan.setThreads(ranges.size());
        plan.setPartitionProperties(ranges.stream().map(range -> {
            Properties properties = new Properties();
            properties.setProperty("partition", Integer.toString(range.number()));
            return properties;
        }).toArray(Properties[]::new));
        return plan;
    }

    /** At the first execution; a later one compares. */
    private void noteTarget() {
        try (Connection connection = run.services().target().reader().getConnection()) {
            run.requireSameTarget(connection);
        } catch (SQLException failed) {
            throw DatabaseErrors.of(run.services().target().dialect(), failed);
        }
    }

    /** Checks the key again, in the state that this execution reads, before it goes on: rows may have come since. */
    private List<KeyRange> plan(List<KeyRange> stored) {
        Connection connection = null;
        try {
            connection = run.services().source().reader().getConnection();
            connection.setAutoCommit(false);
            run.snapshot().join(connection);
            SourceTable source = run.source(connection);
            SourceChecks.checkKey(connection, run.services().source().dialect(), source, run.job());
            return stored.isEmpty() ? Planner.plan(connection, source, run.job().partitions()) : stored;
        } catch (SQLException failed) {
            throw DatabaseErrors.of(run.services().source().dialect(), failed);
        } finally {
            Closing.close(run.services().source().dialect(), connection);
        }
    }
}

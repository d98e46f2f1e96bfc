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
        List<KeyRange> ranges = run.ledger().plan(run.jobId());
        if (ranges.isEmpty()) {
            ranges = plan();
            noteTarget();
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

    private void noteTarget() {
        try (Connection connection = run.station().reader().getConnection()) {
            run.requireSameTarget(connection);
        } catch (SQLException failed) {
            throw DatabaseErrors.of(run.station().dialect(), failed);
        }
    }

    private List<KeyRange> plan() {
        Connection connection = null;
        try {
            connection = run.station().reader().getConnection();
            connection.setAutoCommit(false);
            run.snapshot().join(connection);
            return Planner.plan(connection, run.source(connection), run.job().partitions());
        } catch (SQLException failed) {
            throw DatabaseErrors.of(run.station().dialect(), failed);
        } finally {
            Closing.close(run.station().dialect(), connection);
        }
    }
}

package org.groundstation.batch.table;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.TableJob;
import org.groundstation.batch.database.DatabaseErrors;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.database.Table;
import org.groundstation.batch.database.TableMetadata;

/** Everything that can be known to be wrong before a job starts. */
public final class JobChecks {
    private JobChecks() {
    }

    /**
     * Checks a job, pins its models and makes its target table. Nothing is made when a check fails.
     *
     * @throws GroundstationException the codes of SourceTable, KeyMatch, SourceChecks and TargetTable, and
     *         {@link ErrorCode#MODEL_NOT_FOUND}, {@link ErrorCode#RESOURCE_POOL_UNKNOWN}
     */
    public static JobDefinition prepare(JobServices services, TableJob job) {
        TableRun.declare(job, ExternalScript.python(job.script()));
        checkPool(services, job.resourcePool());
        Map<String, Integer> versions = new HashMap<>();
        job.models().values().forEach(model -> versions.computeIfAbsent(model, services.models()::latestVersion));
        try {
            Optional<String> create = check(services, job);
            try (Connection connection = services.target().writer().getConnection()) {
                new TargetTable(connection, services.target().dialect(), job).make(create);
            }
        } catch (SQLException failed) {
            throw DatabaseErrors.of(services.target().dialect(), failed);
        }
        return new JobDefinition(job, versions);
    }

    private static void checkPool(JobServices services, String name) {
        if (services.satellites().resourcePools().all().stream().noneMatch(view -> !view.draining() && view.pool().name().equals(name))) {
            throw new GroundstationException(ErrorCode.RESOURCE_POOL_UNKNOWN, name);
        }
    }

    private static Optional<String> check(JobServices services, TableJob job) throws SQLException {
        Dialect dialect = services.source().dialect();
        try (Connection connection = services.source().reader().getConnection()) {
            SourceTable source = SourceTable.find(connection, dialect, job);
            KeyMatch.checkTypes(source, job);
            SourceChecks.checkKey(connection, dialect, source, job);
            Optional<Table> target = new TableMetadata(connection, dialect).find(job.target());
            if (target.isPresent() && target.get().name().equals(source.table().name())) {
                throw new GroundstationException(ErrorCode.JOB_INVALID,
                        "'" + job.target() + "' is its source and its target; write the results into another table");
            }
            if (target.isPresent() && job.onlyWithoutResult()) {
                if (!dialect.isUnique(connection, target.get(), job.keyColumns().stream().map(target.get()::column).toList())) {
                    throw new GroundstationException(ErrorCode.JOB_INVALID, "'" + job.target() + "' has no unique index over '" + job.key()
                            + "', so that two jobs at a time could write a row each for the same key; make one");
                }
                SourceChecks.checkCondition(connection, dialect, source, job);
            }
        }
        try (Connection connection = services.target().reader().getConnection()) {
            return new TargetTable(connection, services.target().dialect(), job).check();
        }
    }
}

package org.groundstation.batch.table;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ResultSchema;
import org.groundstation.api.SqlType;
import org.groundstation.api.TableJob;
import org.groundstation.batch.database.Column;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.database.Table;
import org.groundstation.batch.database.TableMetadata;
import org.groundstation.batch.database.TableName;
import org.groundstation.batch.rows.Limits;
import org.groundstation.batch.rows.ResultTarget;
import org.groundstation.batch.rows.Storage;

/** The table that a job writes. Not thread-safe: lives no longer than its connection. */
final class TargetTable {
    private final Connection connection;
    private final Dialect dialect;
    private final TableJob job;

    /** @param connection to its database; belongs to the caller */
    TargetTable(Connection connection, Dialect dialect, TableJob job) {
        this.connection = connection;
        this.dialect = dialect;
        this.job = job;
    }

    /**
     * Checks that the target takes the result.
     *
     * @return the statement that makes it, or empty when it exists
     * @throws GroundstationException {@link ErrorCode#TARGET_MISMATCH}
     */
    Optional<String> check() throws SQLException {
        TableName name = TableName.parse(job.target(), dialect)
                .orElseThrow(() -> mismatch(job.target(), "this is not the name of a table"));
        Optional<Table> table = new TableMetadata(connection, dialect).find(job.target());
        if (table.isEmpty()) {
            job.result().columns().stream().filter(column -> !dialect.keeps(column.type())).findFirst().ifPresent(column -> {
                throw mismatch(job.target(), "the database has no type of column for '" + column + "'; declare it as another type, "
                        + "for example varchar");
            });
            return Optional.of(create(name));
        }
        dialect.losesRows(connection, table.get().name()).ifPresent(why -> {
            throw mismatch(table.get().label(), why + ", so that rows could be lost that the job counts as written");
        });
        for (ResultSchema.Column column : job.result().columns()) {
            checkColumn(table.get(), column);
        }
        for (Column column : table.get().columns()) {
            boolean written = job.result().columns().stream().anyMatch(result -> result.name().equalsIgnoreCase(column.name()));
            if (!written && !column.nullable() && !column.filledByDatabase()) {
                throw mismatch(job.target(), "its column '" + column.name() + "' needs a value and the result has none");
            }
        }
        return Optional.empty();
    }

    /** What the table is; see {@link Dialect#identity}. Empty text when it is gone. */
    String identity() throws SQLException {
        TableName name = TableName.parse(job.target(), dialect).orElseThrow();
        return dialect.identity(connection, new TableName(name.schema() == null ? connection.getSchema() : name.schema(), name.table()));
    }

    /** In what two identities differ, for people. */
    static String difference(String before, String now) {
        if (now.isEmpty()) {
            return "it is gone";
        }
        List<String> parts = List.of(before.split("; "));
        List<String> partsNow = List.of(now.split("; "));
        String lost = parts.stream().filter(part -> !partsNow.contains(part)).collect(Collectors.joining(", "));
        String come = partsNow.stream().filter(part -> !parts.contains(part)).collect(Collectors.joining(", "));
        return "it had " + (lost.isEmpty() ? "the same columns in another order" : lost) + ", and now has " + (come.isEmpty() ? "that no more" : come);
    }

    /** Makes the table; nothing happens when {@code check} returned nothing to do. */
    void make(Optional<String> create) throws SQLException {
        if (create.isPresent()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(create.get());
            }
        }
    }

    /** Where the result's columns go, in their order. */
    ResultTarget find() throws SQLException {
        Table table = new TableMetadata(connection, dialect).find(job.target())
                .orElseThrow(() -> mismatch(job.target(), "it is gone"));
        List<ResultTarget.Column> columns = job.result().columns().stream().map(column -> target(table, column)).toList();
        return new ResultTarget(table.sql(), table.label(), columns,
                columns.stream().filter(column -> job.isKey(column.result())).toList());
    }

    private ResultTarget.Column target(Table table, ResultSchema.Column result) {
        Column column = table.column(result.name());
        Limits limits = column.storage().map(Storage::limits).orElse(Limits.NONE);
        String parameter = column.storage().map(Storage::parameter).orElse(null);
        return new ResultTarget.Column(result.name(), column.name(), dialect.quote(column.name()), result.type(), limits, parameter);
    }

    private String create(TableName name) {
        List<SqlType> keyTypes = job.result().columns().stream().filter(column -> job.isKey(column.name())).map(ResultSchema.Column::type).toList();
        String columns = job.result().columns().stream().map(column -> {
            boolean key = job.isKey(column.name());
            return dialect.quote(dialect.fold(column.name())) + " " + (key ? dialect.keyType(column.type(), keyTypes) : dialect.ddlType(column.type()))
                    + (key || !column.nullable() ? " not null" : "");
        }).collect(Collectors.joining(", "));
        return "create table " + name.sql(dialect) + " (" + columns + ", primary key ("
                + job.keyColumns().stream().map(key -> dialect.quote(dialect.fold(key))).collect(Collectors.joining(", ")) + "))";
    }

    private static void checkColumn(Table table, ResultSchema.Column result) {
        Column column = table.find(result.name())
                .orElseThrow(() -> mismatch(table.label(), "it has no column '" + result.name() + "'"));
        if (column.storage().filter(storage -> storage.keeps(result.type())).isEmpty()) {
            throw mismatch(table.label(), "its column '" + column.name() + "' is " + column.typeName() + ", the result has "
                    + result.type());
        }
    }

    private static GroundstationException mismatch(String target, String what) {
        return new GroundstationException(ErrorCode.TARGET_MISMATCH, target, what);
    }
}

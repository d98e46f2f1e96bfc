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
import org.groundstation.api.SqlType.Kind;
import org.groundstation.api.TableJob;
import org.groundstation.batch.database.Catalog;
import org.groundstation.batch.database.Column;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.database.Table;
import org.groundstation.batch.database.TableName;
import org.groundstation.batch.rows.ResultTarget;

/** The table that a job writes. */
final class TargetTable {
    private static final List<Kind> INTEGERS = List.of(Kind.TINYINT, Kind.SMALLINT, Kind.INTEGER, Kind.BIGINT);

    private TargetTable() {
    }

    /**
     * Checks that the target takes the result.
     *
     * @return the statement that makes it, or empty when it exists
     * @throws GroundstationException {@link ErrorCode#TARGET_MISMATCH}
     */
    static Optional<String> check(Connection connection, Dialect dialect, TableJob job) throws SQLException {
        TableName name = TableName.parse(job.target(), dialect)
                .orElseThrow(() -> mismatch(job.target(), "this is not the name of a table"));
        Optional<Table> table = new Catalog(connection, dialect).find(job.target());
        if (table.isEmpty()) {
            job.result().columns().stream().filter(column -> !dialect.keeps(column.type())).findFirst().ifPresent(column -> {
                throw mismatch(job.target(), "the database has no type of column for '" + column + "'; declare it as another type, "
                        + "for example varchar");
            });
            return Optional.of(create(name, dialect, job));
        }
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

    /** Makes the table; nothing happens when {@code check} returned nothing to do. */
    static void make(Connection connection, Optional<String> create) throws SQLException {
        if (create.isPresent()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(create.get());
            }
        }
    }

    /** Where the result's columns go, in their order. */
    static ResultTarget find(Connection connection, Dialect dialect, TableJob job) throws SQLException {
        Table table = new Catalog(connection, dialect).find(job.target())
                .orElseThrow(() -> mismatch(job.target(), "it is gone"));
        return new ResultTarget(table.sql(), job.result().columns().stream().map(column -> {
            String name = table.column(column.name()).name();
            return new ResultTarget.Column(column.name(), name, dialect.quote(name), column.type());
        }).toList());
    }

    private static String create(TableName name, Dialect dialect, TableJob job) {
        String columns = job.result().columns().stream().map(column -> {
            boolean key = column.name().equalsIgnoreCase(job.key());
            return dialect.quote(dialect.fold(column.name())) + " " + (key ? dialect.keyType(column.type()) : dialect.ddlType(column.type()))
                    + (key || !column.nullable() ? " not null" : "");
        }).collect(Collectors.joining(", "));
        return "create table " + name.sql(dialect) + " (" + columns + ", primary key ("
                + dialect.quote(dialect.fold(job.key())) + "))";
    }

    private static void checkColumn(Table table, ResultSchema.Column result) {
        Column column = table.find(result.name())
                .orElseThrow(() -> mismatch(table.label(), "it has no column '" + result.name() + "'"));
        boolean fits = column.isUnlimitedDecimal() && isExactNumber(result.type())
                || column.type().filter(type -> fits(result.type(), type)).isPresent();
        if (!fits) {
            throw mismatch(table.label(), "its column '" + column.name() + "' is " + column.typeName() + ", the result has "
                    + result.type());
        }
    }

    private static boolean isExactNumber(SqlType type) {
        return INTEGERS.contains(type.kind()) || type.kind() == Kind.DECIMAL || type.kind() == Kind.NUMERIC;
    }

    /** Whether every value of one type can be kept in the other. */
    private static boolean fits(SqlType result, SqlType column) {
        if (INTEGERS.contains(result.kind()) && INTEGERS.contains(column.kind())) {
            return INTEGERS.indexOf(result.kind()) <= INTEGERS.indexOf(column.kind());
        }
        if (result.kind() == Kind.DECIMAL && column.kind() == Kind.DECIMAL) {
            return result.scale() <= column.scale()
                    && result.precision() - result.scale() <= column.precision() - column.scale();
        }
        if (result.kind() == Kind.ARRAY && column.kind() == Kind.ARRAY) {
            return column.element().kind() == Kind.NUMERIC && isExactNumber(result.element()) || fits(result.element(), column.element());
        }
        return result.kind() == column.kind() && result.kind() != Kind.NUMERIC || result.kind() == Kind.REAL && column.kind() == Kind.DOUBLE
                || (result.kind() == Kind.UUID || result.kind() == Kind.JSON) && column.kind() == Kind.VARCHAR;
    }

    private static GroundstationException mismatch(String target, String what) {
        return new GroundstationException(ErrorCode.TARGET_MISMATCH, target, what);
    }
}

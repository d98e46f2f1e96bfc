package org.groundstation.batch.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.batch.database.Closing;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.rows.ResultTarget;
import org.groundstation.batch.rows.RowSink;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Writes with COPY IN, each cell in the binary form of the target's own column. */
final class CopyRowSink implements RowSink {
    /**
     * Columns of tables in which COPY does what inserts do: it knows no rules, no row security and no views, and it writes
     * over identities that inserts must leave alone.
     */
    private static final String COLUMNS = "select a.attname, t.typname from pg_catalog.pg_class c"
            + " join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attidentity <> 'a'"
            + " join pg_catalog.pg_type t on t.oid = a.atttypid and t.typnamespace = 'pg_catalog'::regnamespace"
            + " where c.oid = ?::regclass and c.relkind in ('r', 'p') and not c.relhasrules and not c.relrowsecurity";

    private static final Dialect DIALECT = new PostgresDialect();

    private final ResultTarget target;
    private final List<String> types;
    private final String copySql;
    private final CopyBuffer buffer = new CopyBuffer();

    private CopyRowSink(ResultTarget target, List<String> types) {
        this.target = target;
        this.types = types;
        this.copySql = "copy " + target.sql() + " from stdin (format binary)";
    }

    /** @return empty when the table, or the type of a column, is not written this way */
    public static Optional<RowSink> of(Connection connection, ResultTarget target) throws SQLException {
        Map<String, String> known = columns(connection, target.table());
        List<String> types = new ArrayList<>();
        for (ResultTarget.Column column : target.columns()) {
            String type = known.get(column.name());
            if (type == null || !CopyType.writes(column.type(), type)) {
                return Optional.empty();
            }
            types.add(type);
        }
        return Optional.of(new CopyRowSink(target, types));
    }

    @Override
    public long write(Connection connection, VectorSchemaRoot results) throws SQLException {
        CellEncoder[] encoders = new CellEncoder[types.size()];
        for (int i = 0; i < encoders.length; i++) {
            ResultTarget.Column column = target.columns().get(i);
            encoders[i] = CellEncoder.of(column.in(results), column.type(), types.get(i));
        }
        PGConnection postgres = connection.unwrap(PGConnection.class);
        CopyIn copy = postgres.getCopyAPI().copyIn(copySql);
        try {
            buffer.start(copy);
            for (int row = 0; row < results.getRowCount(); row++) {
                buffer.putShort(encoders.length);
                for (CellEncoder encoder : encoders) {
                    encoder.encode(buffer, row);
                }
            }
            buffer.finish();
            return copy.endCopy();
        } catch (SQLException | RuntimeException | Error failed) {
            end(connection, copy, failed);
            throw failed;
        }
    }

    /** A command that is left open makes the rollback wait for it forever. */
    private static void end(Connection connection, CopyIn copy, Throwable because) {
        try {
            if (copy.isActive()) {
                Closing.within(DIALECT, connection, copy::cancelCopy);
            }
        } catch (SQLException alsoFailed) {
            because.addSuppressed(alsoFailed);
        }
        if (copy.isActive()) {
            Closing.abort(DIALECT, connection);
        }
    }

    private static Map<String, String> columns(Connection connection, String table) throws SQLException {
        Map<String, String> types = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    types.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        return types;
    }
}

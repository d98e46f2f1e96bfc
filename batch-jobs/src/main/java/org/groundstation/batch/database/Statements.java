package org.groundstation.batch.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.groundstation.api.ErrorCode;

/**
 * Single statements on connections of their own, each a transaction when the calling thread has none. Thread-safe. All methods throw
 * {@link ErrorCode#DATABASE_UNAVAILABLE} or {@link ErrorCode#DATABASE_REFUSED}.
 */
public final class Statements {
    private final DataSource database;
    private final Dialect dialect;

    /** What is done with a statement. */
    @FunctionalInterface
    public interface Work<T> {
        T run(PreparedStatement statement) throws SQLException;
    }

    /** One row of a result. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet rows) throws SQLException;
    }

    public Statements(DataSource database, Dialect dialect) {
        this.database = database;
        this.dialect = dialect;
    }

    /** Runs a statement with its parameters. @return the rows that it changed */
    public int update(String sql, Object... parameters) {
        return run(sql, statement -> {
            bind(statement, parameters);
            return statement.executeUpdate();
        });
    }

    /** The rows of a query. */
    public <T> List<T> query(String sql, Row<T> row, Object... parameters) {
        return run(sql, statement -> {
            bind(statement, parameters);
            List<T> all = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    all.add(row.read(rows));
                }
            }
            return all;
        });
    }

    /** Runs an insert. @return the id that the database gave the row */
    public long insert(String sql, Object... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(sql, new String[] {"id"})) {
            bind(insert, parameters);
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                keys.next();
                return keys.getLong(1);
            }
        } catch (SQLException failed) {
            throw DatabaseErrors.of(dialect, failed);
        }
    }

    /** Runs anything else. */
    public <T> T run(String sql, Work<T> work) {
        try (Connection connection = database.getConnection(); PreparedStatement statement = connection.prepareStatement(sql)) {
            return work.run(statement);
        } catch (SQLException failed) {
            throw DatabaseErrors.of(dialect, failed);
        }
    }

    /** Sets all parameters; texts as texts, also null. */
    private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i] == null) {
                statement.setString(i + 1, null);
            } else {
                statement.setObject(i + 1, parameters[i]);
            }
        }
    }
}

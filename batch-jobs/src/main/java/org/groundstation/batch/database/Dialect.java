package org.groundstation.batch.database;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import javax.sql.DataSource;
import org.apache.arrow.memory.BufferAllocator;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SqlType;
import org.groundstation.api.columnar.BatchLimits;
import org.groundstation.batch.rows.BatchSource;
import org.groundstation.batch.rows.JdbcBatchSource;
import org.groundstation.batch.rows.JdbcRowSink;
import org.groundstation.batch.rows.KeyedQuery;
import org.groundstation.batch.rows.ResultTarget;
import org.groundstation.batch.rows.RowSink;
import org.groundstation.batch.rows.Snapshot;
import org.groundstation.settings.Setting;

/**
 * Everything in which one database differs from the others. Stateless and thread-safe. Each is in a package of its own, and found by
 * {@link java.util.ServiceLoader}.
 */
public interface Dialect {
    /**
     * The scripts that make the server's tables.
     *
     * @param folder on the class path; one may serve databases that differ in names of types only
     * @param placeholders what stands for them in the scripts
     */
    record Migrations(String folder, Map<String, String> placeholders) {
    }

    /** What a connection is for. */
    enum Use {
        /** Short transactions that write. */
        WRITE,
        /** One long forward-only query at a time. */
        READ,
        /** Changes of the server's own tables. */
        MIGRATE,
        /** Short questions about other sessions; what is not answered within seconds is not answered. */
        ASK;

        private static final Duration ASK_LIMIT = Duration.ofSeconds(5);

        /** How long one answer may take before the driver gives the connection up; 0 for any time. */
        public Duration answerLimit() {
            Duration connect = Setting.DATABASE_CONNECT_TIMEOUT.millis(1_000);
            return switch (this) {
                case WRITE -> Setting.DATABASE_SOCKET_TIMEOUT.millis(0);
                case READ, MIGRATE -> Duration.ZERO;
                case ASK -> connect.compareTo(ASK_LIMIT) < 0 ? connect : ASK_LIMIT;
            };
        }
    }

    /** What one session of the database does while its client waits for an answer. */
    enum Activity {
        /** It works for the client, or waits for something that is not the client, such as a lock. */
        WORKING,
        /** It waits for the client: what one of them has sent has not arrived. */
        WAITING,
        /** There is no such session. */
        GONE
    }

    /**
     * The dialect of the database behind a JDBC URL.
     *
     * @throws GroundstationException {@link ErrorCode#DATABASE_UNSUPPORTED}
     */
    static Dialect of(String url) {
        return Dialects.ALL.stream().filter(dialect -> url.startsWith(dialect.urlPrefix())).findFirst()
                .orElseThrow(() -> new GroundstationException(ErrorCode.DATABASE_UNSUPPORTED, withoutParameters(url)));
    }

    /** How its JDBC URLs begin. */
    String urlPrefix();

    /** Where the scripts for the server's own tables are. */
    Migrations migrations();

    /** A new instance of its driver. */
    Driver driver();

    /** The URL with the options that the use needs; options that it already has are kept. */
    String url(String url, Use use);

    /** Driver properties for the use; options in the URL win over them. */
    Properties properties(Use use);

    /** A name without quotes as this database stores it. */
    String fold(String name);

    /**
     * The columns of a table with what this database knows of them besides.
     *
     * @param listed as JDBC's metadata has them
     */
    List<Column> columns(Connection connection, TableName table, List<Column> listed) throws SQLException;

    /**
     * Whether the database proves that no two rows have the same values in some columns: by a valid index that compares as
     * {@link Column#comparison} does, over all rows that a query of the table reads. What it does not prove may be so.
     *
     * @param columns without NULL; each can be compared
     */
    default boolean isUnique(Connection connection, Table table, List<Column> columns) throws SQLException {
        return new TableMetadata(connection, this).isUnique(table, columns);
    }

    /** Whether it finds {@code (a, b) > (1, 2)} in an index over both columns. */
    default boolean comparesRows() {
        return true;
    }

    /** Whether there is a type of column that keeps every value of {@code type}. */
    default boolean keeps(SqlType type) {
        return true;
    }

    /** The type of a column that keeps every value of {@code type}, one that {@link #keeps} is true for. */
    String ddlType(SqlType type);

    /**
     * The same for a column of the primary key of a table.
     *
     * @param key the types of all its columns, which share the room that an index has
     */
    default String keyType(SqlType type, List<SqlType> key) {
        return ddlType(type);
    }

    /** How an insert takes a parameter for a column of {@code type}. */
    default String parameter(SqlType type) {
        return "?";
    }

    /** How many connections the database takes from this server's user and all others together; empty where there is no limit. */
    default OptionalInt connectionLimit(Connection connection) throws SQLException {
        return OptionalInt.empty();
    }

    /** Called once for each new connection, so that the server that takes over finds its session. */
    default void sign(Connection driverConnection, Use use) throws SQLException {
        // its properties name it
    }

    /** Whether nobody but this server can have the database of a URL open, so that every other server is gone. */
    default boolean isOurs(String url) {
        return false;
    }

    /** Ends all sessions that a server has, which is gone, for what they have open could hold locks. */
    default void endSessions(Connection connection, String server) throws SQLException {
        // the database ends them by itself
    }

    /** The query, locking its rows against changes until the end of the transaction; several transactions may hold the lock. */
    String shared(String query);

    /**
     * What a table is, so that another table of its name, or the same one changed, has another text: readable, parts separated by
     * {@code "; "}. What a change of which does not matter to rows that are written, such as an index that is added, is not in it.
     */
    String identity(Connection connection, TableName table) throws SQLException;

    /** Whether nothing hides rows of a table from this server's user, so that it can count them. @param table as statements take it */
    default boolean seesAllRows(Connection connection, String table) throws SQLException {
        return true;
    }

    /** What a key's column is compared with in a target, in which its values are as a script returns them. @param sql the column in a statement */
    default String asResult(String sql, Column column) {
        return sql;
    }

    /** Why rows that were committed to a table could be lost, or empty when they are safe there. */
    default Optional<String> losesRows(Connection connection, TableName table) throws SQLException {
        return Optional.empty();
    }

    /**
     * Runs a query; JDBC does unless the database has something better.
     *
     * @param connection not in autocommit mode; the source keeps it busy until it is closed
     * @param allocator owned by the caller, who closes it after the source
     * @throws GroundstationException {@link ErrorCode#SQL_TYPE_UNSUPPORTED}
     */
    default BatchSource scan(Connection connection, KeyedQuery query, BatchLimits limits, BufferAllocator allocator) throws SQLException {
        return JdbcBatchSource.open(connection, query, limits, allocator);
    }

    /** The present state of the data, for all readers of a job; the caller closes it. */
    default Snapshot snapshot(DataSource reader) throws SQLException {
        return Snapshot.NONE;
    }

    /** What writes into a table; JDBC does unless the database has something better. */
    default RowSink sink(Connection connection, ResultTarget target) throws SQLException {
        return new JdbcRowSink(target, this::parameter);
    }

    /** What the server works with in place of a connection of the driver: that connection, unless the database needs more. */
    default Connection guard(Connection connection) {
        return connection;
    }

    /** The driver's own connection under whatever a pool has put around it. @throws SQLException when it is closed */
    default Connection physical(Connection connection) throws SQLException {
        return connection;
    }

    /** The number of a session as other sessions see it; 0 when that is not known, as behind a pool of connections. */
    default long session(Connection driverConnection) throws SQLException {
        return 0;
    }

    /** The same as the driver was told it, without asking; 0 when there is none. @param connection from a pool or not */
    default long sessionTold(Connection connection) throws SQLException {
        return 0;
    }

    /** Which session holds the lock that another one waits for, for people; empty when it waits for none, or that is not to be known. */
    default Optional<String> lockHolder(Connection asker, long waiting) throws SQLException {
        return Optional.empty();
    }

    /** What a session does, asked over the connection of another one. */
    default Activity ask(Connection asker, long session) throws SQLException {
        return Activity.WORKING;
    }

    /** Whether an error code of its own means that the database cannot be reached or is going away. */
    boolean isConnectionLost(String sqlState, int errorCode);

    /** Whether an error code of its own means that a lock was not had in time or another transaction was preferred; class 40 is known. */
    default boolean isPassing(String sqlState, int errorCode) {
        return false;
    }

    /** Whether an error code of its own, one that {@link #isConnectionLost} knows, means that it takes no further connection at the moment. */
    default boolean isFull(String sqlState, int errorCode) {
        return false;
    }

    /** Whether the error means that the database cannot be reached, as opposed to a refused statement. */
    default boolean isConnectionLost(SQLException error) {
        String state = String.valueOf(error.getSQLState());
        return error instanceof SQLRecoverableException || error instanceof SQLNonTransientConnectionException
                || error instanceof SQLTransientConnectionException || state.startsWith("08")
                || isConnectionLost(state, error.getErrorCode());
    }

    /**
     * A name as a quoted identifier, safe in any statement.
     *
     * @throws GroundstationException {@link ErrorCode#JOB_INVALID} when no database takes it as a name
     */
    default String quote(String name) {
        return quoted(name, '"');
    }

    /** The same for any mark of quotation. */
    static String quoted(String name, char mark) {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            throw new GroundstationException(ErrorCode.JOB_INVALID, "'" + name + "' cannot be the name of a table or column");
        }
        String quote = Character.toString(mark);
        return quote + name.replace(quote, quote + quote) + quote;
    }

    /** URLs may carry a password after their parameters begin. */
    private static String withoutParameters(String url) {
        return url.replaceAll("[?;].*", "");
    }
}

package org.groundstation.batch.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.h2.jdbc.JdbcConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneWriterConnectionTest {
    private static final String TIMED_OUT = "H2 lets one connection write at a time, and the one of thread '" + Thread.currentThread().getName()
            + "' has not committed within 20 ms. Write less in a transaction, and wait for nothing else in it.";

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    private final WriteGate impatient = new WriteGate(Duration.ofMillis(20));
    private final ExecutorService otherThread = Executors.newSingleThreadExecutor();
    private Connection connection;
    private Connection other;

    @BeforeEach
    void open() throws SQLException {
        connection = connect(impatient);
        other = connect(impatient);
        execute(connection, "create table t (id int primary key, content blob)");
        execute(connection, "create alias write for '" + Functions.class.getName() + ".write'");
        connection.setAutoCommit(false);
    }

    @AfterEach
    void shutDown() throws SQLException {
        otherThread.shutdownNow();
        try (Connection last = DriverManager.getConnection(url)) {
            execute(last, "shutdown");
        }
    }

    @Test
    void secondWriterWaitsUntilTheFirstHasCommitted() throws Exception {
        WriteGate gate = new WriteGate(Duration.ofMinutes(1));
        Connection first = connect(gate);
        first.setAutoCommit(false);
        execute(first, "insert into t values (1, null)");
        Connection second = connect(gate);
        Thread writer = new Thread(() -> assertThatCode(() -> execute(second, "insert into t values (2, null)")).doesNotThrowAnyException());
        writer.start();
        while (writer.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThat(count()).isZero();
        first.commit();
        writer.join();
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void writerThatDoesNotEndIsNamedInTheErrorOfTheNext() throws Exception {
        execute(connection, "insert into t values (1, null)");
        assertThatThrownBy(() -> elsewhere(() -> execute(other, "insert into t values (2, null)")))
                .isInstanceOf(SQLTransientConnectionException.class).hasMessage(TIMED_OUT);
        assertThat(new H2Dialect().isConnectionLost(new SQLTransientConnectionException())).as("jobs continue by themselves").isTrue();
    }

    @Test
    void readersDoNotWait() throws Exception {
        execute(connection, "insert into t values (1, null)");
        elsewhere(() -> {
            other.setAutoCommit(false);
            assertThat(count(other)).isZero();
            other.rollback();
            assertThat(count(other)).isZero();
            other.commit();
            assertThat(count(other)).isZero();
            other.close();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"insert into t values (2, null)", "select * from t for update", "create table u (id int)", "call write(2)", "analyze"})
    void whateverMayWriteWaits(String sql) throws Exception {
        execute(connection, "insert into t values (1, null)");
        assertThatThrownBy(() -> elsewhere(() -> execute(other, sql))).hasMessage(TIMED_OUT);
        assertThatThrownBy(() -> elsewhere(() -> other.prepareStatement(sql).execute())).hasMessage(TIMED_OUT);
    }

    @Test
    void batchesLargeObjectsAndUpdatedRowsWait() throws Exception {
        execute(connection, "insert into t values (1, null)");
        connection.commit();
        execute(connection, "update t set content = null");
        Statement batch = other.createStatement();
        batch.addBatch("delete from t");
        assertThatThrownBy(() -> elsewhere(batch::executeBatch)).hasMessage(TIMED_OUT);
        PreparedStatement content = other.prepareStatement("select ?");
        assertThatThrownBy(() -> elsewhere(() -> content.setBinaryStream(1, new ByteArrayInputStream(new byte[1])))).hasMessage(TIMED_OUT);
        assertThatThrownBy(() -> elsewhere(() -> content.setObject(1, new ByteArrayInputStream(new byte[1])))).hasMessage(TIMED_OUT);
        ResultSet rows = other.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE).executeQuery("select id from t");
        rows.next();
        assertThatThrownBy(() -> elsewhere(rows::deleteRow)).hasMessage(TIMED_OUT);
    }

    @Test
    void everyEndOfATransactionLetsTheNextIn() throws Exception {
        assertLetsIn(connection::commit);
        assertLetsIn(connection::rollback);
        assertLetsIn(() -> {
            connection.setAutoCommit(true);
            connection.setAutoCommit(false);
        });
        assertLetsIn(connection::close);
        connection = connect(impatient);
        connection.setAutoCommit(false);
        assertLetsIn(() -> connection.abort(Runnable::run));
        assertThat(connection.isClosed()).isTrue();
    }

    @Test
    void savepointAndFailedStatementEndNothing() throws Exception {
        Savepoint start = connection.setSavepoint();
        execute(connection, "insert into t values (1, null)");
        connection.rollback(start);
        assertThatThrownBy(() -> execute(connection, "insert into nowhere values (1)")).hasMessageContaining("NOWHERE");
        assertThatThrownBy(() -> elsewhere(() -> execute(other, "delete from t"))).hasMessage(TIMED_OUT);
    }

    @Test
    void statementInAutocommitModeLetsTheNextInWhenItHasReturned() throws Exception {
        connection.setAutoCommit(true);
        execute(connection, "insert into t values (1, null)");
        assertThatThrownBy(() -> execute(connection, "insert into t values (1, null)")).hasMessageContaining("Unique");
        elsewhere(() -> execute(other, "insert into t values (2, null)"));
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void databaseThatIsShutDownLeavesNobodyWaiting() throws Exception {
        execute(connection, "insert into t values (1, null)");
        execute(connection, "shutdown immediately");
        assertThat(connection.isClosed()).isTrue();
        Connection later = connect(impatient);
        elsewhere(() -> execute(later, "create table t (id int)"));
    }

    /** As Flyway does, and a method with REQUIRES_NEW. */
    @Test
    void threadDoesNotWaitForItself() throws Exception {
        execute(connection, "insert into t values (1, null)");
        execute(other, "insert into t values (2, null)");
        assertThat(count()).as("what the second connection committed").isEqualTo(1);
        Connection third = connect(impatient);
        assertThatThrownBy(() -> elsewhere(() -> execute(third, "delete from t"))).hasMessage(TIMED_OUT);
        connection.commit();
        elsewhere(() -> execute(third, "delete from t"));
    }

    @Test
    void connectionMayComeToAnotherThreadUnlessTheFirstOneWritesOn() throws Exception {
        execute(connection, "insert into t values (1, null)");
        elsewhere(() -> execute(connection, "insert into t values (2, null)"));
        assertThatThrownBy(() -> execute(other, "delete from t")).isInstanceOf(SQLTransientConnectionException.class);
        elsewhere(() -> connection.commit());

        execute(connection, "insert into t values (3, null)");
        other.setAutoCommit(false);
        execute(other, "insert into t values (4, null)");
        assertThatThrownBy(() -> elsewhere(() -> execute(connection, "insert into t values (5, null)"))).hasMessage("thread '"
                + Thread.currentThread().getName() + "' began this transaction and writes with another connection now. Use a connection to H2"
                + " on one thread until it has committed.");
        elsewhere(() -> connection.rollback());
        other.commit();
        assertThat(count()).isEqualTo(3);
    }

    @Test
    void functionThatWritesInAQueryIsRolledBack() throws Exception {
        try (ResultSet row = connection.createStatement().executeQuery("select write(7)")) {
            assertThat(row.next()).isTrue();
        }
        connection.rollback();
        assertThat(count()).isZero();
    }

    @Test
    void everythingLeadsBackToTheGate() throws Exception {
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select * from t");
        assertThat(statement.getConnection()).isSameAs(connection);
        assertThat(rows.getStatement()).isSameAs(statement);
        assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
        assertThat(connection.getMetaData().getTables(null, null, "T", null).getStatement()).isNull();
        assertThat(connection).isEqualTo(connection).isNotEqualTo(other).hasSameHashCodeAs(connection);
        assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
        assertThat(connection.isWrapperFor(JdbcConnection.class)).isFalse();
        assertThatThrownBy(() -> connection.unwrap(JdbcConnection.class)).hasMessage("this is no wrapper for org.h2.jdbc.JdbcConnection:"
                + " with the driver's own object one could write to H2 while others do");
    }

    /** Functions of the database. */
    public static final class Functions {
        private Functions() {
        }

        /** Called by {@code select write(1)}, with a connection that leads around the gate. */
        public static int write(Connection session, int id) throws SQLException {
            return session.createStatement().executeUpdate("insert into t values (" + id + ", null)");
        }
    }

    private Connection connect(WriteGate gate) throws SQLException {
        return OneWriterConnection.of(DriverManager.getConnection(url), gate);
    }

    private void assertLetsIn(ThrowingCallable end) throws Exception {
        execute(connection, "delete from t");
        assertThatThrownBy(() -> elsewhere(() -> execute(other, "delete from t"))).hasMessage(TIMED_OUT);
        assertThatCode(end).doesNotThrowAnyException();
        elsewhere(() -> execute(other, "delete from t"));
    }

    /** Runs on another thread, which would not wait for itself, and throws what it threw. */
    private void elsewhere(ThrowingCallable work) throws Exception {
        Callable<Void> task = () -> {
            try {
                work.call();
            } catch (Exception | Error failed) {
                throw failed;
            } catch (Throwable impossible) {
                throw new AssertionError(impossible);
            }
            return null;
        };
        Future<Void> done = otherThread.submit(task);
        try {
            done.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof SQLException refused) {
                throw refused;
            }
            throw failed;
        }
    }

    private int count() throws SQLException {
        try (Connection reader = connect(impatient)) {
            return count(reader);
        }
    }

    private static int count(Connection reader) throws SQLException {
        try (Statement statement = reader.createStatement(); ResultSet row = statement.executeQuery("select count(*) from t")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

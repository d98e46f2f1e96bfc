package org.groundstation.batch.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.SqlType;
import org.groundstation.api.columnar.BatchLimits;
import org.groundstation.batch.rows.BatchSource;
import org.groundstation.batch.rows.KeyedQuery;
import org.groundstation.batch.rows.ResultTarget;
import org.groundstation.batch.rows.RowSink;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The driver's connection under one of the server's pool, without which nothing that hangs can be cut. */
class PhysicalConnectionTest {
    @ParameterizedTest
    @EnumSource(names = {"POSTGRES", "MARIADB"})
    void isFoundUnderAConnectionOfThePool(TestDatabase.Kind kind) throws SQLException {
        try (TestDatabase database = TestDatabase.empty(kind); Connection driver = new WriterDataSource().getConnection()) {
            Dialect dialect = Dialect.of(WriterDataSource.configuredUrl());
            assertThat(dialect.physical(pooled(driver))).isSameAs(driver);
            assertThat(dialect.physical(driver)).isSameAs(driver);
            Closing.abort(dialect, pooled(driver));
            assertThat(driver.isClosed()).isTrue();
            assertThatCode(() -> Closing.abort(dialect, pooled(driver))).as("another thread may have been faster").doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRES", "MARIADB"})
    void rowsThatNobodyWantsAreLeftUnderAConnectionOfThePool(TestDatabase.Kind kind) throws SQLException {
        try (TestDatabase database = TestDatabase.empty(kind);
                Connection driver = new ReaderDataSource().getConnection();
                BufferAllocator allocator = new RootAllocator()) {
            database.execute("create table t (id integer primary key)",
                    "insert into t with recursive n as (select 1 as i union all select i + 1 from n where i < 900)"
                            + " select a.i * 1000 + b.i from n a cross join n b");
            driver.setAutoCommit(false);
            Connection connection = pooled(driver);
            BatchSource rows = database.dialect().scan(connection, new KeyedQuery("select id from t", "id", null, null), BatchLimits.ofRows(10), allocator);
            assertThat(rows.read()).isEqualTo(10);
            rows.close();
            connection.rollback();
            try (Statement statement = connection.createStatement(); ResultSet one = statement.executeQuery("select 1")) {
                assertThat(one.next()).as("it takes statements again").isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRES", "MARIADB"})
    void aRefusedRowIsTheDatabasesErrorUnderAConnectionOfThePool(TestDatabase.Kind kind) throws SQLException {
        try (TestDatabase database = TestDatabase.empty(kind);
                Connection driver = new WriterDataSource().getConnection();
                BufferAllocator allocator = new RootAllocator();
                IntVector ids = new IntVector("id", allocator)) {
            database.execute("create table t (id integer primary key)", "insert into t values (1)");
            driver.setAutoCommit(false);
            ids.allocateNew(1);
            ids.set(0, 1);
            ids.setValueCount(1);
            ResultTarget target = new ResultTarget("t", List.of(new ResultTarget.Column("id", "id", "id", SqlType.INTEGER)));
            RowSink sink = database.dialect().sink(pooled(driver), target);
            assertThatThrownBy(() -> sink.write(pooled(driver), VectorSchemaRoot.of(ids))).isInstanceOf(SQLException.class)
                    .hasMessageMatching("(?s).*([Dd]uplicate).*");
        }
    }

    /** A connection as Payara wraps it: what it unwraps are proxies of the interface that was asked for, and of nothing else. */
    private static Connection pooled(Connection driver) {
        return (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(), new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "unwrap" -> {
                        Class<?> type = (Class<?>) arguments[0];
                        yield type.isInstance(proxy) ? proxy : only(type, driver);
                    }
                    case "getMetaData" -> metaData((Connection) proxy, driver.getMetaData());
                    default -> call(driver, method, arguments);
                });
    }

    private static DatabaseMetaData metaData(Connection pooled, DatabaseMetaData driver) {
        return (DatabaseMetaData) Proxy.newProxyInstance(DatabaseMetaData.class.getClassLoader(), new Class<?>[] {DatabaseMetaData.class},
                (proxy, method, arguments) -> method.getName().equals("getConnection") ? pooled : call(driver, method, arguments));
    }

    /** Fails for a class and wraps what is thrown, as Payara does. */
    private static Object only(Class<?> type, Object target) {
        return Proxy.newProxyInstance(target.getClass().getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> method.invoke(target, arguments));
    }

    private static Object call(Object target, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}

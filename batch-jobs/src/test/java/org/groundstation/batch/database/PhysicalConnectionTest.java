package org.groundstation.batch.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The driver's connection under one of the server's pool, without which nothing that hangs can be cut. */
class PhysicalConnectionTest {
    @ParameterizedTest
    @EnumSource(names = {"POSTGRES", "MARIADB"})
    void isFoundUnderAConnectionOfThePool(TestDatabase.Kind kind) throws SQLException {
        try (TestDatabase database = TestDatabase.empty(kind); Connection driver = new StationDataSource().getConnection()) {
            Dialect dialect = Dialect.of(StationDataSource.configuredUrl());
            assertThat(dialect.physical(pooled(driver))).isSameAs(driver);
            assertThat(dialect.physical(driver)).isSameAs(driver);
            Closing.abort(dialect, pooled(driver));
            assertThat(driver.isClosed()).isTrue();
        }
    }

    /** A connection as Payara wraps it: what it unwraps are proxies of the interface that was asked for, and of nothing else. */
    private static Connection pooled(Connection driver) {
        return (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) ->
                switch (method.getName()) {
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

    /** Fails for a class, as Payara does. */
    private static Object only(Class<?> type, Object target) {
        return Proxy.newProxyInstance(target.getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> call(target, method, arguments));
    }

    private static Object call(Object target, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}

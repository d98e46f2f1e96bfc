package org.groundstation.batch.database;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Leads from a connection to the one of the driver, under whatever a pool has put around it. Pools unwrap interfaces only, with a
 * stand-in for what is behind; a driver's connection may have none of its own.
 */
public interface Physical {
    /** The driver's own connection. */
    Connection driverConnection();

    /** A connection that does what the driver's does, and leads to it. */
    static Connection of(Connection driverConnection) {
        Physical physical = () -> driverConnection;
        return (Connection) Proxy.newProxyInstance(Physical.class.getClassLoader(), new Class<?>[] {Connection.class, Physical.class},
                (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Physical.class) {
                        return driverConnection;
                    }
                    if (arguments != null && arguments.length == 1 && arguments[0] == Physical.class) { // unwrap and isWrapperFor
                        return method.getName().equals("unwrap") ? physical : true;
                    }
                    try {
                        return method.invoke(driverConnection, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    /** The driver's connection behind one that {@link #of} made. @throws SQLException when it is closed */
    static Connection behind(Connection connection) throws SQLException {
        return connection.unwrap(Physical.class).driverConnection();
    }
}

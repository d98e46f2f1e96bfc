package org.groundstation.batch.h2;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;

/**
 * What stands in for an object of the driver. It is equal to itself only, and does not give the driver's object away: who
 * had that could write around the gate.
 */
abstract class DriverObject implements InvocationHandler {
    private final Object driverObject;

    DriverObject(Object driverObject) {
        this.driverObject = driverObject;
    }

    /** Answers a call that is more than a matter of the stand-in itself. */
    abstract Object answer(Object proxy, Method method, Object[] arguments) throws Throwable;

    /** Passes a call on, and throws what the driver throws. */
    final Object pass(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(driverObject, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    final <T> T as(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(DriverObject.class.getClassLoader(), new Class<?>[] {type}, this));
    }

    @Override
    public final Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "one writer at a time: " + driverObject;
            case "isWrapperFor" -> ((Class<?>) arguments[0]).isInstance(proxy);
            case "unwrap" -> unwrap(proxy, (Class<?>) arguments[0]);
            default -> answer(proxy, method, arguments);
        };
    }

    private static Object unwrap(Object proxy, Class<?> type) throws SQLException {
        if (type.isInstance(proxy)) {
            return proxy;
        }
        throw new SQLException("this is no wrapper for " + type.getName() + ": with the driver's own object one could write to H2 while"
                + " others do");
    }
}

package org.groundstation.batch.runtime;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.regex.Pattern;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.database.WriteGate;
import org.jberet.repository.JobRepository;

/**
 * A job repository that tells the running execution what went wrong in it, which JBeret itself only logs, and that writes
 * alone on databases that need it.
 */
final class WatchedRepository {
    private static final Pattern READING = Pattern.compile("(get|jobExists|count|find|hashCode|equals|toString).*");

    private WatchedRepository() {
    }

    static JobRepository of(JobRepository repository, Dialect dialect) {
        return (JobRepository) Proxy.newProxyInstance(WatchedRepository.class.getClassLoader(), new Class<?>[] {JobRepository.class},
                (proxy, method, arguments) -> READING.matcher(method.getName()).matches() ? invoke(repository, method, arguments)
                        : WriteGate.alone(dialect, () -> invoke(repository, method, arguments)));
    }

    private static Object invoke(JobRepository repository, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(repository, arguments);
        } catch (InvocationTargetException failed) {
            ExecutionScope scope = ExecutionScope.current();
            if (scope != null) {
                scope.failed(failed.getCause());
            }
            throw failed.getCause();
        }
    }
}

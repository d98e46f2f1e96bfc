package org.groundstation.batch.runtime;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jberet.repository.JobRepository;

/** A job repository that tells the running execution what went wrong in it; JBeret itself only logs that. */
final class WatchedRepository {
    private WatchedRepository() {
    }

    static JobRepository of(JobRepository repository) {
        return (JobRepository) Proxy.newProxyInstance(WatchedRepository.class.getClassLoader(), new Class<?>[] {JobRepository.class},
                (proxy, method, arguments) -> invoke(repository, method, arguments));
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

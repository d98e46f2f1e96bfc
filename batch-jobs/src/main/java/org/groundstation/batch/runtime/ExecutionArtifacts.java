package org.groundstation.batch.runtime;

import java.lang.System.Logger.Level;
import java.util.Properties;
import org.jberet.creation.ArtifactCreationContext;
import org.jberet.runtime.context.JobContextImpl;
import org.jberet.spi.ArtifactFactory;

/** Lets the execution of the calling thread make its own batch artifacts. */
final class ExecutionArtifacts implements ArtifactFactory {
    private static final System.Logger LOG = System.getLogger(ExecutionArtifacts.class.getName());

    @Override
    public Object create(String ref, Class<?> type, ClassLoader classLoader) {
        ArtifactCreationContext context = ArtifactCreationContext.getCurrentArtifactCreationContext();
        ExecutionScope scope = ExecutionScope.current();
        if (scope == null) {
            throw new IllegalStateException("batch artifact " + ref + " is made outside an execution");
        }
        scope.joined(((JobContextImpl) context.getJobContext()).getJobExecution());
        Properties properties = context.getProperties() == null ? new Properties()
                : org.jberet.job.model.Properties.toJavaUtilProperties(context.getProperties());
        return scope.execution().artifact(ref, properties);
    }

    @Override
    public void destroy(Object instance) {
        if (instance instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception failed) {
                LOG.log(Level.WARNING, "while closing " + instance.getClass().getSimpleName(), failed);
            }
        }
    }

    /** Not needed: artifacts are no listeners, and only those are asked for their class. */
    @Override
    public Class<?> getArtifactClass(String ref, ClassLoader classLoader) {
        return null;
    }
}

package org.groundstation.batch.database;

import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/**
 * Lets one write transaction of this server through at a time, on databases that need it
 * ({@link Dialect#oneWriterAtATime}). A precaution: H2 saves its tables one after the other while other sessions go on
 * writing, which is suspected of having left rows of an open transaction behind at a kill. See ADR 6.
 */
public final class WriteGate {
    private static final String REGISTRY = "java:comp/TransactionSynchronizationRegistry";
    private static final long PATIENCE_SECONDS = 60;
    private static final Semaphore GATE = new Semaphore(1, true);

    /** What a write does while it is alone. */
    @FunctionalInterface
    public interface Write<T, E extends Throwable> {
        T run() throws E;
    }

    private WriteGate() {
    }

    /**
     * Runs a write. Inside a JTA transaction the gate stays closed for others until the transaction has ended; outside,
     * until the write returns.
     *
     * @throws GroundstationException {@link ErrorCode#DATABASE_UNAVAILABLE} when another write does not end
     */
    public static <T, E extends Throwable> T alone(Dialect dialect, Write<T, E> write) throws E {
        if (!dialect.oneWriterAtATime()) {
            return write.run();
        }
        TransactionSynchronizationRegistry transaction = transaction();
        if (transaction != null) {
            enterUntilEnd(transaction);
            return write.run();
        }
        enter();
        try {
            return write.run();
        } finally {
            GATE.release();
        }
    }

    private static void enterUntilEnd(TransactionSynchronizationRegistry transaction) {
        if (transaction.getResource(WriteGate.class) != null) {
            return;
        }
        enter();
        try {
            transaction.registerInterposedSynchronization(new Release());
            transaction.putResource(WriteGate.class, Boolean.TRUE);
        } catch (RuntimeException refused) {
            GATE.release();
            throw refused;
        }
    }

    private static void enter() {
        try {
            if (!GATE.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new GroundstationException(ErrorCode.DATABASE_UNAVAILABLE,
                        "another write has not ended within " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new GroundstationException(ErrorCode.DATABASE_UNAVAILABLE, interrupted, "the wait for another write was interrupted");
        }
    }

    /** The transaction of this thread, or null. Outside of a container there is none. */
    private static TransactionSynchronizationRegistry transaction() {
        try {
            TransactionSynchronizationRegistry registry = InitialContext.doLookup(REGISTRY);
            return registry.getTransactionKey() == null ? null : registry;
        } catch (NamingException notInAContainer) {
            return null;
        }
    }

    private static final class Release implements Synchronization {
        @Override
        public void beforeCompletion() {
            // the commit itself must be alone, too
        }

        @Override
        public void afterCompletion(int status) {
            GATE.release();
        }
    }
}

package org.groundstation.api.columnar;

import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.SQLException;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Tells when a server refuses to end a transaction because it is the caller's. Some servers (Open Liberty) take a connection into the
 * caller's transaction with its first statement, and say until then that it is in autocommit mode.
 */
final class CallersTransaction {
    private static final String REGISTRY = "java:comp/TransactionSynchronizationRegistry";

    private CallersTransaction() {
    }

    /** Ends a transaction on a connection. */
    interface End {
        void run() throws SQLException;
    }

    /** Ends it, or leaves it to the caller if it is the caller's. */
    static void endOwn(End end) throws SQLException {
        try {
            end.run();
        } catch (SQLException refused) {
            // What a database says has a state, and what a server says has none.
            if (refused.getSQLState() != null || !isActive()) {
                throw refused;
            }
        }
    }

    private static boolean isActive() {
        try {
            TransactionSynchronizationRegistry registry = InitialContext.doLookup(REGISTRY);
            return registry.getTransactionStatus() != Status.STATUS_NO_TRANSACTION;
        } catch (NamingException | LinkageError | ClassCastException noServer) {
            return false;
        }
    }
}

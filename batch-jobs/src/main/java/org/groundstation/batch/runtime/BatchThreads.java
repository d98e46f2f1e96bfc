package org.groundstation.batch.runtime;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;

/** Runs batch work as an EJB invocation of its own, which is what makes UserTransaction work on a managed thread. */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
public class BatchThreads {
    /** Runs the work on the calling thread. */
    public void run(Runnable work) {
        work.run();
    }
}

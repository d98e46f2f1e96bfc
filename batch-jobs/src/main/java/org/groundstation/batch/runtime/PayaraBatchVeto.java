package org.groundstation.batch.runtime;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;

/** Keeps the beans of Payara's own batch container out: their producers for BatchProperty clash with JBeret's. */
public class PayaraBatchVeto implements Extension {
    private static final String PAYARA_BATCH = "com.ibm.jbatch.container.";

    void veto(@Observes ProcessAnnotatedType<?> type) {
        if (type.getAnnotatedType().getJavaClass().getName().startsWith(PAYARA_BATCH)) {
            type.veto();
        }
    }
}

/** JBeret inside Payara: environment, transactions, threads, job repository. Knows nothing about table jobs. */
package org.groundstation.batch.runtime;

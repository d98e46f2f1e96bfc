/** The job {@code score-table} against other ways to score a table with the same coefficients. */
package org.groundstation.bench.job;

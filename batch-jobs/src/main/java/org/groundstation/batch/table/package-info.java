/** One table job: checks, plan, columnar scan, score, sink, and the progress that makes it exactly once. */
package org.groundstation.batch.table;

/** Rows between tables and record batches: what a database may do in its own way, and how JDBC does it for all others. */
package org.groundstation.batch.rows;

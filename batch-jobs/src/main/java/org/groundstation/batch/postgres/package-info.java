/**
 * PostgreSQL: what its columns keep, and its binary COPY straight from and into Arrow vectors. Formats: PostgreSQL's documentation of COPY, "Binary
 * Format", and the send and receive functions of each type.
 */
package org.groundstation.batch.postgres;

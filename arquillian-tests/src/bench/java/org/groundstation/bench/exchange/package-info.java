/** The binary exchange against other ways to bring record batches to Python and back. */
package org.groundstation.bench.exchange;

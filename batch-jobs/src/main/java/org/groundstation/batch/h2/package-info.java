/** H2: what its columns keep, and one writer at a time, which it needs for a save to hold whole transactions. */
package org.groundstation.batch.h2;

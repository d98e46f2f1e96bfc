/** One class for each SQL type: everything that no single database decides. */
package org.groundstation.api.columnar.type;

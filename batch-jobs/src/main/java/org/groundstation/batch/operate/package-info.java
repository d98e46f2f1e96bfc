/** Table jobs as the server offers them: start, stop, restart, and what happens after a crash. */
package org.groundstation.batch.operate;

/** Tests of the product as a whole: each runs {@code groundstation.jar} as a process, see {@link org.groundstation.it.ServerProcess}. */
package org.groundstation.it;

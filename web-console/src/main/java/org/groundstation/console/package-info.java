/**
 * The console's server side: {@code rest} and {@code live} answer and push, {@code security} says who may, {@code health} and {@code metrics}
 * are for machines, {@code json} is how all of them write. The pages are in {@code src/main/webapp}.
 */
package org.groundstation.console;

/** The job over tables of growing size on a server with little memory. */
package org.groundstation.bench.growth;

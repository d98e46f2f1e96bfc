/** The PostgreSQL of the benchmarks and the table that all contenders read. */
package org.groundstation.bench.database;

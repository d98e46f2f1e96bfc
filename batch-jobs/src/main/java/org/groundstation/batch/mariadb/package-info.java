/** What MariaDB's driver does not do by itself: end a query early, and refuse a row that no packet takes. */
package org.groundstation.batch.mariadb;

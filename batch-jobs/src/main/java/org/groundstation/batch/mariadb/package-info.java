/** What MariaDB's driver does not do by itself. */
package org.groundstation.batch.mariadb;

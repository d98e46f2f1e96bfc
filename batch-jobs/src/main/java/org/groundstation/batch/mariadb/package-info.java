/** MariaDB: what its columns keep, and what its driver does not do by itself, to end a query early and to refuse a row that no packet takes. */
package org.groundstation.batch.mariadb;

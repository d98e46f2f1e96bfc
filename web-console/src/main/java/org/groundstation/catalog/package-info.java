/** What an administrator keeps on the server: accounts and trained models. The schema is Flyway's, Hibernate only maps it. */
package org.groundstation.catalog;

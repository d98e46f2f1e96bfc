/** What tables look like, where connections come from, and what each database must say of itself; the databases have packages of their own. */
package org.groundstation.batch.database;

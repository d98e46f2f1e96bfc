/** What differs between databases, one class for each; where connections come from; what tables look like. */
package org.groundstation.batch.database;

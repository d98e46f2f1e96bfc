package org.groundstation.server.resources;

import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import java.sql.Connection;

/**
 * What the application takes from the container: the database for transactions, the same database for cursors that
 * outlive a transaction, and the satellites.
 *
 * <p>The pools are large enough for 64 partitions at once, the most that groundstation.jobs.partitions takes; how many connections are
 * open is its choice. Readers hold a connection while their partition runs, which is neither idle nor leaked.
 */
@DataSourceDefinition(name = Resources.DATABASE, className = "org.groundstation.batch.database.WriterDataSource", isolationLevel = Connection.TRANSACTION_READ_COMMITTED, minPoolSize = 1, initialPoolSize = 1, maxPoolSize = 136, properties = {
    "fish.payara.is-connection-validation-required=true",
    "fish.payara.connection-validation-method=custom-validation",
    "fish.payara.validation-classname=org.glassfish.api.jdbc.validation.JDBC40ConnectionValidation"})
@DataSourceDefinition(name = Resources.READERS, className = "org.groundstation.batch.database.ReaderDataSource", transactional = false, minPoolSize = 0, initialPoolSize = 0, maxPoolSize = 192, maxIdleTime = 0, properties = {
    "fish.payara.is-connection-validation-required=true",
    "fish.payara.connection-validation-method=custom-validation",
    "fish.payara.validation-classname=org.glassfish.api.jdbc.validation.JDBC40ConnectionValidation",
    "fish.payara.connection-leak-timeout-in-seconds=0"})
@ConnectionFactoryDefinition(name = Resources.SATELLITES, interfaceName = "org.groundstation.api.SatelliteConnectionFactory", resourceAdapter = "groundstation", transactionSupport = TransactionSupportLevel.NoTransaction, minPoolSize = 0, maxPoolSize = 64, properties = {
    "org.glassfish.connector-connection-pool.is-connection-validation-required=true",
    "org.glassfish.connector-connection-pool.max-wait-time-in-millis=30000"})
@ApplicationScoped
public class Resources {
    /** The database, in JTA transactions. */
    public static final String DATABASE = "java:app/jdbc/groundstation";

    /** The same database outside of transactions. */
    public static final String READERS = "java:app/jdbc/groundstation-reader";

    /** The satellites. */
    public static final String SATELLITES = "java:app/eis/satellites";
}

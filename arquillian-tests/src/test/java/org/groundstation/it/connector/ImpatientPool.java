package org.groundstation.it.connector;

import jakarta.ejb.Stateless;
import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;

/** A pool whose callers wait for a second only; only servers that come from GlassFish know these properties. */
@ConnectionFactoryDefinition(name = "java:app/eis/impatient", interfaceName = "org.groundstation.api.SatelliteConnectionFactory", resourceAdapter = "groundstation", transactionSupport = TransactionSupportLevel.NoTransaction, minPoolSize = 0, maxPoolSize = 2, properties = {
    "org.glassfish.connector-connection-pool.max-wait-time-in-millis=1000",
    "org.glassfish.connector-connection-pool.is-connection-validation-required=true"})
@Stateless
public class ImpatientPool {
}

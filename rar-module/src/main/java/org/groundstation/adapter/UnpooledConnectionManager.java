package org.groundstation.adapter;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;

/** Stands in for a container: a new seat for each connection, destroyed when it is closed. */
final class UnpooledConnectionManager implements ConnectionManager {
    private static final long serialVersionUID = 1;

    @Override
    public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo info) throws ResourceException {
        ManagedConnection seat = factory.createManagedConnection(null, info);
        seat.addConnectionEventListener(new DestroyAfterUse(seat));
        return seat.getConnection(null, info);
    }

    private record DestroyAfterUse(ManagedConnection seat) implements ConnectionEventListener {
        @Override
        public void connectionClosed(ConnectionEvent event) {
            destroy();
        }

        @Override
        public void connectionErrorOccurred(ConnectionEvent event) {
            destroy();
        }

        @Override
        public void localTransactionStarted(ConnectionEvent event) {
            // satellites have no transactions
        }

        @Override
        public void localTransactionCommitted(ConnectionEvent event) {
            // satellites have no transactions
        }

        @Override
        public void localTransactionRolledback(ConnectionEvent event) {
            // satellites have no transactions
        }

        private void destroy() {
            try {
                seat.destroy();
            } catch (ResourceException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}

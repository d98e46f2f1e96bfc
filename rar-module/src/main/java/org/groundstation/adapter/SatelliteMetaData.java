package org.groundstation.adapter;

import jakarta.resource.spi.ManagedConnectionMetaData;

/** What the container can ask about a seat. @param runtime for example {@code Python 3.11.7}; empty between two uses */
record SatelliteMetaData(String runtime) implements ManagedConnectionMetaData {
    @Override
    public String getEISProductName() {
        return "Groundstation satellite";
    }

    @Override
    public String getEISProductVersion() {
        return runtime;
    }

    /** One connection at a time. */
    @Override
    public int getMaxConnections() {
        return 1;
    }

    @Override
    public String getUserName() {
        return "";
    }
}

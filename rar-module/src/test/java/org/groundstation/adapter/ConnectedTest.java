package org.groundstation.adapter;

import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.SatelliteConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Tests with a connection each, to real satellites of one station, through the connector but without a container. */
@Timeout(60)
abstract class ConnectedTest {
    static TestAdapter station;
    static SatelliteConnectionFactory satellites;
    SatelliteConnection connection;

    @BeforeAll
    static void start() throws Exception {
        station = new TestAdapter();
        satellites = station.factory();
    }

    @AfterAll
    static void stop() {
        station.close();
    }

    @BeforeEach
    void connect() {
        connection = satellites.getConnection();
    }

    @AfterEach
    void disconnect() {
        connection.close();
    }
}

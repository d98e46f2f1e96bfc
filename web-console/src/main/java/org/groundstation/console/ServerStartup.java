package org.groundstation.console;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import org.groundstation.server.StartSignal;

/** Starts. */
@Singleton
@Startup
public class ServerStartup {
    @PostConstruct
    void start() {
        StartSignal.applicationStarted();
    }
}

package org.groundstation.console.live;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;

/** Ends the event streams of a session together with it. */
@WebListener
public class SessionEnd implements HttpSessionListener {
    @Inject
    private LiveStation station;

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        station.endSession(event.getSession().getId());
    }
}

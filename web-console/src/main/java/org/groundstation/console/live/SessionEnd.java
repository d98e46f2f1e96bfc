package org.groundstation.console.live;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;

/** Ends the event streams of a session together with it. The server renews the id at a logout, before the session ends. */
@WebListener
public class SessionEnd implements HttpSessionListener, HttpSessionIdListener {
    @Inject
    private LiveServer station;

    @Override
    public void sessionIdChanged(HttpSessionEvent event, String oldId) {
        station.endSession(oldId);
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        station.endSession(event.getSession().getId());
    }
}

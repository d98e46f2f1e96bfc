package org.groundstation.batch.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

/** Where connections come from. @param user empty for the driver's default */
record Origin(String url, String user, String password) {
    Dialect dialect() {
        return Dialect.of(url);
    }

    /** A connection as the driver makes it, known to the {@link LinkWatch}. */
    Connection connect(Dialect.Use use) throws SQLException {
        Dialect dialect = dialect();
        Properties properties = dialect.properties(use);
        if (user != null && !user.isEmpty()) {
            properties.setProperty("user", user);
            properties.setProperty("password", password == null ? "" : password);
        }
        LinkFactory.takeLast();
        Connection connection = dialect.driver().connect(dialect.url(url, use), properties);
        Link link = LinkFactory.takeLast();
        dialect.sign(connection, use);
        if (link != null) {
            LinkWatch.established(connection, link, new Link.Peer(this, use == Dialect.Use.ASK ? 0 : dialect.session(connection)));
        }
        return connection;
    }

    @Override
    public String toString() {
        return "Origin[user=" + user + "]";
    }
}

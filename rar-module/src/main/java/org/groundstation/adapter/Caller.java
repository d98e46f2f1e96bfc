package org.groundstation.adapter;

/**
 * Whose scripts run. All that is not done for a person who logged in is done for the server, under one name.
 *
 * @param name the name of the caller's principal; empty for the server itself
 */
record Caller(String name) {
    static final Caller SERVER = new Caller("");

    /** The caller of the current thread. */
    static Caller current() {
        return CallerSources.OF_THIS_SERVER.caller().map(Caller::new).orElse(SERVER);
    }
}

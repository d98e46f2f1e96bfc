package org.groundstation.api;

/** Who can fix an error. */
public enum ErrorKind {
    /** The caller: the script, the query, the declared schema or the request is wrong. */
    USER,
    /** Groundstation itself: a bug, or bytes that should never have been sent. */
    INTERNAL,
    /** The administrator: a limit was reached or a part of the installation is missing. */
    RESOURCES,
    /** Something outside: the database, the operating system, a process that was killed. */
    EXTERNAL
}

package org.groundstation.console.security;

/** The names of {@link org.groundstation.catalog.Account.Role} as annotations need them. */
public final class Roles {
    /** May do everything. */
    public static final String ADMINISTRATOR = "ADMINISTRATOR";

    private Roles() {
    }
}

package org.groundstation.it.security;

/** The suite on a server that an ordinary user runs. */
class UserSecurityIT extends SandboxSuite {
    UserSecurityIT() {
        super(Mode.USER);
    }
}

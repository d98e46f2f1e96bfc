package org.groundstation.it.security;

/** The suite on a server that root runs. */
class RootSecurityIT extends SandboxSuite {
    RootSecurityIT() {
        super(Mode.ROOT);
    }
}

package org.groundstation.it.security;

/** The suite on a server that root runs without CAP_SYS_ADMIN, as in a container. */
class ContainerSecurityIT extends SandboxSuite {
    ContainerSecurityIT() {
        super(Mode.CONTAINER);
    }
}

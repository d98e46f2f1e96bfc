package org.groundstation.it.security;

import java.util.List;

/** As whom a server runs, and which layers it gets by that. */
enum Mode {
    ROOT("cgroup", "namespaces", "root", "limits", "account", "capabilities", "privileges", "landlock", "seccomp"),
    USER("namespaces", "root", "limits", "capabilities", "privileges", "landlock", "seccomp"),
    /** An ordinary user, where one script may connect to one host: satellites have a loopback and sockets of TCP. */
    NETWORK("namespaces", "root", "limits", "capabilities", "privileges", "landlock", "seccomp"),
    /** Root without CAP_SYS_ADMIN, as in a container. */
    CONTAINER("cgroup", "limits", "account", "capabilities", "privileges", "landlock", "seccomp");

    private final List<String> layers;

    Mode(String... layers) {
        this.layers = List.of(layers);
    }

    /** What the isolation report must call active. */
    List<String> layers() {
        return layers;
    }
}

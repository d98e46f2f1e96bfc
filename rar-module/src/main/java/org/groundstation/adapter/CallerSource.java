package org.groundstation.adapter;

import java.util.Optional;

/** One way in which servers tell who is logged in. */
interface CallerSource {
    /** The name of the caller of the current thread; empty if nobody is known here. */
    Optional<String> caller();
}

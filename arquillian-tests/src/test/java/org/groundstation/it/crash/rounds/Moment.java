package org.groundstation.it.crash.rounds;

/** When the trouble comes. Gated moments are triggers at which the server is held until the trouble has come. */
enum Moment {
    /** Any time after the start. */
    RANDOM(false),
    /** The moment after a chunk was committed. */
    AFTER_COMMIT(false),
    /** The moment after a stopped job was restarted. */
    AFTER_RESUME(false),
    /** While the plan is stored. */
    IN_PLANNING(true),
    BEFORE_WRITE(true),
    AFTER_WRITE(true),
    BEFORE_LEDGER(true),
    AFTER_LEDGER(true),
    /** Inside of the commit: a deferred constraint trigger. */
    AT_COMMIT(true);

    private final boolean gated;

    Moment(boolean gated) {
        this.gated = gated;
    }

    boolean isGated() {
        return gated;
    }

    boolean isOn(Database database) {
        return switch (database) {
            case POSTGRES -> true;
            case MARIADB -> this != AT_COMMIT;
            case H2 -> !gated;
        };
    }
}

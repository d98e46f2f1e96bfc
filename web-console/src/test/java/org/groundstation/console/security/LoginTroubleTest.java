package org.groundstation.console.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.groundstation.api.ErrorCode;
import org.junit.jupiter.api.Test;

class LoginTroubleTest {
    private final LoginTrouble trouble = new LoginTrouble();

    @Test
    void databaseThatIsAwayIsNoWrongPassword() {
        assertThat(trouble.error()).isEmpty();
        trouble.failed(new IllegalStateException("could not open", new SQLException("Connection refused", "08001")));
        assertThat(trouble.error().orElseThrow().code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE);
    }

    @Test
    void databaseWhosePoolIsUsedUpIsNotAway() {
        trouble.failed(new IllegalStateException(new SQLException("Error in allocating a connection. Cause: In-use connections equal "
                + "max-pool-size and expired max-wait-time. Cannot allocate more connections.")));
        assertThat(trouble.error().orElseThrow().getMessage()).startsWith("GS-5004: no connection to the database became free in time: ");
    }
}

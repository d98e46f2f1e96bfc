package org.groundstation.console.security;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.batch.database.DatabaseErrors;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.database.WriterDataSource;

/** Why the password of this request could not be looked at: containers take any error of a store for a wrong one. */
@RequestScoped
public class LoginTrouble {
    private GroundstationException error;

    /** What kept the accounts from being read; empty when they were. */
    public Optional<GroundstationException> error() {
        return Optional.ofNullable(error);
    }

    void failed(RuntimeException why) {
        GroundstationException known = GroundstationException.in(why);
        if (known == null) {
            Dialect dialect = Dialect.of(WriterDataSource.configuredUrl());
            boolean away = DatabaseErrors.isConnectionLost(dialect, why);
            known = new GroundstationException(away ? DatabaseErrors.lost(dialect, why) : ErrorCode.INTERNAL, why, "the accounts cannot be read");
        }
        error = known;
    }
}

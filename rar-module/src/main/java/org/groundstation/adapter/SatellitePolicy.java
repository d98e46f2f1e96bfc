package org.groundstation.adapter;

import java.util.Locale;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/** What happens to a satellite after a use. */
enum SatellitePolicy {
    /** It ends; the next use gets a new one. */
    FRESH,
    /** It is reset and kept for the next use by the same user in the same pool. */
    SAME_USER;

    /** @param name of the setting or property, for the message. @throws GroundstationException {@link ErrorCode#SETTING_INVALID} */
    static SatellitePolicy parse(String name, String value) {
        try {
            return valueOf(value.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new GroundstationException(ErrorCode.SETTING_INVALID, name, value, "it must be FRESH or SAME_USER");
        }
    }
}

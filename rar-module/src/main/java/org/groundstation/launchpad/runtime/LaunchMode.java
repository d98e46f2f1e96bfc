package org.groundstation.launchpad.runtime;

import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.settings.Setting;

/** How satellites come into being. */
public enum LaunchMode {
    /** Forked from a zygote that has the packages loaded, and shut into a sandbox. It takes Linux. */
    FORK,
    /** Each started as a Python process of its own, with nothing that isolates it. On every system. */
    SPAWN;

    private static final String LINUX = "Linux";

    /** As the settings say. @throws GroundstationException {@link ErrorCode#SETTING_INVALID}, {@link ErrorCode#SYSTEM_UNSUPPORTED} */
    public static LaunchMode configured() {
        return on(System.getProperty("os.name"));
    }

    /** As the settings say on the operating system of this name. */
    static LaunchMode on(String system) {
        boolean linux = system.equals(LINUX);
        LaunchMode mode = switch (Setting.LAUNCHER.oneOf("", "fork", "spawn")) {
            case "fork" -> FORK;
            case "spawn" -> SPAWN;
            default -> linux ? FORK : SPAWN;
        };
        if (mode == FORK && !linux) {
            throw new GroundstationException(ErrorCode.SYSTEM_UNSUPPORTED, system);
        }
        return mode;
    }
}

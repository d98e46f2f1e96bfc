package org.groundstation.launchpad;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/** A Python environment on disk: a virtual environment, or the prefix of an installation. */
public record PythonRuntime(Path home) {

    /**
     * Its interpreter.
     *
     * @throws GroundstationException {@link ErrorCode#RUNTIME_MISSING}
     */
    public Path interpreter() {
        return Stream.of("bin/python", "bin/python3", "Scripts/python.exe").map(home::resolve).filter(Files::isExecutable)
                .findFirst().orElseThrow(() -> new GroundstationException(ErrorCode.RUNTIME_MISSING, home));
    }
}

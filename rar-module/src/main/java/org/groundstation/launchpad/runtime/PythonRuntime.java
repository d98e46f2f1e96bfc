package org.groundstation.launchpad.runtime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/** A Python environment on disk: a virtual environment, or the prefix of an installation. */
public record PythonRuntime(Path home) {
    /** Without these of Windows a process cannot even open a socket there. */
    private static final Set<String> KEPT_VARIABLES = Set.of("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "NUMBER_OF_PROCESSORS",
            "PROCESSOR_ARCHITECTURE");

    /**
     * Its interpreter.
     *
     * @throws GroundstationException {@link ErrorCode#RUNTIME_MISSING}
     */
    public Path interpreter() {
        return installed().orElseThrow(() -> new GroundstationException(ErrorCode.RUNTIME_MISSING, home));
    }

    /** Its interpreter, if there is one. */
    Optional<Path> installed() {
        return Stream.of("bin/python", "bin/python3", "Scripts/python.exe").map(home::resolve).filter(Files::isExecutable).findFirst();
    }

    /**
     * A process that runs the satellite's code, with nothing of the server's environment, nor of packages that its user has installed.
     *
     * @param code the satellite's Python code
     * @param arguments what it does
     * @throws GroundstationException {@link ErrorCode#RUNTIME_MISSING}
     */
    public ProcessBuilder process(Path code, String... arguments) {
        List<String> command = new ArrayList<>(List.of(interpreter().toString(), "-I", "-X", "utf8", code.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> !KEPT_VARIABLES.contains(name.toUpperCase(Locale.ROOT)));
        environment.putAll(Map.of("LANG", "C.UTF-8", "OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "1", "MKL_NUM_THREADS", "1"));
        environment.put("PATH", environment.containsKey("SYSTEMROOT") ? environment.get("SYSTEMROOT") + "\\System32" : "/usr/local/bin:/usr/bin:/bin");
        return builder;
    }
}

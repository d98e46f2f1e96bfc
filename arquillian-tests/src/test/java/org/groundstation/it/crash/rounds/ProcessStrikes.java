package org.groundstation.it.crash.rounds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Trouble with the Python processes of the owner. A batch may cost three satellites, so no more than two are killed. */
final class ProcessStrikes {
    private ProcessStrikes() {
    }

    static Strike.Remedy satellite(Arena arena) {
        return killTwice(arena, Optional::of);
    }

    static Strike.Remedy keeper(Arena arena) {
        return killTwice(arena, ProcessHandle::parent);
    }

    static Strike.Remedy zygote(Arena arena) {
        arena.owner().server().handle().children().forEach(ProcessHandle::destroyForcibly);
        return () -> {
            if (arena.random().nextBoolean()) {
                arena.pause(100, 1_500);
                arena.owner().server().handle().children().forEach(ProcessHandle::destroyForcibly);
            }
        };
    }

    private static Strike.Remedy killTwice(Arena arena, Function<ProcessHandle, Optional<ProcessHandle>> which) {
        kill(arena, which);
        return () -> {
            if (arena.random().nextBoolean()) {
                arena.pause(100, 1_500);
                kill(arena, which);
            }
        };
    }

    private static void kill(Arena arena, Function<ProcessHandle, Optional<ProcessHandle>> which) {
        JsonNode satellites = arena.owner().api().get("/api/satellites");
        List<Long> busy = StreamSupport.stream(satellites.spliterator(), false).filter(satellite -> satellite.get("state").asText().equals("RUNNING"))
                .map(satellite -> satellite.get("pid").asLong()).toList();
        if (!busy.isEmpty()) {
            ProcessHandle.of(busy.get(arena.random().nextInt(busy.size()))).flatMap(which)
                    .filter(process -> process.pid() != arena.owner().server().pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}

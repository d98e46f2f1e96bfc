package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.util.Optional;
import java.util.Set;
import org.groundstation.api.GroundstationException;
import org.junit.jupiter.api.Test;

class ServerNeedsTest {
    @Test
    void aJvmThatIsClosedToArrowIsToldTheOptionToAdd() {
        assertThatThrownBy(() -> ServerNeeds.requireMemory(Object.class.getModule(), stranger())).isInstanceOf(GroundstationException.class)
                .hasMessage("GS-2015: this JVM does not let Arrow reach its memory: the package java.nio is closed to it. Add "
                        + "--add-opens=java.base/java.nio=ALL-UNNAMED to the JVM options of the server (docs/administer/servers.md says where) and start it again.");
    }

    @Test
    void aClassThatTheServerLacksIsNamed() {
        assertThatThrownBy(() -> ServerNeeds.explain(() -> {
            throw new NoClassDefFoundError("sun/misc/Unsafe");
        })).isInstanceOf(GroundstationException.class).hasCauseInstanceOf(NoClassDefFoundError.class)
                .hasMessage("GS-2016: this server lacks a class that Groundstation needs: java.lang.NoClassDefFoundError: sun/misc/Unsafe. "
                        + "Give the server what docs/administer/servers.md lists for it, and start it again.");
    }

    @Test
    void aServerThatHasEverythingStarts() {
        assertThat(ServerNeeds.explain(() -> "started")).isEqualTo("started");
    }

    /** A module that nothing was opened to: the tests' own JVM is open to the class path. */
    private static Module stranger() {
        ModuleDescriptor descriptor = ModuleDescriptor.newModule("stranger").build();
        ModuleReference reference = new ModuleReference(descriptor, null) {
            @Override
            public ModuleReader open() {
                throw new UnsupportedOperationException();
            }
        };
        ModuleFinder finder = new ModuleFinder() {
            @Override
            public Optional<ModuleReference> find(String name) {
                return name.equals("stranger") ? Optional.of(reference) : Optional.empty();
            }

            @Override
            public Set<ModuleReference> findAll() {
                return Set.of(reference);
            }
        };
        ModuleLayer boot = ModuleLayer.boot();
        return boot.defineModulesWithOneLoader(boot.configuration().resolve(finder, ModuleFinder.of(), Set.of("stranger")),
                ServerNeedsTest.class.getClassLoader()).findModule("stranger").orElseThrow();
    }
}

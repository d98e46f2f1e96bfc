package org.groundstation.adapter;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The ways that this server has, the surest first. A server may lack the classes of any of them. */
final class CallerSources implements CallerSource {
    /** No method references: they load their classes here already. */
    static final CallerSource OF_THIS_SERVER = available(List.of(() -> AuthorizationCaller.jakartaSecurity(), () -> new SecurityContextCaller(),
            () -> AuthorizationCaller.onlyPrincipal()));

    private final List<CallerSource> sources;

    private CallerSources(List<CallerSource> sources) {
        this.sources = sources;
    }

    /** Those whose classes are there. */
    static CallerSource available(List<Supplier<CallerSource>> known) {
        return new CallerSources(known.stream().flatMap(CallerSources::tryOne).toList());
    }

    @Override
    public Optional<String> caller() {
        for (CallerSource source : sources) {
            Optional<String> caller = source.caller();
            if (caller.isPresent()) {
                return caller;
            }
        }
        return Optional.empty();
    }

    private static Stream<CallerSource> tryOne(Supplier<CallerSource> source) {
        CallerSource made;
        try {
            made = source.get();
            made.caller(); // classes are looked for when they are used
        } catch (LinkageError absent) {
            return Stream.empty();
        } catch (RuntimeException notNow) {
            return Stream.of(source.get()); // it is there; that this thread cannot be asked says nothing about the next one
        }
        return Stream.of(made);
    }
}

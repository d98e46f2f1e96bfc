package org.groundstation.exchange;

/**
 * What a satellite runs scripts with.
 *
 * @param language as {@link org.groundstation.api.ExternalScript#language()} names it
 * @param name which of this server's runtimes for that language
 */
public record RuntimeName(String language, String name) {
    /** The environment of {@code groundstation.python.home}. */
    public static final RuntimeName PYTHON = new RuntimeName("Python", "default");

    @Override
    public String toString() {
        return language + " (" + name + ")";
    }
}

package org.groundstation.api;

/**
 * Text that a script printed.
 *
 * @param stream where it went
 * @param text as printed, line ends included; long output arrives in several messages
 */
public record ScriptMessage(Stream stream, String text) {
    /** Standard output, standard error, or a remark of Groundstation itself (for example that output was cut). */
    public enum Stream { STDOUT, STDERR, NOTICE }
}

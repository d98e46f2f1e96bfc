package org.groundstation.catalog;

import java.security.SecureRandom;

/** Passwords that a machine chooses and a person types. */
public final class RandomPassword {
    /** Without characters that look alike. */
    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int GROUPS = 4;
    private static final int GROUP_LENGTH = 5;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomPassword() {
    }

    /** Four groups of five characters, 100 random bits, for example {@code k3vxa-9mzqt-b2hjw-ye7cd}. */
    public static String next() {
        StringBuilder password = new StringBuilder();
        for (int at = 0; at < GROUPS * GROUP_LENGTH; at++) {
            if (at > 0 && at % GROUP_LENGTH == 0) {
                password.append('-');
            }
            password.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }
}

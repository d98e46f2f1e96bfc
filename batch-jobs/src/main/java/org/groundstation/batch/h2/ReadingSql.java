package org.groundstation.batch.h2;

import java.util.regex.Pattern;

/** Tells statements of H2 that only read from those that may write. In doubt a statement writes. */
final class ReadingSql {
    /** Comments, texts and quoted names, in which words mean nothing. */
    private static final Pattern NO_WORDS = Pattern.compile("/\\*.*?\\*/|(?:--|//)[^\r\n]*|'(?:[^']|'')*+'|\"(?:[^\"]|\"\")*+\"|`[^`]*+`",
            Pattern.DOTALL);
    private static final Pattern QUERY = Pattern.compile("[\\s(]*(?:select|values|with|table|show|explain)\\b",
            Pattern.CASE_INSENSITIVE);

    /** Locks are rows of the undo log, sequences are stored, and H2 takes changes as tables and several statements as one. */
    private static final Pattern WRITES = Pattern.compile("\\bfor\\W+update\\b|\\bnext\\W+value\\b|\\bnextval\\b|\\blink_schema\\b"
            + "|\\b(?:final|new|old)\\W+table\\b|\\bexplain\\W+analyze\\b|;\\s*\\S|\\$\\$", Pattern.CASE_INSENSITIVE);

    private ReadingSql() {
    }

    static boolean is(String sql) {
        String words = NO_WORDS.matcher(sql).replaceAll(" ");
        return QUERY.matcher(words).lookingAt() && !WRITES.matcher(words).find();
    }
}

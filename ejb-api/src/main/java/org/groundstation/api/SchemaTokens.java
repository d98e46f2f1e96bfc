package org.groundstation.api;

import java.util.ArrayList;
import java.util.List;

/** The words, names and signs of a schema, each with its place. A bracket begins a name where a name or type is due. */
final class SchemaTokens {
    private static final String SIGNS = ",()[]";
    private static final String QUOTES = "\"`'";

    private final String text;
    private final List<Token> read = new ArrayList<>();
    private int at;
    private int next;

    /** What a token is; a sign is one of {@code , ( ) [ ]}. */
    enum Sort { WORD, NAME, STRING, SIGN, END }

    /**
     * @param text without its quotes
     * @param place of its first character, counted from 1
     */
    record Token(Sort sort, String text, int place, int end) {
        boolean is(String sign) {
            return sort == Sort.SIGN && text.equals(sign);
        }

        boolean isWord(String word) {
            return sort == Sort.WORD && text.equalsIgnoreCase(word);
        }

        @Override
        public String toString() {
            return sort == Sort.END ? "the end" : "'" + text + "' at character " + place;
        }
    }

    SchemaTokens(String text) {
        this.text = text;
    }

    /** The next token; it stays the next one. */
    Token peek() {
        if (next == read.size()) {
            read.add(scan(false));
        }
        return read.get(next);
    }

    /** The next token where a name or a type begins: {@code [a b]} is one name there. It stays the next one. */
    Token peekName() {
        if (peek().is("[")) {
            at = read.remove(next).place() - 1;
            read.add(scan(true));
        }
        return peek();
    }

    /** Takes the next token. */
    Token take() {
        Token token = peek();
        next++;
        return token;
    }

    /** Takes the next token if it is that sign. */
    boolean take(String sign) {
        boolean is = peek().is(sign);
        next += is ? 1 : 0;
        return is;
    }

    /** Takes the next token if it is that word. */
    boolean takeWord(String word) {
        boolean is = peek().isWord(word);
        next += is ? 1 : 0;
        return is;
    }

    /** How many tokens have been taken. */
    int mark() {
        return next;
    }

    /** Gives back the tokens that were taken after the mark. */
    void back(int mark) {
        next = mark;
    }

    /** The text from the first character of one token to the last one of another. */
    String between(Token first, Token last) {
        return text.substring(first.place() - 1, last.end());
    }

    private Token scan(boolean brackets) {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        int start = at;
        if (at == text.length()) {
            return new Token(Sort.END, "", start + 1, start);
        }
        char first = text.charAt(at);
        if (QUOTES.indexOf(first) >= 0 || brackets) {
            return quoted(start, brackets ? ']' : first);
        }
        at++;
        if (SIGNS.indexOf(first) >= 0) {
            return new Token(Sort.SIGN, String.valueOf(first), start + 1, at);
        }
        while (at < text.length() && isOfWord(text.charAt(at))) {
            at++;
        }
        return new Token(Sort.WORD, text.substring(start, at), start + 1, at);
    }

    /** The closing sign twice stands for itself. */
    private Token quoted(int start, char close) {
        StringBuilder name = new StringBuilder();
        for (at = start + 1; at < text.length(); at++) {
            if (text.charAt(at) == close) {
                at++;
                if (at == text.length() || text.charAt(at) != close) {
                    return new Token(close == '\'' ? Sort.STRING : Sort.NAME, name.toString(), start + 1, at);
                }
            }
            name.append(text.charAt(at));
        }
        throw new GroundstationException(ErrorCode.SCRIPT_INVALID,
                "the " + text.charAt(start) + " at character " + (start + 1) + " of the result schema is never closed by " + close);
    }

    private static boolean isOfWord(char letter) {
        return !isSpace(letter) && SIGNS.indexOf(letter) < 0 && QUOTES.indexOf(letter) < 0;
    }

    private static boolean isSpace(char letter) {
        return Character.isWhitespace(letter) || Character.isSpaceChar(letter);
    }
}

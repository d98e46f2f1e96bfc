package org.groundstation.it.crash.rounds;

/** The databases that rounds run on, and how each writes the texts that rows are compared by. */
enum Database {
    POSTGRES("cast(%s as text)"),
    MARIADB("hex(cast(%s as char))"),
    H2("cast(%s as varchar)");

    private final String text;

    Database(String text) {
        this.text = text;
    }

    /** A column as a text that is compared letter by letter, whatever the column's collation. */
    String text(String column) {
        return text.formatted(column);
    }
}

package org.groundstation.batch.database;

import java.util.Optional;
import org.groundstation.api.SqlType;
import org.groundstation.api.columnar.type.ColumnType;
import org.groundstation.api.columnar.type.JdbcColumn;
import org.groundstation.batch.rows.Storage;

/**
 * One column of a table.
 *
 * @param name as the database stores it
 * @param typeName the database's own name of the type, for messages
 * @param jdbc as JDBC describes it, a domain as the type below
 * @param type that a select of it sends; empty when its values cannot be sent to a script
 * @param cast what a select of it must ask for, with %s for the column, or null when that is the column itself
 * @param storage what it keeps of values that are written into it; empty when that is no type's values
 * @param comparison how it is compared and ordered as a part of a key; empty when it cannot be one
 * @param nullable whether NULL may be in it
 * @param filledByDatabase whether an insert may leave it out: a default, an identity or a computed column
 */
public record Column(String name, String typeName, JdbcColumn jdbc, Optional<SqlType> type, String cast, Optional<Storage> storage,
        Optional<Comparison> comparison, boolean nullable, boolean filledByDatabase) {
    /** A column of which nothing is known but what JDBC says. */
    public static Column listed(String name, JdbcColumn jdbc, boolean nullable, boolean filledByDatabase) {
        Optional<SqlType> type = ColumnType.ofJdbc(jdbc);
        return new Column(name, jdbc.typeName(), jdbc, type, null, type.map(Storage::of), Optional.of(Comparison.PLAIN), nullable, filledByDatabase);
    }

    /** The same with what it keeps. */
    public Column keeping(Optional<Storage> kept) {
        return new Column(name, typeName, jdbc, type, cast, kept, comparison, nullable, filledByDatabase);
    }

    /** The same, named for messages. */
    public Column called(String label) {
        return new Column(name, label, jdbc, type, cast, storage, comparison, nullable, filledByDatabase);
    }

    /** The same, sent as another type; nothing is written into it. */
    public Column sentAs(SqlType sent, String sql) {
        return new Column(name, typeName, jdbc, Optional.of(sent), sql, Optional.empty(), Optional.empty(), nullable, filledByDatabase);
    }

    /** The same, as something that cannot be a key. */
    public Column unordered() {
        return new Column(name, typeName, jdbc, type, cast, storage, Optional.empty(), nullable, filledByDatabase);
    }

    /** The same, compared in another way. */
    public Column compared(Comparison how) {
        return new Column(name, typeName, jdbc, type, cast, storage, Optional.of(how), nullable, filledByDatabase);
    }

    /** What a select takes to send it. */
    public String selected(Dialect dialect) {
        String quoted = dialect.quote(name);
        return cast == null ? quoted : cast.replace("%s", quoted);
    }
}

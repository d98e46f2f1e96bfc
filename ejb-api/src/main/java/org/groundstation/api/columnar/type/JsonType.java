package org.groundstation.api.columnar.type;

import java.sql.Types;
import java.util.Set;
import org.groundstation.api.SqlType;

/** JSON as its text. MariaDB's is a text like any other. */
final class JsonType extends TextType {
    static final JsonType INSTANCE = new JsonType();

    private JsonType() {
        super(Types.VARCHAR, Set.of("json", "jsonb"));
    }

    @Override
    SqlType in(JdbcColumn column) {
        return column.jdbcType() == Types.OTHER && (column.named("json") || column.named("jsonb")) ? SqlType.JSON : null;
    }
}

package org.groundstation.api.columnar.type;

import java.sql.Types;
import java.util.Set;
import java.util.UUID;
import org.apache.arrow.vector.FieldVector;
import org.groundstation.api.SqlType;

/** A UUID as its text of 36 characters. */
final class UuidType extends TextType {
    static final UuidType INSTANCE = new UuidType();

    private static final Set<Integer> JDBC = Set.of(Types.OTHER, Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB);

    private UuidType() {
        super(Types.OTHER, Set.of("uuid"), UUID.class);
    }

    @Override
    SqlType in(JdbcColumn column) {
        return JDBC.contains(column.jdbcType()) && column.named("uuid") ? SqlType.UUID : null;
    }

    @Override
    CellBinder valueBinder(FieldVector vector, SqlType type, int parameter) {
        return (insert, row) -> insert.setObject(parameter, UUID.fromString((String) get(vector, row)));
    }
}

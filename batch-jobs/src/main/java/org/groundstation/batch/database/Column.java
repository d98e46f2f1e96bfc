package org.groundstation.batch.database;

import java.sql.Types;
import java.util.Optional;
import org.groundstation.api.SqlType;

/**
 * One column of a table.
 *
 * @param name as the database stores it
 * @param jdbcType one of {@link Types}
 * @param typeName the database's own name of the type
 * @param precision digits or length as JDBC metadata reports them; 0 when unconstrained
 * @param scale digits after the point, also of seconds
 * @param nullable whether NULL may be in it
 * @param filledByDatabase whether an insert may leave it out: a default, an identity or a computed column
 */
public record Column(String name, int jdbcType, String typeName, int precision, int scale, boolean nullable,
        boolean filledByDatabase) {
    /** Empty when values of this type cannot be sent to a script. */
    public Optional<SqlType> type() {
        return SqlType.ofJdbc(jdbcType, typeName, precision, scale);
    }

    /** A decimal without limits, as PostgreSQL's plain {@code numeric} and H2's {@code decfloat}. */
    public boolean isUnlimitedDecimal() {
        boolean fixedScale = typeName.equals("NUMERIC") || typeName.equals("DECIMAL"); // H2's, of 100,000 digits before the point
        return type().equals(Optional.of(SqlType.NUMERIC)) && !fixedScale;
    }
}

package org.groundstation.api.columnar.type;

import java.sql.Types;
import java.util.Locale;
import java.util.Set;

/**
 * A column as JDBC describes it.
 *
 * @param jdbcType one of {@link java.sql.Types}
 * @param typeName the database's own name of the type
 * @param precision decimal digits, those of its elements for an array; out of 1 to 38 means unconstrained
 * @param scale decimal digits after the point
 */
public record JdbcColumn(int jdbcType, String typeName, int precision, int scale) {
    /** Types, most of them PostgreSQL's, that are sent as the text that the driver has of them. */
    private static final Set<String> TEXTS = Set.of("citext", "inet", "cidr", "macaddr", "macaddr8", "varbit", "xml", "INET4", "INET6");

    /** Whether the type has that name, in whatever case. */
    boolean named(String name) {
        return name.equalsIgnoreCase(typeName);
    }

    /** MariaDB's whole numbers without a sign, which JDBC reports as if they had one. */
    boolean isUnsigned() {
        return typeName.endsWith(" UNSIGNED");
    }

    /** Whether the type has a text and nothing else; its name may have its schema before it. */
    boolean isText() {
        String name = typeName.substring(typeName.lastIndexOf('.') + 1).replace("\"", "");
        return TEXTS.contains(name) || name.equals("bit") && precision != 1 || jdbcType == Types.OTHER && name.startsWith("ENUM(");
    }

    /** H2's floating decimals, whose scale is each value's own. */
    boolean isFloatingDecimal() {
        return typeName.toUpperCase(Locale.ROOT).startsWith("DECFLOAT");
    }
}

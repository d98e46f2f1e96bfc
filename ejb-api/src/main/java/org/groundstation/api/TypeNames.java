package org.groundstation.api;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.groundstation.api.SqlType.Kind;

/** The names of types in SQL's dialects, and for names that are none here the type to use. */
final class TypeNames {
    private static final int MOST_DIGITS = 38;
    private static final int REAL_BITS = 24;
    private static final int DOUBLE_BITS = 53;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern LENGTH = Pattern.compile("(?i)\\d+\\s*[kmg]?(\\s+(char|byte|characters|octets))?|max");

    /** What may stand in parentheses after a name. */
    private enum Arguments { NONE, LENGTH, DIGITS, DECIMAL, FLOAT, BITS }

    private record Known(SqlType type, Arguments arguments) {
    }

    private static final Map<String, Known> KNOWN = new TreeMap<>();
    private static final Map<String, String> INSTEAD = new HashMap<>();

    static {
        know(SqlType.BOOLEAN, Arguments.NONE, "boolean", "bool");
        know(SqlType.BOOLEAN, Arguments.BITS, "bit");
        know(SqlType.TINYINT, Arguments.DIGITS, "tinyint");
        know(SqlType.SMALLINT, Arguments.DIGITS, "smallint", "int2", "tinyint unsigned");
        know(SqlType.INTEGER, Arguments.DIGITS, "integer", "int", "int4", "mediumint", "smallint unsigned", "mediumint unsigned");
        know(SqlType.BIGINT, Arguments.DIGITS, "bigint", "int8", "integer unsigned", "int unsigned");
        know(SqlType.decimal(20, 0), Arguments.DIGITS, "bigint unsigned");
        know(SqlType.REAL, Arguments.NONE, "real", "float4", "binary_float");
        know(SqlType.DOUBLE, Arguments.NONE, "double precision", "double", "float8", "binary_double");
        know(SqlType.DOUBLE, Arguments.FLOAT, "float");
        know(SqlType.NUMERIC, Arguments.DECIMAL, "decimal", "numeric", "dec", "number");
        know(SqlType.NUMERIC, Arguments.DIGITS, "decfloat");
        know(SqlType.decimal(19, 4), Arguments.NONE, "money");
        know(SqlType.decimal(10, 4), Arguments.NONE, "smallmoney");
        know(SqlType.VARCHAR, Arguments.LENGTH, "varchar", "char", "character", "character varying", "char varying", "nvarchar", "nchar",
                "national character", "national char", "national character varying", "national char varying", "national varchar", "varchar2",
                "nvarchar2", "text", "ntext", "tinytext", "mediumtext", "longtext", "long varchar", "clob", "nclob", "character large object",
                "char large object", "national character large object", "bpchar", "sysname", "varchar_ignorecase");
        know(SqlType.VARBINARY, Arguments.LENGTH, "varbinary", "binary", "binary varying", "bytea", "blob", "tinyblob", "mediumblob",
                "longblob", "binary large object", "long varbinary", "image", "rowversion", "raw", "long raw");
        know(SqlType.DATE, Arguments.NONE, "date");
        know(SqlType.TIME, Arguments.DIGITS, "time", "time without time zone");
        know(SqlType.TIMESTAMP, Arguments.DIGITS, "timestamp", "timestamp without time zone", "datetime", "datetime2", "smalldatetime");
        know(SqlType.TIMESTAMP_TZ, Arguments.DIGITS, "timestamp with time zone", "timestamptz", "datetimeoffset", "timestamp with local time zone");
        know(SqlType.UUID, Arguments.NONE, "uuid", "uniqueidentifier");
        know(SqlType.JSON, Arguments.NONE, "json", "jsonb");
        know(SqlType.INTERVAL, Arguments.DIGITS, "interval");

        instead("varchar", "sql_variant", "xml", "xmltype", "hierarchyid", "inet", "cidr", "macaddr", "macaddr8", "enum", "set", "citext", "name",
                "tsvector", "tsquery", "ltree", "int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange", "point", "line",
                "lseg", "box", "path", "polygon", "circle", "pg_lsn", "rowid", "urowid", "string", "str", "object", "category", "unicode",
                "large_string", "utf8", "inet4", "inet6");
        instead("varchar or varbinary", "geometry", "geography", "bit varying", "varbit", "vector");
        instead("varbinary", "bytes", "bytearray", "large_binary", "bfile");
        instead("time or timestamptz", "time with time zone", "timetz");
        instead("smallint", "smallserial", "serial2", "int16", "short", "uint8", "ubyte", "year");
        instead("integer", "serial", "serial4", "int32", "uint16", "ushort");
        instead("bigint", "bigserial", "serial8", "int64", "long", "uint32", "uint", "oid", "xid");
        instead("decimal(20,0)", "uint64", "ulong");
        instead("tinyint, or varbinary for bytes", "byte", "sbyte");
        instead("numeric", "biginteger", "bigdecimal", "varnumeric", "hugeint", "bignumeric");
        instead("double", "float64", "complex");
        instead("real", "float32", "float16", "half");
        instead("timestamp or timestamptz", "datetime64", "timestamp_ns", "seconddate");
        instead("timestamp", "localdatetime", "timestamp_ntz");
        instead("timestamptz", "offsetdatetime", "zoneddatetime", "instant", "timestamp_tz", "timestamp_ltz");
        instead("date", "localdate", "date32", "date64");
        instead("time", "localtime", "time32", "time64");
        instead("interval", "timedelta", "timedelta64", "duration", "period");
        instead("uuid", "guid");
        instead("json", "dict", "map", "struct", "row", "hstore", "variant", "super");
        instead("an array such as integer[]", "list", "array", "multiset", "varray");
    }

    private TypeNames() {
    }

    private static void know(SqlType type, Arguments arguments, String... names) {
        for (String name : names) {
            KNOWN.put(name, new Known(type, arguments));
        }
    }

    private static void instead(String type, String... names) {
        for (String name : names) {
            INSTEAD.put(name, type);
        }
    }

    /** Whether a type is meant by it, be it one that cannot be had. */
    static boolean knows(String name) {
        String plain = plain(name);
        return KNOWN.containsKey(plain) || INSTEAD.containsKey(plain);
    }

    /**
     * @param name one that is known, in any case
     * @param arguments what stands between the parentheses after it
     * @param written name and arguments as the user wrote them
     * @throws GroundstationException {@link ErrorCode#SCRIPT_INVALID} saying which type to use
     */
    static SqlType type(String name, List<String> arguments, String written) {
        String plain = plain(name);
        Known known = KNOWN.get(plain);
        if (known == null) {
            throw unknown(written, INSTEAD.get(plain));
        }
        if (arguments.isEmpty()) {
            return known.type();
        }
        return switch (known.arguments()) {
            case NONE -> throw unknown(written, writable(known.type()));
            case LENGTH -> accept(arguments.size() == 1 && LENGTH.matcher(arguments.get(0)).matches(), known, written);
            case DIGITS -> accept(arguments.size() == 1 && isNumber(arguments.get(0)), known, written);
            case BITS -> {
                if (!arguments.equals(List.of("1"))) {
                    throw unknown(written, "varbinary or varchar");
                }
                yield known.type();
            }
            case FLOAT -> floating(arguments, written);
            case DECIMAL -> decimal(arguments, written);
        };
    }

    private static SqlType accept(boolean fits, Known known, String written) {
        if (!fits) {
            throw unknown(written, writable(known.type()));
        }
        return known.type();
    }

    private static SqlType floating(List<String> arguments, String written) {
        int bits = arguments.size() == 1 && isNumber(arguments.get(0)) ? Integer.parseInt(arguments.get(0)) : 0;
        if (bits < 1 || bits > DOUBLE_BITS) {
            throw unknown(written, "real, double or decimal");
        }
        return bits <= REAL_BITS ? SqlType.REAL : SqlType.DOUBLE;
    }

    private static SqlType decimal(List<String> arguments, String written) {
        boolean numbers = arguments.size() <= 2 && arguments.stream().allMatch(TypeNames::isNumber);
        if (!numbers) {
            throw unknown(written, "numeric without limits, or decimal with a number of digits and of digits after the point, as decimal(10,2)");
        }
        int precision = Integer.parseInt(arguments.get(0));
        int scale = arguments.size() == 1 ? 0 : Integer.parseInt(arguments.get(1));
        if (precision > MOST_DIGITS || scale > MOST_DIGITS) {
            throw unknown(written, "numeric without limits; a decimal has at most " + MOST_DIGITS + " digits");
        }
        if (precision < 1) {
            throw unknown(written, "numeric without limits; a decimal has 1 to " + MOST_DIGITS + " digits");
        }
        if (scale > precision) {
            throw unknown(written, SqlType.decimal(scale, scale) + "; the digits after the point count too");
        }
        return SqlType.decimal(precision, scale);
    }

    private static boolean isNumber(String argument) {
        return NUMBER.matcher(argument).matches();
    }

    private static String writable(SqlType type) {
        return type.kind() == Kind.NUMERIC ? "numeric without limits" : type.toString();
    }

    static GroundstationException unknown(String written, String instead) {
        return new GroundstationException(ErrorCode.SCRIPT_INVALID, "'" + written.strip() + "' is not a known SQL type; use " + instead);
    }

    /** With the nearest name, if one is near. */
    static GroundstationException unknown(String written) {
        String plain = plain(written);
        int least = Math.min(2, plain.length() / 3) + 1;
        String nearest = null;
        for (String name : KNOWN.keySet()) {
            int distance = distance(plain, name);
            if (distance < least) {
                least = distance;
                nearest = name;
            }
        }
        return new GroundstationException(ErrorCode.SCRIPT_INVALID,
                "'" + written + "' is not a known SQL type" + (nearest == null ? "" : "; is " + nearest + " meant?"));
    }

    /** How many letters must be put in, left out, replaced or exchanged with their neighbour. */
    private static int distance(String from, String to) {
        int[][] costs = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    costs[i][j] = i + j;
                    continue;
                }
                int replaced = costs[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                costs[i][j] = Math.min(replaced, 1 + Math.min(costs[i - 1][j], costs[i][j - 1]));
                if (i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1)) {
                    costs[i][j] = Math.min(costs[i][j], costs[i - 2][j - 2] + 1);
                }
            }
        }
        return costs[from.length()][to.length()];
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    }
}

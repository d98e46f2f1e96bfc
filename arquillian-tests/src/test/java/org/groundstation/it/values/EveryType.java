package org.groundstation.it.values;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.groundstation.api.SqlType.Kind;

/** A table with a column for each type that a database has, once with NULL and once without, and the job that passes it on. */
final class EveryType {
    /** The databases, with what SQL calls the types there. A kind that is missing in one is a type that it lacks. */
    enum Database {
        POSTGRES("is distinct from", Map.of(), Kind.TINYINT),
        H2("is distinct from", Map.of(Kind.VARBINARY, "blob", Kind.VARCHAR, "varchar", Kind.TIMESTAMP, "timestamp(6)", Kind.TIME, "time(6)",
                Kind.TIMESTAMP_TZ, "timestamp(6) with time zone", Kind.NUMERIC, "decfloat(100)", Kind.ARRAY, "integer array"), Kind.INTERVAL),
        MARIADB(null, Map.of(Kind.VARBINARY, "longblob", Kind.VARCHAR, "longtext", Kind.TIMESTAMP, "datetime(6)", Kind.TIME, "time(6)",
                Kind.REAL, "float", Kind.DOUBLE, "double"), Kind.TIMESTAMP_TZ, Kind.INTERVAL, Kind.ARRAY, Kind.NUMERIC);

        private final String differs;
        private final Map<Kind, String> names;
        private final List<Kind> lacking;

        Database(String differs, Map<Kind, String> names, Kind... lacking) {
            this.differs = differs;
            this.names = names;
            this.lacking = List.of(lacking);
        }

        List<Kind> kinds() {
            return java.util.Arrays.stream(Kind.values()).filter(kind -> !lacking.contains(kind)).toList();
        }

        private String type(Kind kind) {
            if (this == POSTGRES && kind == Kind.VARBINARY) {
                return "bytea";
            }
            return names.getOrDefault(kind, kind == Kind.DECIMAL ? "decimal(38,9)" : kind == Kind.ARRAY ? "integer[]" : declared(kind));
        }
    }

    /** Values as SQL literals: the ends of each type, and what lies between; first those that a float64 keeps. */
    private static final Map<Kind, List<String>> VALUES = new EnumMap<>(Map.ofEntries(
            Map.entry(Kind.BOOLEAN, List.of("true", "false", "true")),
            Map.entry(Kind.TINYINT, List.of("-128", "127", "0")),
            Map.entry(Kind.SMALLINT, List.of("-32768", "32767", "0")),
            Map.entry(Kind.INTEGER, List.of("-2147483648", "2147483647", "0")),
            Map.entry(Kind.BIGINT, List.of("9007199254740992", "-9007199254740991", "9223372036854775807")),
            Map.entry(Kind.REAL, List.of("0.1", "-1.5", "3.4e38")),
            Map.entry(Kind.DOUBLE, List.of("0.1", "-1.5e300", "2.2250738585072014e-308")),
            Map.entry(Kind.DECIMAL, List.of("0.125000000", "-1234567.000000001", "99999999999999999999999999999.999999999")),
            Map.entry(Kind.NUMERIC, List.of("0.125", "-12.5", "12345678901234567890.12345678901234567")),
            Map.entry(Kind.VARCHAR, List.of("'plain'", "''", "'\u00e9 \u65e5\u672c \ud83d\ude80 ''quoted'' '")),
            Map.entry(Kind.VARBINARY, List.of("00ff", "", "0a0d2c22")),
            Map.entry(Kind.DATE, List.of("1970-01-01", "9999-12-31", "2024-02-29")),
            Map.entry(Kind.TIME, List.of("00:00:00", "23:59:59.999999", "12:30:00.000001")),
            // no such moment on the clocks of New York, where the server's Java believes to be
            Map.entry(Kind.TIMESTAMP, List.of("2024-03-10 02:30:00", "9999-12-31 23:59:59.999999", "1969-12-31 23:59:59.999999")),
            Map.entry(Kind.TIMESTAMP_TZ, List.of("2024-03-10 02:30:00+00:00", "9999-12-31 23:59:59.999999+00:00", "2024-11-03 06:30:00+00:00")),
            Map.entry(Kind.UUID, List.of("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "00000000-0000-0000-0000-000000000000",
                    "ffffffff-ffff-ffff-ffff-ffffffffffff")),
            Map.entry(Kind.JSON, List.of("{\"a\": 1.10}", "[]", "\"\u00e9\"")),
            Map.entry(Kind.INTERVAL, List.of("14 mons -3 days 04:05:06.789", "0", "-178 years")),
            Map.entry(Kind.ARRAY, List.of("1, null, 3", "", "-2147483648"))));

    private final Database database;
    private final boolean floats;

    /** @param floats leaves out what SQL Server's float64 does not keep */
    EveryType(Database database, boolean floats) {
        this.database = database;
        this.floats = floats;
    }

    /** @throws AssertionError for a kind without values: a new type is tested or does not build */
    List<String> create(String table) {
        List<String> columns = new ArrayList<>(List.of("id bigint primary key"));
        for (Kind kind : database.kinds()) {
            if (!VALUES.containsKey(kind)) {
                throw new AssertionError(kind + " has no values here");
            }
            columns.add(name(kind, true) + " " + database.type(kind));
            columns.add(name(kind, false) + " " + database.type(kind) + " not null");
        }
        List<String> statements = new ArrayList<>(List.of("create table " + table + " (" + String.join(", ", columns) + ")"));
        int last = floats ? 2 : 3;
        for (int row = 0; row < last + 2; row++) {
            int sample = row;
            String values = database.kinds().stream().map(kind -> {
                String some = literal(kind, VALUES.get(kind).get(sample % last));
                return (sample < last ? some : "null") + ", " + some;
            }).collect(Collectors.joining(", "));
            statements.add("insert into " + table + " values (" + row + ", " + values + ")");
        }
        return statements;
    }

    int rows() {
        return floats ? 4 : 5;
    }

    /** The result schema of a job that passes the rows on. */
    String result() {
        return "id bigint not null, " + database.kinds().stream().map(kind -> {
            String type = kind == Kind.DECIMAL ? "decimal(38,9)" : kind == Kind.ARRAY ? "integer[]" : declared(kind);
            return name(kind, true) + " " + type + ", " + name(kind, false) + " " + type + " not null";
        }).collect(Collectors.joining(", "));
    }

    /** Counts the rows of the second table that are not those of the first. */
    String differences(String source, String target) {
        String differs = database.kinds().stream().flatMap(kind -> java.util.stream.Stream.of(name(kind, true), name(kind, false)).map(name -> {
            String s = kind == Kind.JSON && database == Database.POSTGRES ? "s." + name + "::text" : "s." + name;
            String t = kind == Kind.JSON && database == Database.POSTGRES ? "t." + name + "::text" : "t." + name;
            return database.differs == null ? "not (" + s + " <=> " + t + ")" : s + " " + database.differs + " " + t;
        })).collect(Collectors.joining(" or "));
        return "select count(*) from " + source + " s left join " + target + " t on t.id = s.id where t.id is null or " + differs;
    }

    private String literal(Kind kind, String value) {
        String quoted = "'" + value + "'";
        return switch (kind) {
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL, NUMERIC, VARCHAR -> value;
            case VARBINARY -> database == Database.POSTGRES ? "decode('" + value + "', 'hex')" : "x" + quoted;
            case DATE -> "date " + quoted;
            case TIME -> "time " + quoted;
            case TIMESTAMP -> "timestamp " + quoted;
            case TIMESTAMP_TZ -> database == Database.H2 ? "timestamp with time zone " + quoted : "timestamptz " + quoted;
            case UUID -> database == Database.MARIADB ? quoted : "cast(" + quoted + " as uuid)";
            case JSON -> database == Database.H2 ? quoted + " format json" : quoted;
            case INTERVAL -> "interval " + quoted;
            case ARRAY -> database == Database.POSTGRES ? "array[" + value + "]::integer[]" : "array[" + value + "]";
        };
    }

    private static String declared(Kind kind) {
        return switch (kind) {
            case DOUBLE -> "double precision";
            case TIMESTAMP_TZ -> "timestamp with time zone";
            default -> kind.name().toLowerCase(java.util.Locale.ROOT);
        };
    }

    private static String name(Kind kind, boolean nullable) {
        return (nullable ? "may_" : "is_") + kind.name().toLowerCase(java.util.Locale.ROOT);
    }
}

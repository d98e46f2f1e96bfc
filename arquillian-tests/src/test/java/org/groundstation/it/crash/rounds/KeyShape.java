package org.groundstation.it.crash.rounds;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The keys that rounds use: every supported type, in an order that is not that of the rows' numbers. */
enum KeyShape {
    BIGINT, INTEGER, TEXT, UUID, DATE, TIMESTAMP, DECIMAL, ENUM, PAIR, PAIR_WITH_ENUM,
    CITEXT(Database.POSTGRES), DOMAIN(Database.POSTGRES, Database.H2);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");
    private static final String MARIADB_TEXT = "varchar(60) character set utf8mb4 collate utf8mb4_nopad_bin";
    private static final List<String> REGIONS = List.of("west", "east", "a''b?");

    private final Set<Database> databases;

    KeyShape(Database... databases) {
        this.databases = databases.length == 0 ? EnumSet.allOf(Database.class) : EnumSet.copyOf(List.of(databases));
    }

    /**
     * A column of a key.
     *
     * @param type in the source
     * @param result in the result schema
     * @param target in the target
     * @param value of row n as SQL writes it
     */
    record Part(String name, String type, String result, String target, IntFunction<String> value) {
    }

    boolean isOn(Database database) {
        return databases.contains(database);
    }

    /** What must be there before the table is made; empty for nothing. It may be there already. */
    String setup(Database database, int rows) {
        if (database == Database.POSTGRES) {
            return switch (this) {
                case ENUM -> "create type crash_enum_" + rows + " as enum (" + labels(rows) + ")";
                case PAIR_WITH_ENUM -> "create type crash_region as enum (" + regions() + ")";
                case CITEXT -> "create extension citext";
                case DOMAIN -> "create domain crash_domain as varchar(40) check (value <> '')";
                default -> "";
            };
        }
        return this == DOMAIN ? "create domain crash_domain as varchar(40)" : "";
    }

    /** The columns of the key, in its order. */
    List<Part> parts(Database database, int rows) {
        boolean postgres = database == Database.POSTGRES;
        String text = postgres ? "text" : database == Database.MARIADB ? MARIADB_TEXT : "varchar(60)";
        String time = database == Database.MARIADB ? "datetime(6)" : "timestamp(6)";
        return switch (this) {
            case BIGINT -> List.of(same("k", "bigint", n -> Long.toString((n - rows / 2) * 400_000_000_000_000L)));
            case INTEGER -> List.of(same("k", "integer", n -> Integer.toString((n - rows / 2) * 7)));
            case TEXT -> List.of(new Part("k", postgres ? "text" : "varchar(60)", "varchar", text, KeyShape::mixed));
            case CITEXT -> List.of(new Part("k", "citext", "varchar", text, KeyShape::mixed));
            case DOMAIN -> List.of(new Part("k", "crash_domain", "varchar", text, KeyShape::mixed));
            case UUID -> List.of(same("k", "uuid", n -> "'" + new UUID(n * 0x61c8864680b583ebL & ~0xf000L | 0x4000L, (long) n << 40 | 1L << 63) + "'"));
            case DATE -> List.of(same("k", "date", n -> "'" + LocalDate.of(1950, 1, 1).plusDays(n * 7L) + "'"));
            case TIMESTAMP -> List.of(new Part("k", time, "timestamp", time,
                    n -> "'" + LocalDateTime.of(1969, 12, 31, 23, 59, 59, 990_000_000).plusNanos(n * 11_000L).format(TIME) + "'"));
            case DECIMAL -> List.of(same("k", "decimal(20,2)", n -> (n - rows / 2) * 5 + ".25"));
            case ENUM ->
                List.of(new Part("k", postgres ? "crash_enum_" + rows : "enum(" + labels(rows) + ")", "varchar", text, n -> "'" + label(n, rows) + "'"));
            case PAIR -> List.of(same("k", "integer", n -> Integer.toString(n / 50)), same("k2", "bigint", n -> Integer.toString(n % 50 - 20)));
            case PAIR_WITH_ENUM -> List.of(new Part("k", postgres ? "crash_region" : "enum(" + regions() + ")", "varchar", text,
                    n -> "'" + REGIONS.get(n % REGIONS.size()) + "'"), same("k2", "integer", n -> Integer.toString(n / REGIONS.size())));
        };
    }

    private static Part same(String name, String type, IntFunction<String> value) {
        return new Part(name, type, type, type, value);
    }

    private static String mixed(int n) {
        return "'" + List.of("", "e", "\u00e9", "Z''\\\\\"", "\uD83D\uDE80").get(n % 5) + n * 7 + "'";
    }

    private static String labels(int rows) {
        return IntStream.range(0, rows).mapToObj(n -> "'" + label(n, rows) + "'").collect(Collectors.joining(", "));
    }

    /** The order of labels is that of n, whatever their letters. */
    private static String label(int n, int rows) {
        return "l" + n * 17L % rows + (n % 2 == 0 ? "x" : "%s ?") + n;
    }

    private static String regions() {
        return REGIONS.stream().map(region -> "'" + region + "'").collect(Collectors.joining(", "));
    }
}

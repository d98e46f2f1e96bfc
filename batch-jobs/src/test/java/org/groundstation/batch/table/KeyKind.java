package org.groundstation.batch.table;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.groundstation.api.SqlType.Kind;
import org.groundstation.batch.database.TestDatabase;

/** Every kind of key, with values whose order is not that of their text. One without samples does not compile. */
enum KeyKind {
    TINYINT, SMALLINT, INTEGER, BIGINT, UNSIGNED, DECIMAL, NUMERIC, YEAR, VARCHAR, CHAR, TEXT, NAME, INTERNAL_CHAR, UUID, INET, DATE, TIMESTAMP, TIMESTAMP_TZ,
    ENUM, SET,
    CITEXT, DOMAIN_OF_NUMBER, DOMAIN_OF_TEXT, DOMAIN_OF_ENUM, DOMAIN_OF_CITEXT, DOMAIN_OF_DOMAIN, COLLATION_BY_BYTES, COLLATION_WITHOUT_CASE,
    COLLATION_WITH_PADDING,
    COLLATION_WITHOUT_PADDING, OTHER_CHARACTER_SET, NULLABLE, WITHOUT_INDEX, INDEX_OVER_PART, PAIR, PAIR_OF_TEXTS, PAIR_WITH_ENUM, TRIPLE, TRIPLE_OF_OTHERS;

    /** How many rows a sample has. */
    static final int ROWS = 41;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");
    private static final String KEY = "primary key";

    /**
     * A column of a key.
     *
     * @param ddl its type in the source
     * @param result its type in the result schema
     * @param value of row n as SQL writes it
     */
    record Part(String ddl, String result, IntFunction<String> value) {
    }

    /**
     * A source with a key.
     *
     * @param setup statements before the table is made, which may fail where their object is there already
     * @param constraint before the names of the key's columns; empty for none
     * @param indexed whether the database proves that the key is unique
     */
    record Sample(List<Part> parts, List<String> setup, String constraint, boolean indexed) {
        Sample(Part... parts) {
            this(List.of(parts), List.of(), KEY, true);
        }

        Sample after(String... statements) {
            return new Sample(parts, List.of(statements), constraint, indexed);
        }

        Sample keyed(String with, boolean proved) {
            return new Sample(parts, setup, with, proved);
        }
    }

    /** The kind that stands for the keys of a kind of SQL type; null where it cannot be a key. */
    static KeyKind of(Kind kind) {
        return switch (kind) {
            case TINYINT -> TINYINT;
            case SMALLINT -> SMALLINT;
            case INTEGER -> INTEGER;
            case BIGINT -> BIGINT;
            case DECIMAL -> DECIMAL;
            case NUMERIC -> NUMERIC;
            case VARCHAR -> VARCHAR;
            case DATE -> DATE;
            case TIMESTAMP -> TIMESTAMP;
            case TIMESTAMP_TZ -> TIMESTAMP_TZ;
            case UUID -> UUID;
            case BOOLEAN, REAL, DOUBLE, VARBINARY, TIME, JSON, INTERVAL, ARRAY -> null;
        };
    }

    /** @return null where the database has no such key */
    Sample sample(TestDatabase.Kind database) {
        boolean postgres = database == TestDatabase.Kind.POSTGRES;
        boolean mariaDb = database == TestDatabase.Kind.MARIADB;
        boolean h2 = database == TestDatabase.Kind.H2;
        Part number = number("bigint", 7);
        return switch (this) {
            case TINYINT -> postgres ? null : new Sample(number("tinyint", 6));
            case SMALLINT -> new Sample(number("smallint", 1500));
            case INTEGER -> new Sample(number("integer", 100_000_000));
            case BIGINT -> new Sample(number("bigint", 400_000_000_000_000_000L));
            case UNSIGNED -> mariaDb ? new Sample(new Part("bigint unsigned", "decimal(20,0)", n -> "18446744073709551" + (574 + n))) : null;
            case DECIMAL -> new Sample(new Part("decimal(20,2)", "decimal(20,2)", n -> (n - 20) * 5 + ".25"));
            case NUMERIC ->
                mariaDb ? null : new Sample(new Part(postgres ? "numeric" : "decfloat(100000)", "numeric", n -> (n - 20) + "." + "0".repeat(n) + n % 9 + "1"));
            case YEAR -> mariaDb ? new Sample(new Part("year", "smallint", n -> n == 0 ? "0" : Integer.toString(1960 + n))) : null;
            case VARCHAR -> new Sample(text("varchar(40)"));
            case CHAR -> new Sample(new Part("char(9)", "varchar", n -> n == 0 ? "'k'" : n == 1 ? "'k\t'" : n == 2 ? "'k\1'" : mixed(n)));
            case TEXT -> h2 ? null : mariaDb ? new Sample(text("text")).keyed("unique", false) : new Sample(text("text"));
            case NAME -> postgres ? new Sample(text("name")) : null;
            case INTERNAL_CHAR -> postgres ? new Sample(new Part("\"char\"", "varchar", n -> "'" + (char) ('0' + n * 17 % 60) + "'")) : null;
            case UUID ->
                new Sample(new Part("uuid", "uuid", n -> "'" + new UUID(n * 0x61c8864680b583ebL & ~0xf000L | 0x4000L, (long) n << 40 | 1L << 63) + "'"));
            case INET -> mariaDb ? new Sample(new Part("inet6", "varchar", n -> "'" + Integer.toHexString(n * 1000 % 3_001 + 1) + "::1'")) : null;
            case DATE -> new Sample(new Part("date", "date", n -> "'" + LocalDate.of(1950, 1, 1).plusDays(n * 700L) + "'"));
            case TIMESTAMP -> new Sample(new Part(mariaDb ? "datetime(6)" : "timestamp(6)", "timestamp", n -> "'" + time(n) + "'"));
            case TIMESTAMP_TZ -> mariaDb
                    ? new Sample(new Part("timestamp(6)", "timestamp", n -> "'" + LocalDateTime.of(2024, 3, 31, 1, 59).plusSeconds(n * 61L).format(TIME) + "'"))
                    : new Sample(new Part("timestamp(6) with time zone", "timestamp with time zone", n -> "'" + time(n) + "+02:00'"));
            case ENUM -> new Sample(enumeration(postgres ? "key_enum" : "enum(" + labels() + ")"))
                    .after(postgres ? "create type key_enum as enum (" + labels() + ")" : "select 1");
            case SET -> mariaDb ? new Sample(new Part("set('z','b','a','d','c','y')", "varchar", n -> Integer.toString(n))).keyed(KEY, false) : null;
            case CITEXT -> postgres ? new Sample(mixed("citext")).after("create extension if not exists citext") : null;
            case DOMAIN_OF_NUMBER -> domain(database, "bigint", number);
            case DOMAIN_OF_TEXT -> domain(database, "varchar(40)", text("varchar"));
            case DOMAIN_OF_ENUM -> postgres ? new Sample(enumeration("key_domain_enum")).after("create type key_enum as enum (" + labels() + ")",
                    "create domain key_domain_enum as key_enum") : null;
            case DOMAIN_OF_CITEXT -> postgres
                    ? new Sample(mixed("key_domain_citext")).after("create extension if not exists citext", "create domain key_domain_citext as citext") : null;
            case DOMAIN_OF_DOMAIN -> postgres ? new Sample(text("key_domain_2")).after("create domain key_domain_1 as varchar(40)",
                    "create domain key_domain_2 as key_domain_1 check (value <> '')") : null;
            case COLLATION_BY_BYTES -> h2 ? null : new Sample(mixed(postgres ? "text collate \"C\"" : "varchar(40) character set utf8mb4 collate utf8mb4_bin"));
            case COLLATION_WITHOUT_CASE -> new Sample(mixed(postgres ? "text collate key_without_case"
                    : mariaDb ? "varchar(40) character set utf8mb4 collate utf8mb4_unicode_ci"
                            : "varchar_ignorecase(40)"))
                    .after(postgres ? "create collation key_without_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)" : "select 1");
            case COLLATION_WITH_PADDING -> mariaDb ? new Sample(
                    new Part("varchar(60) character set utf8mb4 collate utf8mb4_general_ci", "varchar", n -> n % 2 == 0 ? "'" + "k".repeat(n + 1) + "'"
                            : "'" + "k".repeat(n + 1) + "  '"))
                    : null;
            case COLLATION_WITHOUT_PADDING -> mariaDb ? new Sample(new Part("varchar(40) character set utf8mb4 collate utf8mb4_general_nopad_ci", "varchar",
                    n -> "'k" + " ".repeat(n % 20) + (n < 20 ? "'" : "x" + n / 20 + "'"))) : null;
            case OTHER_CHARACTER_SET -> mariaDb ? new Sample(
                    new Part("varchar(40) character set latin1 collate latin1_german2_ci", "varchar", n -> "'" + (n % 2 == 0 ? "\u00e4" : "b") + n + "'"))
                    : null;
            case NULLABLE -> new Sample(number).keyed("unique", true);
            case WITHOUT_INDEX -> new Sample(text("varchar(40)")).keyed("", false);
            case INDEX_OVER_PART -> new Sample(number("integer", 3), text("varchar(40)")).keyed("unique first", true);
            case PAIR ->
                new Sample(new Part("integer", "integer", n -> Integer.toString(n / 5)), new Part("bigint", "bigint", n -> Integer.toString(n % 5 - 2)));
            case PAIR_OF_TEXTS ->
                new Sample(new Part("varchar(10)", "varchar", n -> "'" + List.of("EU", "us", "\u00c9, \"x\"").get(n % 3) + "'"), text("varchar(40)"));
            case PAIR_WITH_ENUM -> new Sample(
                    new Part(postgres ? "key_region" : "enum('west', 'east', 'a''b?')", "varchar", n -> List.of("'west'", "'east'", "'a''b?'").get(n % 3)),
                    new Part("integer", "integer", n -> Integer.toString(n / 3)))
                    .after(postgres ? "create type key_region as enum ('west', 'east', 'a''b?')" : "select 1");
            case TRIPLE ->
                new Sample(new Part("smallint", "smallint", n -> Integer.toString(n % 2)), new Part("date", "date", n -> "'2024-02-" + (28 - n / 2 % 3) + "'"),
                        new Part("integer", "integer", n -> Integer.toString(n / 6)));
            case TRIPLE_OF_OTHERS -> new Sample(new Part("decimal(9,3)", "decimal(9,3)", n -> (n % 3 - 1) + ".500"),
                    new Part("uuid", "uuid", n -> "'" + new UUID(0x4000, 1L << 63 | n / 3 % 2) + "'"),
                    new Part("varchar(9)", "varchar", n -> mixed(n / 6)));
        };
    }

    private static Sample domain(TestDatabase.Kind database, String type, Part part) {
        String name = "key_domain_of_" + type.replaceAll("\\W.*", "");
        return database == TestDatabase.Kind.MARIADB ? null
                : new Sample(new Part(name, part.result(), part.value())).after("create domain " + name + " as " + type);
    }

    private static Part number(String type, long step) {
        return new Part(type, type, n -> Long.toString((n - 20) * step));
    }

    private static Part text(String type) {
        return new Part(type, "varchar", n -> "'" + List.of("", "e", "\u00e9", "Z''\\\\\"", "\uD83D\uDE80").get(n % 5) + n * 7 % ROWS
                + (type.equals("text") ? "-" + "\u00fc".repeat(n) : "") + "'");
    }

    private static Part mixed(String type) {
        return new Part(type, "varchar", KeyKind::mixed);
    }

    /** Where upper case comes first, these are in another order than where it does not. */
    private static String mixed(int n) {
        return "'" + (n % 2 == 0 ? "a" : "B") + n + "'";
    }

    private static Part enumeration(String type) {
        return new Part(type, "varchar", n -> "'" + label(n) + "'");
    }

    private static String labels() {
        return IntStream.range(0, ROWS + 3).mapToObj(n -> "'" + label(n) + "'").collect(Collectors.joining(", "));
    }

    private static String label(int n) {
        return (n % 2 == 0 ? "l" : "100%s ") + n * 17 % (ROWS + 3);
    }

    private static String time(int n) {
        return LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_980_000).plusNanos(n * 1_000L).format(TIME);
    }
}

package org.groundstation.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.groundstation.api.SchemaTokens.Sort;
import org.groundstation.api.SchemaTokens.Token;

/**
 * Reads result schemas and types as people write them for PostgreSQL, SQL Server, MariaDB, Oracle and H2:
 * {@code column (, column)*} with {@code column = name type [null | not null]}.
 */
final class SchemaParser {
    /** Names that are read back without quotes. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");
    /** Parts of a column of a table that a result has not. */
    private static final Set<String> CONSTRAINTS = Set.of("primary", "unique", "default", "collate", "references", "check", "identity",
            "auto_increment", "generated", "constraint", "comment", "rowguidcol", "sparse");
    private static final Set<String> INTERVAL_FIELDS = Set.of("year", "month", "day", "hour", "minute", "second");

    private final SchemaTokens tokens;

    private SchemaParser(String text) {
        tokens = new SchemaTokens(text);
    }

    /** @throws GroundstationException {@link ErrorCode#SCRIPT_INVALID} saying what and where */
    static List<ResultSchema.Column> columns(String text) {
        SchemaParser parser = new SchemaParser(text);
        List<ResultSchema.Column> columns = new ArrayList<>();
        do {
            columns.add(parser.column());
        } while (parser.tokens.take(","));
        return columns;
    }

    /** @throws GroundstationException {@link ErrorCode#SCRIPT_INVALID} saying what and where */
    static SqlType type(String text) {
        SchemaParser parser = new SchemaParser(text);
        if (parser.tokens.peek().sort() == Sort.END) {
            throw invalid("a type has no name");
        }
        SqlType type = parser.type();
        if (parser.tokens.peek().sort() != Sort.END) {
            throw invalid("'" + text.strip() + "' is not a known SQL type; " + parser.tokens.peek() + " does not belong to " + type);
        }
        return type;
    }

    /** The name as {@link #columns} reads it back. */
    static String quoted(String name) {
        return PLAIN.matcher(name).matches() ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    private ResultSchema.Column column() {
        Token name = name();
        Token type = tokens.peekName();
        if (type.sort() == Sort.END || type.is(",")) {
            throw invalid("result column '" + name.text() + "' has no type");
        }
        if (type.sort() != Sort.WORD && type.sort() != Sort.NAME) {
            throw invalid(type + " follows the result column '" + name.text() + "' where its type was due; names with other signs than"
                    + " letters, digits and _ are written in double quotes");
        }
        return new ResultSchema.Column(name.text(), type(), nullable(name));
    }

    private Token name() {
        Token name = tokens.peekName();
        if (name.sort() == Sort.WORD || name.sort() == Sort.NAME) {
            return tokens.take();
        }
        boolean first = tokens.mark() == 0;
        if (name.sort() == Sort.END) {
            throw invalid(first ? "the result schema is empty" : "the result schema ends with a comma; a column is missing after it");
        }
        if (name.is(",")) {
            throw invalid("a column is missing before the comma at character " + name.place() + " of the result schema");
        }
        throw invalid(name + " of the result schema stands where a column's name was due"
                + (name.sort() == Sort.STRING ? "; names are written in double quotes" : ""));
    }

    private boolean nullable(Token column) {
        boolean nullable = true;
        if (tokens.peek().isWord("not")) {
            tokens.take();
            if (!tokens.takeWord("null")) {
                throw invalid("result column '" + column.text() + "': " + tokens.peek() + " follows 'not' where 'null' was due");
            }
            nullable = false;
        } else {
            tokens.takeWord("null");
        }
        Token end = tokens.peek();
        if (end.sort() != Sort.END && !end.is(",")) {
            boolean constraint = end.sort() == Sort.WORD && CONSTRAINTS.contains(end.text().toLowerCase(Locale.ROOT));
            throw invalid("result column '" + column.text() + "': " + end + " does not belong to it"
                    + (constraint ? "; a result column has a name, a type and perhaps 'not null'" : "; is a comma missing before it?"));
        }
        return nullable;
    }

    private SqlType type() {
        SqlType type = element();
        while (true) {
            if (tokens.takeWord("array")) {
                if (tokens.peek().is("[")) {
                    bounds();
                }
            } else if (tokens.peek().is("[")) {
                bounds();
            } else {
                return type;
            }
            type = SqlType.array(type);
        }
    }

    private void bounds() {
        Token open = tokens.take();
        Token bound = tokens.peek();
        if (bound.sort() == Sort.WORD && bound.text().chars().allMatch(Character::isDigit)) {
            tokens.take();
        }
        if (!tokens.take("]")) {
            throw invalid("the [ at character " + open.place() + " is not closed by ]; an array is written as integer[]");
        }
    }

    /** The longest run of words that is a name; what follows is for others to judge. */
    private SqlType element() {
        Token first = tokens.peekName();
        List<Token> words = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        List<Token> arguments = List.of();
        Token last = first;
        int argumentsAfter = 0;
        while (isOfType(tokens.peek(), words.isEmpty())) {
            words.add(tokens.take());
            last = words.get(words.size() - 1);
            if (tokens.peek().is("(") && argumentsAfter == 0) {
                argumentsAfter = words.size();
                arguments = arguments();
                last = arguments.get(arguments.size() - 1);
            }
            ends.add(tokens.mark());
        }
        if (words.size() > 1 && words.get(0).isWord("interval") && INTERVAL_FIELDS.contains(words.get(1).text().toLowerCase(Locale.ROOT))) {
            throw TypeNames.unknown(tokens.between(first, last), "interval");
        }
        for (int count = words.size(); count > 0; count--) {
            String name = words.subList(0, count).stream().map(Token::text).collect(Collectors.joining(" "));
            if (TypeNames.knows(name)) {
                tokens.back(ends.get(count - 1));
                boolean own = argumentsAfter > 0 && argumentsAfter <= count;
                Token end = own && argumentsAfter == count ? arguments.get(arguments.size() - 1) : words.get(count - 1);
                return TypeNames.type(name, own ? texts(arguments) : List.of(), tokens.between(first, end));
            }
        }
        throw words.isEmpty() ? invalid(first + " stands where a type was due") : TypeNames.unknown(words.get(0).text());
    }

    private static boolean isOfType(Token token, boolean first) {
        return token.sort() == Sort.NAME && first
                || token.sort() == Sort.WORD && (first || !token.isWord("null") && !token.isWord("not") && !token.isWord("array"));
    }

    /** From the opening parenthesis to the closing one. */
    private List<Token> arguments() {
        List<Token> arguments = new ArrayList<>();
        Token open = tokens.peek();
        do {
            arguments.add(tokens.take());
            if (arguments.get(arguments.size() - 1).sort() == Sort.END) {
                throw invalid("the ( at character " + open.place() + " is not closed by )");
            }
        } while (!arguments.get(arguments.size() - 1).is(")"));
        return arguments;
    }

    /** What is between the parentheses, in parts between the commas. */
    private static List<String> texts(List<Token> arguments) {
        List<String> texts = new ArrayList<>(List.of(""));
        for (Token token : arguments.subList(1, arguments.size() - 1)) {
            if (token.is(",")) {
                texts.add("");
            } else {
                texts.set(texts.size() - 1, (texts.get(texts.size() - 1) + " " + token.text()).strip());
            }
        }
        return texts;
    }

    private static GroundstationException invalid(String what) {
        return new GroundstationException(ErrorCode.SCRIPT_INVALID, what);
    }
}

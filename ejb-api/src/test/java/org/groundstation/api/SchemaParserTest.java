package org.groundstation.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Result schemas as people write them, from the manuals of five databases and from what pasted text looks like. */
class SchemaParserTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "bool|boolean", "BIT(1)|boolean", "[bit]|boolean",
        "tinyint(1)|tinyint", "int2|smallint", "int(11)|integer", "MEDIUMINT|integer", "int(10) unsigned|bigint", "bigint unsigned|decimal(20,0)",
        "int8|bigint", "float(1)|real", "float(24)|real", "float(25)|double precision", "FLOAT ( 53 )|double precision", "float|double precision",
        "float4|real", "float8|double precision", "double   precision|double precision",
        "money|decimal(19,4)", "SmallMoney|decimal(10,4)", "dec(9)|decimal(9,0)", "dec|numeric", "number|numeric", "number(10,2)|decimal(10,2)",
        "[decimal](18, 2)|decimal(18,2)", "numeric|numeric", "decfloat(34)|numeric",
        "nvarchar(max)|varchar", "[nvarchar](50)|varchar", "varchar2(20 char)|varchar", "character varying (20)|varchar",
        "national character varying(5)|varchar", "ntext|varchar", "CHARACTER LARGE OBJECT(10M)|varchar", "sysname|varchar", "clob|varchar",
        "varbinary(max)|varbinary", "image|varbinary", "rowversion|varbinary", "raw(16)|varbinary", "bytea|varbinary",
        "binary varying(10)|varbinary", "blob(1K)|varbinary",
        "time(6) without time zone|time", "time(7)|time", "timestamp without time zone|timestamp", "timestamp(3)|timestamp",
        "timestamp(3) without time zone|timestamp", "datetime|timestamp", "datetime2(7)|timestamp", "DateTime2|timestamp",
        "smalldatetime|timestamp", "datetimeoffset(7)|timestamp with time zone", "datetimeoffset|timestamp with time zone",
        "timestamp(3)  WITH\tTIME  ZONE|timestamp with time zone", "timestamptz(6)|timestamp with time zone",
        "uniqueidentifier|uuid", "jsonb|json", "interval(6)|interval",
        "nvarchar(20)[]|varchar[]", "timestamp(3) with time zone[]|timestamp with time zone[]", "money array[5]|decimal(19,4)[]", "bit[ ]|boolean[]"})
    void typesHaveTheNamesOfEveryDatabase(String text, String type) {
        assertThat(SqlType.parse(text)).hasToString(type);
        assertThat(ResultSchema.parse("a " + text + " not null, b " + text + " null, c " + text)).hasToString(
                "a " + type + " not null, b " + type + ", c " + type);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "\"Flight Id\" integer|Flight Id", "[Hello World] int|Hello World", "`Fare (USD)` money|Fare (USD)", "\"a\"\"b\" int|a\"b", "[a]]b] int|a]b",
        "`a``b` int|a`b", "[id] [int] NULL|id", "\"id\"int|id", "\"x, y\" decimal(5,2)|x, y", "  naïve   int  |naïve", "2x int|2x", "a.b int|a.b",
        "date date|date", "null int null|null", "[\"quoted\"] int|\"quoted\"", "\"x\u00a0y\"\u00a0int|x\u00a0y"})
    void namesAreQuotedInEveryWay(String schema, String name) {
        assertThat(ResultSchema.parse(schema).columns()).extracting(ResultSchema.Column::name).containsExactly(name);
        assertThat(ResultSchema.parse(ResultSchema.parse(schema).toString())).isEqualTo(ResultSchema.parse(schema));
    }

    @Test
    void whatIsPastedFromAManagementStudioIsRead() {
        assertThat(ResultSchema.parse("""
                \t[Id] [bigint] NOT NULL,\r
                \t[Carrier Code] [nvarchar](2)  NULL,\r
                \t[Fare] [money] NULL,\r
                \t[At] [datetime2](7) NOT NULL
                """)).hasToString("Id bigint not null, \"Carrier Code\" varchar, Fare decimal(19,4), At timestamp not null");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "sql_variant|'sql_variant' is not a known SQL type; use varchar", "xml|'xml' is not a known SQL type; use varchar",
        "geometry|'geometry' is not a known SQL type; use varchar or varbinary",
        "geography(point,4326)|'geography(point,4326)' is not a known SQL type; use varchar or varbinary",
        "hierarchyid|'hierarchyid' is not a known SQL type; use varchar",
        "time with time zone|'time with time zone' is not a known SQL type; use time or timestamptz",
        "time(3) with time zone|'time(3) with time zone' is not a known SQL type; use time or timestamptz",
        "timetz|'timetz' is not a known SQL type; use time or timestamptz",
        "bit(8)|'bit(8)' is not a known SQL type; use varbinary or varchar", "inet|'inet' is not a known SQL type; use varchar",
        "enum('a', 'b')|'enum('a', 'b')' is not a known SQL type; use varchar",
        "numeric(50,2)|'numeric(50,2)' is not a known SQL type; use numeric without limits; a decimal has at most 38 digits",
        "decimal(99999999999)|'decimal(99999999999)' is not a known SQL type; use numeric without limits, or decimal with a number of digits and of"
                + " digits after the point, as decimal(10,2)",
        "decimal(3,5)|'decimal(3,5)' is not a known SQL type; use decimal(5,5); the digits after the point count too",
        "decimal(0)|'decimal(0)' is not a known SQL type; use numeric without limits; a decimal has 1 to 38 digits",
        "numeric(5,-2)|'numeric(5,-2)' is not a known SQL type; use numeric without limits, or decimal with a number of digits and of digits after"
                + " the point, as decimal(10,2)",
        "serial|'serial' is not a known SQL type; use integer", "BIGSERIAL|'BIGSERIAL' is not a known SQL type; use bigint",
        "string|'string' is not a known SQL type; use varchar", "object|'object' is not a known SQL type; use varchar",
        "int64|'int64' is not a known SQL type; use bigint", "Int16|'Int16' is not a known SQL type; use smallint",
        "float64|'float64' is not a known SQL type; use double", "datetime64[ns]|'datetime64' is not a known SQL type; use timestamp or timestamptz",
        "timedelta64|'timedelta64' is not a known SQL type; use interval", "LocalDate|'LocalDate' is not a known SQL type; use date",
        "interval day to second|'interval day to second' is not a known SQL type; use interval",
        "interval day(3) to second(2)|'interval day(3) to second' is not a known SQL type; use interval",
        "float(99)|'float(99)' is not a known SQL type; use real, double or decimal",
        "double(10,2)|'double(10,2)' is not a known SQL type; use double precision",
        "varchar(abc)|'varchar(abc)' is not a known SQL type; use varchar", "date(3)|'date(3)' is not a known SQL type; use date",
        "integr|'integr' is not a known SQL type; is integer meant?", "vachar|'vachar' is not a known SQL type; is varchar meant?",
        "dobule|'dobule' is not a known SQL type; is double meant?", "timestmap|'timestmap' is not a known SQL type; is timestamp meant?",
        "foo|'foo' is not a known SQL type", "whatever(3)|'whatever' is not a known SQL type",
        "enum('a|the ' at character 6 of the result schema is never closed by '"})
    void whatCannotBeHadSaysWhichTypeToUse(String text, String message) {
        assertRefused(() -> SqlType.parse(text), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "|the result schema is empty", "   |the result schema is empty", "id|result column 'id' has no type", "id, x int|result column 'id' has no type",
        "id int,|the result schema ends with a comma; a column is missing after it",
        "id int, , x int|a column is missing before the comma at character 9 of the result schema",
        ", x int|a column is missing before the comma at character 1 of the result schema",
        "id int score double|result column 'id': 'score' at character 8 does not belong to it; is a comma missing before it?",
        "id int not null score double|result column 'id': 'score' at character 17 does not belong to it; is a comma missing before it?",
        "n varchar(20) m varchar(30)|result column 'n': 'm' at character 15 does not belong to it; is a comma missing before it?",
        "id int \"x y\" int|result column 'id': 'x y' at character 8 does not belong to it; is a comma missing before it?",
        "id int primary key|result column 'id': 'primary' at character 8 does not belong to it; a result column has a name, a type and perhaps 'not null'",
        "id int not nul|result column 'id': 'nul' at character 12 follows 'not' where 'null' was due",
        "id int not|result column 'id': the end follows 'not' where 'null' was due",
        "\"Flight Id integer|the \" at character 1 of the result schema is never closed by \"",
        "[Flight Id integer|the [ at character 1 of the result schema is never closed by ]",
        "x int, `y int|the ` at character 8 of the result schema is never closed by `",
        "fee decimal(10,2|the ( at character 12 is not closed by )", "x int[|the [ at character 6 is not closed by ]; an array is written as integer[]",
        "'id' int|'id' at character 1 of the result schema stands where a column's name was due; names are written in double quotes",
        "(id int)|'(' at character 1 of the result schema stands where a column's name was due",
        "count(*) int|'(' at character 6 follows the result column 'count' where its type was due; names with other signs than letters, digits and _"
                + " are written in double quotes",
        "id int)|result column 'id': ')' at character 7 does not belong to it; is a comma missing before it?",
        "\"\" int|result column '' is blank or appears twice", "a int, \"A\" int|result column 'A' is blank or appears twice"})
    void whatIsWrongIsSaidWithItsPlace(String schema, String message) {
        assertRefused(() -> ResultSchema.parse(schema == null ? "" : schema), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", "[", "]", "(", ")", "\"", "'", "int)", "(int", "int(", "int(1,", "[]", "int[]]", "array", "not null", "null",
        "int int"})
    void textThatIsNoTypeIsRefusedWithoutSurprise(String text) {
        assertThatThrownBy(() -> SqlType.parse(text)).isInstanceOfSatisfying(GroundstationException.class,
                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.SCRIPT_INVALID));
    }

    @Property
    void everySchemaIsReadBackAsItWasWritten(@ForAll("columns") List<ResultSchema.Column> columns) {
        ResultSchema schema = new ResultSchema(columns);
        assertThat(ResultSchema.parse(schema.toString())).isEqualTo(schema);
    }

    @Property
    void anyTextIsASchemaOrRefusedWithItsCode(@ForAll("schemas") String text) {
        try {
            ResultSchema schema = ResultSchema.parse(text);
            assertThat(ResultSchema.parse(schema.toString())).isEqualTo(schema);
        } catch (GroundstationException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.SCRIPT_INVALID);
        }
    }

    @Provide
    Arbitrary<List<ResultSchema.Column>> columns() {
        Arbitrary<String> names = Arbitraries.oneOf(Arbitraries.strings().ofMinLength(1).ofMaxLength(6),
                Arbitraries.strings().withChars("ab\"[]`'(), \u00a0\t_1$").ofMinLength(1).ofMaxLength(6)).filter(name -> !name.isBlank());
        Arbitrary<SqlType> flat = Arbitraries.oneOf(
                Arbitraries.of(SqlType.Kind.class).filter(kind -> kind != SqlType.Kind.ARRAY && kind != SqlType.Kind.DECIMAL)
                        .map(kind -> new SqlType(kind, 0, 0)),
                Arbitraries.integers().between(1, 38).flatMap(digits -> Arbitraries.integers().between(0, digits)
                        .map(scale -> SqlType.decimal(digits, scale))));
        Arbitrary<SqlType> types = Arbitraries.oneOf(flat, flat.map(SqlType::array));
        return net.jqwik.api.Combinators.combine(names, types, Arbitraries.of(true, false)).as(ResultSchema.Column::new).list().ofMinSize(1).ofMaxSize(5)
                .map(SchemaParserTest::distinct);
    }

    @Provide
    Arbitrary<String> schemas() {
        return Arbitraries
                .of("id", " ", ",", "(", ")", "[", "]", "\"", "`", "'", "int", "decimal", "10", "not", "null", "array", "interval", "day", "timestamp",
                        "with time zone", "x y", "bit", "\n")
                .list().ofMaxSize(12).map(parts -> String.join("", parts));
    }

    private static List<ResultSchema.Column> distinct(List<ResultSchema.Column> columns) {
        Set<String> names = new HashSet<>();
        List<ResultSchema.Column> kept = new ArrayList<>(columns);
        kept.removeIf(column -> !names.add(column.name().toLowerCase(Locale.ROOT)));
        return kept;
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable parse, String message) {
        assertThatThrownBy(parse).isInstanceOf(GroundstationException.class)
                .hasMessage("GS-1012: the script cannot be built: " + message + ". Give every required part of ExternalScript a valid value.");
    }
}

package org.groundstation.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Types;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scripts, schemas and types as users declare them. */
class DeclarationsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"INT|integer", "decimal ( 10 , 2 )|decimal(10,2)", "numeric(5)|decimal(5,0)", "nvarchar(max)|varchar",
        "Double  Precision|double precision", "character varying(20)|varchar", "timestamptz|timestamp with time zone", "bit|boolean", "interval|interval",
        "TEXT []|varchar[]", "int array|integer[]", "numeric(10,2)[3]|decimal(10,2)[]", "timestamp(6) with time zone array[5]|timestamp with time zone[]"})
    void typesAreReadAsSqlWritesThem(String text, String expected) {
        assertThat(SqlType.parse(text)).hasToString(expected).isEqualTo(SqlType.parse(expected));
    }

    @Test
    void unknownTypesAndImpossibleDecimalsAreRefused() {
        assertThatThrownBy(() -> SqlType.parse("geometry")).hasMessageStartingWith("GS-1012: the script cannot be built: 'geometry' is not a known SQL type");
        assertThatThrownBy(() -> SqlType.decimal(39, 0)).isInstanceOf(GroundstationException.class);
        assertThatThrownBy(() -> SqlType.decimal(5, 6)).isInstanceOf(GroundstationException.class);
        assertThatThrownBy(() -> SqlType.parse("int[][]")).hasMessageStartingWith(
                "GS-1012: the script cannot be built: ARRAY of integer[] is not a type; arrays have one dimension");
    }

    @Test
    void everyTypeComesBackFromItsArrowType() {
        for (SqlType.Kind kind : SqlType.Kind.values()) {
            SqlType type = switch (kind) {
                case DECIMAL -> SqlType.decimal(38, 4);
                case ARRAY -> SqlType.array(SqlType.INTERVAL);
                default -> new SqlType(kind, 0, 0);
            };
            SqlType expected = Set.of(SqlType.UUID, SqlType.NUMERIC, SqlType.JSON).contains(type) ? SqlType.VARCHAR : type;
            assertThat(SqlType.ofArrow(type.arrowField("x", true))).contains(expected);
        }
    }

    @Test
    void jdbcTypesWithoutACounterpartAreEmpty() {
        assertThat(SqlType.ofJdbc(Types.OTHER, "INTERVAL DAY TO SECOND", 0, 0)).isEmpty();
        assertThat(SqlType.ofJdbc(Types.ARRAY, "_money", 0, 0)).isEmpty();
        assertThat(SqlType.ofJdbc(Types.ARRAY, "INTEGER ARRAY ARRAY", 0, 0)).isEmpty();
        assertThat(SqlType.ofJdbc(Types.ARRAY, "_int4", 10, 0)).contains(SqlType.array(SqlType.INTEGER));
        assertThat(SqlType.ofJdbc(Types.ARRAY, "_numeric", 10, 2)).contains(SqlType.array(SqlType.decimal(10, 2)));
        assertThat(SqlType.ofJdbc(Types.ARRAY, "_numeric", 0, 0)).contains(SqlType.array(SqlType.NUMERIC));
        assertThat(SqlType.ofJdbc(Types.ARRAY, "NUMERIC(10, 2) ARRAY", 5, 0)).contains(SqlType.array(SqlType.decimal(10, 2)));
        assertThat(SqlType.ofJdbc(Types.ARRAY, "TIMESTAMP(6) WITH TIME ZONE ARRAY[3]", 3, 0)).contains(SqlType.array(SqlType.TIMESTAMP_TZ));
        assertThat(SqlType.ofJdbc(Types.NUMERIC, "numeric", 0, 0)).contains(SqlType.NUMERIC);
        assertThat(SqlType.ofJdbc(Types.OTHER, "jsonb", 0, 0)).contains(SqlType.JSON);
        assertThat(SqlType.ofJdbc(Types.TIMESTAMP, "timestamptz", 0, 0)).contains(SqlType.TIMESTAMP_TZ);
        assertThat(SqlType.ofJdbc(Types.OTHER, "uuid", 0, 0)).contains(SqlType.UUID);
    }

    @Test
    void aResultSchemaIsReadAndWrittenAsSql() {
        ResultSchema schema = ResultSchema.parse("id bigint NOT NULL, fee decimal(10, 2), name varchar(20), tags text[] not null, waited interval");
        assertThat(schema).hasToString("id bigint not null, fee decimal(10,2), name varchar, tags varchar[] not null, waited interval");
        assertThat(ResultSchema.parse(schema.toString())).isEqualTo(schema);
        assertThatThrownBy(() -> ResultSchema.parse("id")).hasMessageContaining("result column 'id' has no type");
        assertThatThrownBy(() -> ResultSchema.parse("id int, ID int")).hasMessageContaining("result column 'ID' is blank or appears twice");
    }

    @Test
    void aScriptThatCannotRunIsNotBuilt() {
        assertThatThrownBy(() -> ExternalScript.python("  ").build()).hasMessageContaining("its text is empty");
        for (String taken : new String[] {"class", "None", "pandas", "numpy", "__builtins__"}) {
            assertThatThrownBy(() -> ExternalScript.python("pass").parameter(taken, SqlType.DATE)).hasMessageContaining("'" + taken + "' is not a name that");
        }
        assertThatThrownBy(() -> ExternalScript.python("pass").parameter("a b", SqlType.DATE)).hasMessageContaining("'a b' is not a name that Python accepts");
        assertThatThrownBy(() -> ExternalScript.python("pass").parameter("a", SqlType.DATE).outputParameter("a", SqlType.DATE))
                .hasMessageContaining("declared twice");
        assertThatThrownBy(() -> ExternalScript.python("pass").parameter("InputDataSet", SqlType.DATE).build()).hasMessageContaining("clashes");
        assertThatThrownBy(() -> ExternalScript.python("pass").inputName("x").outputName("x").build()).hasMessageContaining("both named 'x'");
        assertThatThrownBy(() -> ExternalScript.python("pass").timeout(Duration.ofMillis(-1))).hasMessageContaining("negative");
    }

    @Test
    void aTableJobThatCannotRunIsNotBuilt() {
        TableJob.Builder job = TableJob.named("j").from("t", "id").script("pass");
        assertThatThrownBy(job::build).hasMessageStartingWith("GS-4007: the table job cannot be built: it has no target table");
        assertThatThrownBy(() -> job.into("s", "score double, x double").build()).hasMessageContaining("the result schema lacks the key column 'id'");
        assertThatThrownBy(() -> job.into("s", "id bigint").build()).hasMessageContaining("no column besides the key");
        assertThatThrownBy(() -> job.into("s", "id bigint, score double").partitions(0).build()).hasMessageContaining("partitions must be 1 to 64, not 0");
        assertThatThrownBy(() -> job.partitions(1).argument("a", Duration.ZERO).build()).hasMessageContaining("argument 'a' must be");
    }
}

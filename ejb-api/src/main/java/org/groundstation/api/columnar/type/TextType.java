package org.groundstation.api.columnar.type;

import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.util.Set;
import java.util.UUID;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.groundstation.api.SqlType;

/** Text of any length, also of types that have nothing but their text. */
class TextType extends ColumnType {
    static final TextType INSTANCE = new TextType();

    private static final Set<Integer> JDBC = Set.of(Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.NCHAR, Types.NVARCHAR,
            Types.LONGNVARCHAR, Types.CLOB, Types.NCLOB);

    private TextType() {
        this(Types.VARCHAR, Set.of("text", "varchar", "bpchar", "name"), String.class);
    }

    TextType(int jdbcType, Set<String> elementNames, Class<?>... javaClasses) {
        super(new ArrowType.Utf8(), jdbcType, elementNames, javaClasses);
    }

    @Override
    SqlType in(JdbcColumn column) {
        return JDBC.contains(column.jdbcType()) || column.isText() ? SqlType.VARCHAR : null;
    }

    @Override
    public CellReader reader(FieldVector vector, int column, JdbcSource source) {
        VarCharVector texts = (VarCharVector) vector;
        return (rows, row) -> {
            String value = rows.getString(column);
            if (value == null) {
                texts.setNull(row);
            } else {
                texts.setSafe(row, encoded(value));
            }
        };
    }

    /** The bytes of a text that a database returned. */
    byte[] encoded(String text) {
        return Utf8.of(text);
    }

    @Override
    public Object get(FieldVector vector, int row) {
        return new String(((VarCharVector) vector).get(row), StandardCharsets.UTF_8);
    }

    @Override
    public void set(FieldVector vector, int row, Object value) {
        ((VarCharVector) vector).setSafe(row, bytes(value instanceof UUID uuid ? uuid.toString() : (String) value));
    }

    private static byte[] bytes(String text) {
        try {
            return Utf8.of(text);
        } catch (UnfitValueException unpaired) {
            throw new ArithmeticException(unpaired.getMessage());
        }
    }
}

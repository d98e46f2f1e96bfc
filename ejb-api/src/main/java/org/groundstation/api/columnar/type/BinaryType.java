package org.groundstation.api.columnar.type;

import java.sql.Types;
import java.util.Set;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.groundstation.api.SqlType;

/** Bytes of any number. */
final class BinaryType extends ColumnType {
    static final BinaryType INSTANCE = new BinaryType();

    private static final Set<Integer> JDBC = Set.of(Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB);

    private BinaryType() {
        super(new ArrowType.Binary(), Types.VARBINARY, Set.of("bytea"), byte[].class);
    }

    @Override
    SqlType in(JdbcColumn column) {
        return JDBC.contains(column.jdbcType()) && !column.named("uuid") ? SqlType.VARBINARY : null;
    }

    @Override
    public CellReader reader(FieldVector vector, int column, JdbcSource source) {
        VarBinaryVector bytes = (VarBinaryVector) vector;
        return (rows, row) -> {
            byte[] value = rows.getBytes(column);
            if (value == null) {
                bytes.setNull(row);
            } else {
                bytes.setSafe(row, value);
            }
        };
    }

    @Override
    public Object get(FieldVector vector, int row) {
        return ((VarBinaryVector) vector).get(row);
    }

    @Override
    public void set(FieldVector vector, int row, Object value) {
        ((VarBinaryVector) vector).setSafe(row, (byte[]) value);
    }

    @Override
    CellBinder valueBinder(FieldVector vector, SqlType type, int parameter) {
        VarBinaryVector bytes = (VarBinaryVector) vector;
        return (insert, row) -> insert.setBytes(parameter, bytes.get(row));
    }
}

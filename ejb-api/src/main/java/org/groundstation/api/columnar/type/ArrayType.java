package org.groundstation.api.columnar.type;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SqlType;
import org.groundstation.api.SqlType.Kind;

/** Arrays of one dimension, of any other kind. */
final class ArrayType extends ColumnType {
    static final ArrayType INSTANCE = new ArrayType();

    /** Where the rows of an array have the element; its number is before it. */
    private static final int ELEMENT = 2;
    /** Where the binary form has it, in bytes. */
    private static final int LOWER_BOUND = 16;

    private ArrayType() {
        super(new ArrowType.List(), Types.ARRAY, Set.of());
    }

    /** PostgreSQL names an array after its elements, with an underscore before; H2 writes it as SQL does. */
    @Override
    SqlType in(JdbcColumn column) {
        if (column.jdbcType() != Types.ARRAY) {
            return null;
        }
        if (column.typeName().startsWith("_")) {
            return elements(column, column.typeName().substring(1));
        }
        try {
            return column.typeName().contains(" ARRAY") ? SqlType.parse(column.typeName()) : null;
        } catch (GroundstationException unknown) {
            return null;
        }
    }

    private static SqlType elements(JdbcColumn column, String name) {
        for (Kind kind : Kind.values()) {
            if (kind != Kind.ARRAY && of(kind).isElement(name)) {
                boolean decimal = kind == Kind.NUMERIC && DecimalType.fits(column);
                return SqlType.array(decimal ? SqlType.decimal(column.precision(), column.scale()) : new SqlType(kind, 0, 0));
            }
        }
        return null;
    }

    /** Elements are read as rows of their own: the objects of {@link java.sql.Array#getArray} are not exact for dates and times. */
    @Override
    public CellReader reader(FieldVector vector, int column, JdbcSource source) {
        ListVector list = (ListVector) vector;
        CellReader elements = of(list.getDataVector()).reader(list.getDataVector(), ELEMENT, source);
        return (rows, row) -> {
            java.sql.Array array = rows.getArray(column);
            if (array == null) {
                list.setNull(row);
            } else {
                if (source == JdbcSource.BOUNDLESS) {
                    requireFirstBound(rows, column);
                }
                readElements(array, elements, list, row);
            }
        };
    }

    /**
     * Only the bytes that PostgreSQL sent have the bound: a text begins with it, {@code [0:1]={7,8}}; the binary form has it after
     * the count of dimensions, whether there is NULL, the type of the elements and their count, of 4 bytes each.
     */
    private static void requireFirstBound(ResultSet rows, int column) throws SQLException {
        ByteBuffer sent = ByteBuffer.wrap(rows.getBytes(column));
        byte first = sent.get(0);
        if (first == '[' || first != '{' && sent.getInt(0) > 0 && sent.getInt(LOWER_BOUND) != 1) {
            throw new UnfitValueException(rows.getString(column), UnfitValueException.OTHER_BOUND);
        }
    }

    private static void readElements(java.sql.Array array, CellReader elements, ListVector list, int row) throws SQLException {
        int start = list.startNewValue(row);
        int count = 0;
        try (ResultSet values = array.getResultSet()) {
            if (values.getMetaData().getColumnType(ELEMENT) == Types.ARRAY) {
                throw new GroundstationException(ErrorCode.ARRAY_NESTED, list.getName());
            }
            while (values.next()) {
                elements.read(values, start + count++);
            }
        }
        list.endValue(row, count);
    }

    @Override
    public Object get(FieldVector vector, int row) {
        ListVector list = (ListVector) vector;
        FieldVector values = list.getDataVector();
        ColumnType type = of(values);
        List<Object> elements = new ArrayList<>();
        for (int element = list.getElementStartIndex(row); element < list.getElementEndIndex(row); element++) {
            elements.add(values.isNull(element) ? null : type.get(values, element));
        }
        return Collections.unmodifiableList(elements);
    }

    @Override
    public void set(FieldVector vector, int row, Object value) {
        int count = value instanceof List<?> list ? list.size() : value.getClass().isArray() ? Array.getLength(value) : -1;
        if (count < 0) {
            throw new ClassCastException("no conversion");
        }
        ListVector list = (ListVector) vector;
        ColumnType type = of(list.getDataVector());
        int start = list.startNewValue(row);
        for (int i = 0; i < count; i++) {
            Object element = value instanceof List<?> values ? values.get(i) : Array.get(value, i);
            if (element == null) {
                list.getDataVector().setNull(start + i);
            } else {
                type.set(list.getDataVector(), start + i, element);
            }
        }
        list.endValue(row, count);
    }

    @Override
    CellBinder valueBinder(FieldVector vector, SqlType type, int parameter) {
        return (insert, row) -> insert.setObject(parameter, elements((List<?>) get(vector, row), type.element()));
    }

    /** As text, which the database casts: drivers' own arrays lose parts of times and dates. */
    private static Object[] elements(List<?> list, SqlType type) {
        return type.kind() == Kind.VARBINARY ? list.toArray(byte[][]::new)
                : list.stream().map(element -> element == null ? null : element instanceof PeriodDuration interval ? Intervals.text(interval)
                        : element.toString()).toArray(String[]::new);
    }
}

package org.groundstation.batch.postgres;

import java.sql.SQLException;
import java.util.Locale;
import org.apache.arrow.vector.complex.ListVector;
import org.groundstation.api.SqlType;
import org.postgresql.core.Oid;

/** A list as PostgreSQL's array, see {@link ArrayDecoder}. Its bytes are collected first, because their count comes first. */
final class ArrayEncoder implements CellEncoder {
    private final ListVector list;
    private final CellEncoder element;
    private final int elementOid;
    private final int hasNull;
    private final CopyBuffer array = CopyBuffer.collecting();

    /**
     * @param type of the elements
     * @param column name of the type of the column's elements
     */
    ArrayEncoder(ListVector list, SqlType type, String column) {
        this.list = list;
        this.element = CellEncoder.of(list.getDataVector(), type, column);
        this.elementOid = oid(column);
        this.hasNull = list.getDataVector().getNullCount() == 0 ? 0 : 1;
    }

    @Override
    public void encode(CopyBuffer out, int row) throws SQLException {
        int start = list.getElementStartIndex(row);
        int end = list.getElementEndIndex(row);
        array.clear();
        array.putInt(start == end ? 0 : 1);
        array.putInt(hasNull);
        array.putInt(elementOid);
        if (start < end) {
            array.putInt(end - start);
            array.putInt(1);
        }
        for (int value = start; value < end; value++) {
            element.encode(array, value);
        }
        out.putCell(array);
    }

    private static int oid(String type) {
        try {
            return Oid.valueOf(type.toUpperCase(Locale.ROOT));
        } catch (SQLException unknown) {
            throw new IllegalArgumentException(type, unknown);
        }
    }
}

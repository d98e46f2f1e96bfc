package org.groundstation.api.columnar;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SqlType;

/** The columns of JDBC results as Arrow schemas. */
public final class Columns {
    private Columns() {
    }

    /**
     * The Arrow schema of a JDBC result; column labels become field names. For queries of one table: see
     * {@link #of(ResultSetMetaData, boolean)}.
     *
     * @throws GroundstationException {@link ErrorCode#SQL_TYPE_UNSUPPORTED} naming the first column that cannot be sent
     */
    public static Schema of(ResultSetMetaData metadata) throws SQLException {
        return of(metadata, false);
    }

    /**
     * The Arrow schema of a JDBC result; column labels become field names.
     *
     * @param nullsMayAppear true makes every column nullable. Drivers report the declaration of the table's column: behind an outer
     *        join or a grouping set, a column that is NOT NULL in its table holds NULL where there is no row, or no group.
     * @throws GroundstationException {@link ErrorCode#SQL_TYPE_UNSUPPORTED} naming the first column that cannot be sent
     */
    public static Schema of(ResultSetMetaData metadata, boolean nullsMayAppear) throws SQLException {
        List<Field> fields = new ArrayList<>();
        for (int i = 1; i <= metadata.getColumnCount(); i++) {
            String name = metadata.getColumnLabel(i);
            String typeName = metadata.getColumnTypeName(i);
            SqlType type = SqlType.ofJdbc(metadata.getColumnType(i), typeName, metadata.getPrecision(i), metadata.getScale(i))
                    .orElseThrow(() -> new GroundstationException(ErrorCode.SQL_TYPE_UNSUPPORTED, name, typeName));
            fields.add(type.arrowField(name, nullsMayAppear || metadata.isNullable(i) != ResultSetMetaData.columnNoNulls));
        }
        return new OwnSchema(fields);
    }
}

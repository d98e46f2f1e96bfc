package org.groundstation.batch.mariadb;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.batch.rows.ResultTarget;
import org.groundstation.batch.rows.RowSink;

/**
 * Refuses rows that are larger than the packets that the server takes. It would cut the connection, which looks as if the
 * database were away and the job should try again.
 */
final class PacketSink implements RowSink {
    private static final long COMMAND_BYTES = 1_024;
    /** The most bytes of a number, or of what stands before a text. */
    private static final long COLUMN_BYTES = 64;
    private static final String TOO_LONG = "22001";

    private final RowSink sink;
    private final ResultTarget target;
    private final long packetBytes;

    private PacketSink(RowSink sink, ResultTarget target, long packetBytes) {
        this.sink = sink;
        this.target = target;
        this.packetBytes = packetBytes;
    }

    /** Asks the server for its limit. @param sink what writes rows that are small enough */
    public static RowSink of(Connection connection, ResultTarget target, RowSink sink) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("select @@max_allowed_packet")) {
            rows.next();
            return new PacketSink(sink, target, rows.getLong(1));
        }
    }

    @Override
    public long write(Connection connection, VectorSchemaRoot results) throws SQLException {
        List<BaseVariableWidthVector> texts = target.columns().stream().map(column -> column.in(results))
                .filter(BaseVariableWidthVector.class::isInstance).map(BaseVariableWidthVector.class::cast).toList();
        long room = packetBytes - COMMAND_BYTES - COLUMN_BYTES * target.columns().size();
        int rows = results.getRowCount();
        if (rows > 0 && texts.stream().mapToLong(text -> text.getStartOffset(rows)).sum() > room) {
            for (int row = 0; row < rows; row++) {
                requireFits(texts, row, room);
            }
        }
        return sink.write(connection, results);
    }

    private void requireFits(List<BaseVariableWidthVector> texts, int row, long room) throws SQLException {
        long bytes = 0;
        for (BaseVariableWidthVector text : texts) {
            bytes += text.isNull(row) ? 0 : text.getValueLength(row);
        }
        if (bytes > room) {
            throw new SQLException("a row of " + bytes + " bytes does not fit the server's max_allowed_packet of " + packetBytes
                    + " bytes; raise it", TOO_LONG);
        }
    }
}

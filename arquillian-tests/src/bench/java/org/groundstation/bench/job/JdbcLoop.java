package org.groundstation.bench.job;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.groundstation.bench.database.Database;
import org.groundstation.bench.database.PaymentTable;

/** What people write first in Java: a forward-only query, arithmetic, inserts in batches, one commit. */
final class JdbcLoop {
    private static final int ROWS_AT_ONCE = 10_000;
    private static final String COLUMNS = "id, " + String.join(", ", PaymentTable.FEATURES) + ", made_at, merchant";

    private JdbcLoop() {
    }

    /** @return seconds, connecting included */
    static double run(Database database, PaymentTable source, Regression regression) throws SQLException {
        double[] weights = regression.weights().stream().mapToDouble(Double::doubleValue).toArray();
        long started = System.nanoTime();
        try (Connection connection = database.connect(Map.of("reWriteBatchedInserts", "true"))) {
            connection.setAutoCommit(false);
            try (Statement select = connection.createStatement();
                    PreparedStatement insert = connection.prepareStatement("insert into " + ScoreTable.NAME + " values (?, ?)")) {
                select.setFetchSize(ROWS_AT_ONCE);
                try (ResultSet rows = select.executeQuery("select " + COLUMNS + " from " + source.name())) {
                    int pending = 0;
                    while (rows.next()) {
                        double sum = weights[0];
                        for (int feature = 1; feature < weights.length; feature++) {
                            sum += weights[feature] * rows.getDouble(feature + 1);
                        }
                        insert.setLong(1, rows.getLong(1));
                        insert.setDouble(2, 1 / (1 + Math.exp(-sum)));
                        insert.addBatch();
                        if (++pending % ROWS_AT_ONCE == 0) {
                            insert.executeBatch();
                        }
                    }
                    insert.executeBatch();
                }
            }
            connection.commit();
        }
        return (System.nanoTime() - started) / 1e9;
    }
}

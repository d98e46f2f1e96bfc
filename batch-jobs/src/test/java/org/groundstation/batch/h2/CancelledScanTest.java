package org.groundstation.batch.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.groundstation.batch.database.ReaderDataSource;
import org.groundstation.batch.database.TestDatabase;
import org.groundstation.batch.database.WriterDataSource;
import org.junit.jupiter.api.Test;

class CancelledScanTest {
    private static final String SCAN = "select id from readings where id > ? order by id";
    private static final int ROWS = 5_000;

    @Test
    void doesNotCancelTheNextScanOfItsConnection() throws SQLException {
        try (TestDatabase database = TestDatabase.empty(TestDatabase.Kind.H2);
                Connection writer = new WriterDataSource().getConnection();
                Statement statement = writer.createStatement();
                Connection reader = new ReaderDataSource().getConnection()) {
            statement.execute("create table readings (id bigint primary key) as select x from system_range(1, " + ROWS + ")");
            try (PreparedStatement first = scan(reader); ResultSet rows = first.executeQuery()) {
                assertThat(rows.next()).isTrue();
                first.cancel(); // nobody reads at this moment
            }
            int read = 0;
            try (PreparedStatement next = scan(reader); ResultSet rows = next.executeQuery()) {
                while (rows.next()) {
                    read++;
                }
            }
            assertThat(read).isEqualTo(ROWS);
        }
    }

    private static PreparedStatement scan(Connection reader) throws SQLException {
        PreparedStatement scan = reader.prepareStatement(SCAN, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
        scan.setLong(1, 0);
        return scan;
    }
}

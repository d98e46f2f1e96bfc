package org.groundstation.batch.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class DatabaseProbeTest {
    @Test
    void databaseThatAnswersIsThere() {
        try (TestDatabase database = TestDatabase.open(TestDatabase.Kind.POSTGRES)) {
            assertThat(new DatabaseProbe().answers()).isTrue();
            try (TcpProxy proxy = database.proxied()) {
                assertThat(new DatabaseProbe().answers()).isTrue();
                proxy.refuse();
                assertThat(new DatabaseProbe().answers()).isFalse();
            }
        }
    }

    @Test
    void questionEndsAlsoWhenNothingElseDoes() throws SQLException {
        CountDownLatch never = new CountDownLatch(1);
        DataSource hanging = (DataSource) Proxy.newProxyInstance(DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class},
                (proxy, method, values) -> {
                    never.await();
                    return (Connection) null;
                });
        DatabaseProbe probe = new DatabaseProbe(hanging);
        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(8), probe::answers)).isFalse();
        never.countDown();
    }
}

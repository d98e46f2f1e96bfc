package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.admin.ExternalResourcePool;
import org.groundstation.api.admin.ResourcePools;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** External resource pools through the connector, with real satellites. */
@Timeout(60)
class ResourcePoolsTest {
    private static final ExternalScript GREEDY = ExternalScript.python("data = numpy.ones(100 << 20)").build();
    private static TestAdapter station;
    private static ResourcePools pools;

    @BeforeAll
    static void start() throws Exception {
        station = new TestAdapter();
        pools = station.factory().resourcePools();
    }

    @AfterAll
    static void stop() {
        station.close();
    }

    @Test
    void aScriptBeyondItsMemoryEndsAloneAndIsToldItsLimit() throws Exception {
        pools.define(ExternalResourcePool.named("small").withScriptMemory(200));
        SatelliteConnectionFactory small = factory("small");
        try (SatelliteConnection neighbour = small.getConnection(); SatelliteConnection greedy = small.getConnection()) {
            CompletableFuture<Long> unharmed = CompletableFuture.supplyAsync(() -> neighbour.execute(ExternalScript.python("""
                    import time
                    data = numpy.ones(2 << 20)
                    time.sleep(1)
                    OutputDataSet = pandas.DataFrame({"sum": [data.sum()]})
                    """).build()).rowCount());
            long id = greedy.satelliteId();
            GroundstationException ended = catchThrowableOfType(GroundstationException.class, () -> greedy.execute(GREEDY));
            assertThat(ended.code()).isEqualTo(ErrorCode.MEMORY_EXCEEDED);
            assertThat(ended).hasMessageContaining("satellite " + id + " exceeded its memory limit of 200 MB");
            assertThat(unharmed.get(30, TimeUnit.SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void aPoolLimitsHowManyScriptsRunAtOnce() {
        pools.define(ExternalResourcePool.named("single").withScripts(1, Duration.ofMillis(100)));
        SatelliteConnectionFactory single = factory("single");
        try (SatelliteConnection first = single.getConnection()) {
            assertThat(first.execute(ExternalScript.python("pass").build()).rowCount()).isZero();
            assertThat(catchThrowableOfType(GroundstationException.class, single::getConnection).code()).isEqualTo(ErrorCode.RESOURCE_POOL_BUSY);
        }
        pools.define(ExternalResourcePool.named("single").withScripts(1, Duration.ofSeconds(30)));
        single.getConnection().close();
    }

    @Test
    void aChangeIsForTheNextSatellite() {
        pools.define(ExternalResourcePool.named("changing"));
        SatelliteConnectionFactory changing = factory("changing");
        try (SatelliteConnection before = changing.getConnection()) {
            pools.define(ExternalResourcePool.named("changing").withScriptMemory(200));
            assertThat(before.execute(GREEDY).rowCount()).isZero();
        }
        try (SatelliteConnection after = changing.getConnection()) {
            assertThat(catchThrowableOfType(GroundstationException.class, () -> after.execute(GREEDY)).code()).isEqualTo(ErrorCode.MEMORY_EXCEEDED);
        }
    }

    @Test
    void aPoolThatNobodyDefinedGivesNoSatellite() {
        GroundstationException refused = catchThrowableOfType(GroundstationException.class, () -> factory("nobody").getConnection());
        assertThat(refused.code()).isEqualTo(ErrorCode.RESOURCE_POOL_UNKNOWN);
        assertThat(refused).hasMessageContaining("'nobody'");
    }

    @Test
    void aConnectionCanNameAnotherPoolThanItsFactory() {
        pools.define(ExternalResourcePool.named("own").withScripts(1, Duration.ofSeconds(30)));
        pools.define(ExternalResourcePool.named("other").withScripts(1, Duration.ofMillis(100)));
        SatelliteConnectionFactory own = factory("own");
        try (SatelliteConnection first = own.getConnection("other")) {
            assertThat(first.execute(ExternalScript.python("pass").build()).rowCount()).isZero();
            assertThat(satellitesIn("other")).isEqualTo(1);
            assertThat(satellitesIn("own")).isZero();
            assertThat(catchThrowableOfType(GroundstationException.class, () -> own.getConnection("other")).code()).isEqualTo(ErrorCode.RESOURCE_POOL_BUSY);
            own.getConnection().close();
        }
    }

    private static int satellitesIn(String pool) {
        return pools.all().stream().filter(view -> view.pool().name().equals(pool)).findFirst().orElseThrow().satellites();
    }

    private static SatelliteConnectionFactory factory(String pool) {
        SatelliteManagedConnectionFactory factory = station.managedFactory();
        factory.setResourcePool(pool);
        return (SatelliteConnectionFactory) factory.createConnectionFactory();
    }
}

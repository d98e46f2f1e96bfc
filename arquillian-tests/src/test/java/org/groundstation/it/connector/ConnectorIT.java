package org.groundstation.it.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.inject.Inject;
import java.io.File;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.assertj.core.api.Assertions;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ModelStore;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.ScriptException;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.SqlType;
import org.groundstation.api.TableJob;
import org.groundstation.api.TableJobs;
import org.groundstation.it.connector.LateFees.Fee;
import org.groundstation.it.connector.LateFees.Fees;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs inside the server, in an application that brings no class of Groundstation with it. */
@ExtendWith(ArquillianExtension.class)
class ConnectorIT {
    private static final ExternalScript NOTHING = ExternalScript.python("pass").build();

    @Inject
    private LateFees lateFees;

    @Resource(lookup = "java:app/eis/satellites")
    private SatelliteConnectionFactory satellites;

    @Resource(lookup = "java:app/eis/impatient")
    private SatelliteConnectionFactory impatient;

    @Resource(lookup = "java:app/jdbc/invoices")
    private DataSource invoices;

    @EJB(lookup = TableJobs.JNDI_NAME)
    private TableJobs jobs;

    @EJB(lookup = ModelStore.JNDI_NAME)
    private ModelStore models;

    @Deployment
    static WebArchive application() throws URISyntaxException {
        return ShrinkWrap.create(WebArchive.class, "late-fees.war").addClasses(LateFees.class, Fee.class, Fees.class, ImpatientPool.class)
                .addAsLibraries(new File(Assertions.class.getProtectionDomain().getCodeSource().getLocation().toURI()))
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
    }

    @Test
    void anApplicationSendsAQueryAndGetsTypedRowsAndOutputParameters() throws SQLException {
        try (Connection database = invoices.getConnection(); Statement statement = database.createStatement()) {
            statement.execute("create table invoice(id bigint primary key, days_late integer not null)");
            statement.execute("insert into invoice values (1, 3), (2, 40), (3, 11)");
        }
        Fees fees = lateFees.fees(10);
        assertThat(fees.fees()).containsExactly(new Fee(2, new BigDecimal("60.00")), new Fee(3, new BigDecimal("16.50")));
        assertThat(fees.customers()).isEqualTo(2);
    }

    @Test
    void aFullPoolIsAClearErrorAfterTheMaximumWait() {
        try (SatelliteConnection first = impatient.getConnection(); SatelliteConnection second = impatient.getConnection()) {
            assertThat(first.satelliteId()).isNotEqualTo(second.satelliteId());
            assertThatThrownBy(impatient::getConnection).isInstanceOf(GroundstationException.class)
                    .hasMessageStartingWith("GS-3001: no satellite became free in time: ")
                    .hasMessageEndingWith("Retry later, close connections earlier, or raise the pool's size or its maximum wait.");
        }
        impatient.getConnection().close();
    }

    @Test
    void everyUseGetsAFreshSatellite() {
        Set<Long> seen = new TreeSet<>();
        for (int i = 0; i < 5; i++) {
            try (SatelliteConnection connection = satellites.getConnection()) {
                seen.add(connection.satelliteId());
            }
        }
        assertThat(seen).hasSize(5);
    }

    @Test
    void aSatelliteThatDiesIsReplaced() {
        ExternalScript deadly = ExternalScript.python("import os; os.kill(os.getpid(), 9)").build();
        for (int i = 0; i < 3; i++) {
            try (SatelliteConnection connection = satellites.getConnection()) {
                assertThatThrownBy(() -> connection.execute(deadly)).hasMessageContaining("ended while it was in use (signal 9)");
            }
        }
        try (SatelliteConnection connection = satellites.getConnection(); ScriptResult result = connection.execute(NOTHING)) {
            assertThat(result.rowCount()).isZero();
        }
    }

    @Test
    void aScriptThatHangsIsEndedAtItsTimeoutAndItsSeatIsFree() {
        ExternalScript hanging = ExternalScript.python("import time; time.sleep(600)").timeout(Duration.ofMillis(500)).build();
        for (int i = 0; i < 3; i++) {
            try (SatelliteConnection connection = satellites.getConnection()) {
                assertThat(catchThrowableOfType(ScriptException.class, () -> connection.execute(hanging)).code()).isEqualTo(ErrorCode.SCRIPT_TIMED_OUT);
            }
        }
    }

    @Test
    void aScriptCanBeCancelledFromAnotherThread() {
        try (SatelliteConnection connection = satellites.getConnection()) {
            ExternalScript hanging = ExternalScript.python("print('started', flush=True)\nimport time; time.sleep(600)").build();
            CompletableFuture<Void> cancelling = CompletableFuture.runAsync(() -> {
                while (satellites.monitor().satellites().stream().noneMatch(view -> view.requestId() != null)) {
                    Thread.onSpinWait();
                }
                connection.cancel();
            });
            assertThat(catchThrowableOfType(ScriptException.class, () -> connection.execute(hanging)).code()).isEqualTo(ErrorCode.SCRIPT_CANCELLED);
            cancelling.join();
        }
    }

    @Test
    void errorsOfAScriptReachTheApplicationUnwrapped() {
        try (SatelliteConnection connection = satellites.getConnection()) {
            ScriptException failed = catchThrowableOfType(ScriptException.class,
                    () -> connection.execute(ExternalScript.python("print('seen')\nimport sklearn\nraise KeyError('x')").build()));
            assertThat(failed.code()).isEqualTo(ErrorCode.SCRIPT_FAILED);
            assertThat(failed.traceback()).contains("File \"<script>\", line 3").contains("KeyError: 'x'");
            assertThat(failed.messages()).extracting(message -> message.text()).containsExactly("seen\n");
        }
    }

    @Test
    void aConnectionUsedAfterCloseSaysSo() {
        SatelliteConnection connection = satellites.getConnection();
        connection.close();
        assertThat(catchThrowableOfType(GroundstationException.class, () -> connection.execute(NOTHING)).code()).isEqualTo(ErrorCode.CONNECTION_CLOSED);
    }

    @Test
    void theMonitorShowsSatellitesAndCounts() {
        long before = satellites.monitor().counters().executions();
        try (SatelliteConnection connection = satellites.getConnection()) {
            connection.execute(NOTHING).close();
            assertThat(satellites.monitor().satellites()).anySatisfy(view -> {
                assertThat(view.id()).isEqualTo(connection.satelliteId());
                assertThat(view.runtime()).startsWith("Python 3.");
                assertThat(view.pid()).isPositive();
            });
        }
        assertThat(satellites.monitor().counters().executions()).isGreaterThan(before);
    }

    @Test
    void aModelGoesFromAScriptToTheStoreAndBack() {
        ExternalScript train = ExternalScript.python("import pickle\nmodel = pickle.dumps({'slope': 2.0})")
                .outputParameter("model", SqlType.VARBINARY).build();
        ExternalScript apply = ExternalScript.python("import pickle\ny = pickle.loads(model)['slope'] * 21").parameter("model", SqlType.VARBINARY)
                .outputParameter("y", SqlType.DOUBLE).build();
        try (SatelliteConnection connection = satellites.getConnection(); ScriptResult trained = connection.execute(train)) {
            int version = models.save("line", trained.outputParameter("model", byte[].class));
            assertThat(models.latestVersion("line")).isEqualTo(version);
            try (ScriptResult result = connection.execute(apply, ScriptInput.none(), Map.of("model", models.load("line", version)))) {
                assertThat(result.outputParameter("y", Double.class)).isEqualTo(42.0);
            }
        }
        assertThatThrownBy(() -> models.latestVersion("circle")).hasMessageStartingWith("GS-4011: there is no stored model 'circle'. ");
    }

    @Test
    void errorsOfAJobReachTheApplicationUnwrapped() {
        TableJob job = TableJob.named("nothing").from("not_there", "id").into("scores", "id bigint not null, score double").script("pass").build();
        assertThatThrownBy(() -> jobs.start(job)).isInstanceOf(GroundstationException.class)
                .hasMessageStartingWith("GS-4001: there is no table or view 'not_there'. ");
        assertThat(jobs.jobs()).isEqualTo(List.of());
    }
}

package org.groundstation.it.security;

import jakarta.annotation.Resource;
import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.SqlType;
import org.groundstation.api.admin.SatelliteView;

/**
 * Runs scripts of the suite through the connector. POST runs the body, which assigns {@code seen}, and answers with that or
 * with the error; {@code cancelAfter} cancels it after so many ms. GET starts a script that leaves a note in its folder and
 * stays, and answers with the process of the server, the process of that script, and its folder.
 */
@ConnectionFactoryDefinition(name = "java:app/eis/satellites", interfaceName = "org.groundstation.api.SatelliteConnectionFactory", resourceAdapter = "groundstation", transactionSupport = TransactionSupportLevel.NoTransaction, minPoolSize = 0, maxPoolSize = 8)
@WebServlet("/attack")
public class AttackServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final ExternalScript SIBLING = ExternalScript.python("import time; open('note', 'w').write('secret'); time.sleep(3600)")
            .timeout(Duration.ofHours(1)).build();
    private static final Duration SIBLING_LIMIT = Duration.ofSeconds(20);

    @Resource(lookup = "java:app/eis/satellites")
    private SatelliteConnectionFactory satellites;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        CompletableFuture<Long> id = new CompletableFuture<>();
        Thread sibling = new Thread(() -> stay(id), "sibling");
        sibling.setDaemon(true);
        sibling.start();
        long pid = satellites.monitor().satellites().stream().filter(view -> view.id() == id.orTimeout(SIBLING_LIMIT.toSeconds(),
                TimeUnit.SECONDS).join()).map(SatelliteView::pid).findFirst().orElseThrow();
        Path note = Path.of("/proc/" + pid + "/cwd/note");
        for (long until = System.nanoTime() + SIBLING_LIMIT.toNanos(); !Files.exists(note) && System.nanoTime() < until;) {
            pause();
        }
        response.getWriter().print(ProcessHandle.current().pid() + " " + pid + " " + Files.readSymbolicLink(note.getParent()));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String text = request.getReader().lines().collect(Collectors.joining("\n"));
        ExternalScript script = ExternalScript.python(text).outputParameter("seen", SqlType.VARCHAR)
                .timeout(Duration.ofMillis(Long.parseLong(request.getParameter("timeout")))).build();
        String cancelAfter = request.getParameter("cancelAfter");
        response.setCharacterEncoding("UTF-8");
        try (SatelliteConnection satellite = satellites.getConnection()) {
            if (cancelAfter != null) {
                CompletableFuture.delayedExecutor(Long.parseLong(cancelAfter), TimeUnit.MILLISECONDS).execute(satellite::cancel);
            }
            try (ScriptResult result = satellite.execute(script)) {
                response.getWriter().print(result.outputParameter("seen", String.class));
            }
        } catch (GroundstationException failed) {
            response.getWriter().print(failed.getMessage());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void stay(CompletableFuture<Long> id) {
        try (SatelliteConnection satellite = satellites.getConnection()) {
            id.complete(satellite.satelliteId());
            satellite.execute(SIBLING).close();
        } catch (GroundstationException ended) {
            log("the sibling has ended", ended);
        }
    }
}

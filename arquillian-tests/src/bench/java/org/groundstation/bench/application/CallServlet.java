package org.groundstation.bench.application;

import jakarta.annotation.Resource;
import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.ExternalScript.DataFormat;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptSession;

/**
 * Sends one row to a script that returns it, again and again, on one injected connection, and tells how long that took:
 * {@code {"p50": ms, "p99": ms}}. The way {@code session} keeps one session open and sends a batch for each call; the way
 * {@code execute} runs the script anew each time.
 */
@ConnectionFactoryDefinition(name = "java:app/eis/satellites", interfaceName = "org.groundstation.api.SatelliteConnectionFactory",
        resourceAdapter = "groundstation", transactionSupport = TransactionSupportLevel.NoTransaction, minPoolSize = 0, maxPoolSize = 2)
@WebServlet("/call")
public class CallServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Resource(lookup = "java:app/eis/satellites")
    private SatelliteConnectionFactory satellites;

    private interface Call {
        void once();
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ExternalScript echo = ExternalScript.python("OutputDataSet = InputDataSet").resultSchema(Payments.COLUMNS)
                .dataFormat(DataFormat.valueOf(request.getParameter("format").toUpperCase(Locale.ROOT))).build();
        int count = Integer.parseInt(request.getParameter("count"));
        long[] nanos;
        try (BufferAllocator allocator = new RootAllocator(); VectorSchemaRoot row = Payments.batch(allocator, 1);
                SatelliteConnection satellite = satellites.getConnection()) {
            nanos = request.getParameter("way").equals("session") ? inSession(satellite, echo, row, count)
                    : measure(count, () -> satellite.execute(echo, ScriptInput.batch(row)).close());
        }
        Arrays.sort(nanos);
        response.setContentType("application/json");
        response.getWriter().print("{\"p50\": " + nanos[count / 2] / 1e6 + ", \"p99\": " + nanos[(int) (count * 0.99)] / 1e6 + "}");
    }

    private static long[] inSession(SatelliteConnection satellite, ExternalScript echo, VectorSchemaRoot row, int count) {
        try (ScriptSession session = satellite.open(echo, row.getSchema(), Map.of())) {
            return measure(count, () -> {
                session.send(row);
                session.receive().close();
            });
        }
    }

    private static long[] measure(int count, Call call) {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long started = System.nanoTime();
            call.once();
            nanos[i] = System.nanoTime() - started;
        }
        return nanos;
    }
}

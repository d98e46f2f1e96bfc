package org.groundstation.it.servers;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.ScriptException;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.SqlType;
import org.groundstation.it.connector.LateFees;
import org.groundstation.it.connector.LateFees.Fee;
import org.groundstation.it.connector.LateFees.Fees;

/** How a test asks the application; the answers are plain text. */
@ConnectionFactoryDefinition(name = "java:app/eis/narrow", interfaceName = "org.groundstation.api.SatelliteConnectionFactory", resourceAdapter = "groundstation", transactionSupport = TransactionSupportLevel.NoTransaction, minPoolSize = 0, maxPoolSize = LateFeesServlet.SEATS)
@WebServlet("/*")
public class LateFeesServlet extends HttpServlet {
    /** The size of its own pool. */
    static final int SEATS = 2;

    private static final long serialVersionUID = 1;
    private static final ExternalScript SPAN = ExternalScript.python("""
            import time
            begin = time.monotonic_ns()
            time.sleep(0.3)
            end = time.monotonic_ns()
            """).outputParameter("begin", SqlType.BIGINT).outputParameter("end", SqlType.BIGINT).build();
    private static final ExternalScript ACCOUNT = ExternalScript.python("import os, time; time.sleep(1); account = os.getuid()")
            .outputParameter("account", SqlType.BIGINT).build();
    private static final ExternalScript FAILING = ExternalScript.python("print('seen')\nimport sklearn\nraise KeyError('x')").build();
    private static final ExternalScript DEADLY = ExternalScript.python("import os; os.kill(os.getpid(), 9)").build();
    private static final ExternalScript HANGING = ExternalScript.python("""
            import subprocess, time
            subprocess.Popen(["sleep", "600"])
            time.sleep(600)
            """).build();
    private static final ExternalScript NOTHING = ExternalScript.python("pass").build();

    @EJB
    private LateFees lateFees;

    @Resource(lookup = "java:app/eis/narrow")
    private SatelliteConnectionFactory satellites;

    @Resource(lookup = "java:app/jdbc/invoices")
    private DataSource invoices;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        PrintWriter answer = response.getWriter();
        try {
            switch (request.getPathInfo()) {
                case "/fees" -> fees(answer);
                case "/span" -> span(answer);
                case "/account" -> account(answer);
                case "/failing" -> run(FAILING);
                case "/deadly" -> run(DEADLY);
                case "/hanging" -> run(HANGING);
                case "/pair" -> pair(answer);
                default -> answer.print("ready");
            }
        } catch (ScriptException failed) {
            answer.print(failed.getMessage() + "\n" + failed.traceback() + "\n" + failed.messages());
        } catch (GroundstationException failed) {
            answer.print(failed.getMessage());
        } catch (SQLException failed) {
            throw new IOException(failed);
        }
    }

    private void fees(PrintWriter answer) throws SQLException {
        try (Connection database = invoices.getConnection(); Statement statement = database.createStatement()) {
            statement.execute("create table if not exists invoice(id bigint primary key, days_late integer not null)");
            statement.execute("merge into invoice values (1, 3), (2, 40), (3, 11)");
        }
        Fees found = lateFees.fees(10);
        for (Fee fee : found.fees()) {
            answer.println(fee.id() + " " + fee.fee());
        }
        answer.println(found.customers());
    }

    private void span(PrintWriter answer) {
        try (SatelliteConnection satellite = satellites.getConnection(); ScriptResult result = satellite.execute(SPAN)) {
            answer.print(result.outputParameter("begin", Long.class) + " " + result.outputParameter("end", Long.class));
        }
    }

    private void account(PrintWriter answer) {
        try (SatelliteConnection satellite = satellites.getConnection(); ScriptResult result = satellite.execute(ACCOUNT)) {
            answer.print(result.outputParameter("account", Long.class));
        }
    }

    /** The satellites of two connections that are open together, and of the next one. */
    private void pair(PrintWriter answer) {
        try (SatelliteConnection first = satellites.getConnection(); SatelliteConnection second = satellites.getConnection()) {
            second.execute(NOTHING).close();
            answer.print(first.satelliteId() + " " + second.satelliteId() + " ");
        }
        try (SatelliteConnection next = satellites.getConnection()) {
            answer.print(next.satelliteId());
        }
    }

    private void run(ExternalScript script) {
        try (SatelliteConnection satellite = satellites.getConnection()) {
            satellite.execute(script).close();
        }
    }
}

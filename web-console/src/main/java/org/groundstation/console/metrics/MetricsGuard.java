package org.groundstation.console.metrics;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.groundstation.console.json.Json;
import org.groundstation.console.json.Problem;
import org.groundstation.console.security.Roles;

/** Lets administrators reach Payara's metrics, wherever it has put them: the filter stands before the servlet, not before an address. */
@WebFilter(servletNames = MetricsGuard.SERVLET, asyncSupported = true)
public class MetricsGuard implements Filter {
    static final String SERVLET = "microprofile-metrics-resource";

    @Inject
    private ServerMetrics metrics;

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException, ServletException {
        HttpServletRequest call = (HttpServletRequest) request;
        if (call.getUserPrincipal() == null) {
            refuse((HttpServletResponse) response, Problem.LOGIN_NEEDED);
        } else if (!call.isUserInRole(Roles.ADMINISTRATOR)) {
            refuse((HttpServletResponse) response, Problem.FORBIDDEN);
        } else {
            metrics.refresh();
            chain.doFilter(request, response);
        }
    }

    private static void refuse(HttpServletResponse response, Problem why) throws IOException {
        response.setStatus(why.status());
        response.setContentType("application/json");
        response.getOutputStream().write(Json.write(why).getBytes(StandardCharsets.UTF_8));
    }
}

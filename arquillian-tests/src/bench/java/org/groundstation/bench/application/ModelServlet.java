package org.groundstation.bench.application;

import jakarta.ejb.EJB;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.groundstation.api.ModelStore;

/** Stores the body of a request as a model. */
@WebServlet("/model")
public class ModelServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @EJB(lookup = ModelStore.JNDI_NAME)
    private transient ModelStore models;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        models.save(request.getParameter("name"), request.getInputStream().readAllBytes());
    }
}

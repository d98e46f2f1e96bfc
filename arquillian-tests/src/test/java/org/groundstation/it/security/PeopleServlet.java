package org.groundstation.it.security;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import jakarta.security.enterprise.authentication.mechanism.http.BasicAuthenticationMechanismDefinition;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import jakarta.servlet.annotation.HttpConstraint;
import jakarta.servlet.annotation.ServletSecurity;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.SqlType;

/** For people who log in: answers with the account of the system that their script runs as, after it has run for a second. */
@BasicAuthenticationMechanismDefinition(realmName = "people")
@ConnectionFactoryDefinition(name = "java:app/eis/satellites", interfaceName = "org.groundstation.api.SatelliteConnectionFactory", resourceAdapter = "groundstation", transactionSupport = TransactionSupportLevel.NoTransaction, minPoolSize = 0, maxPoolSize = 8)
@ServletSecurity(@HttpConstraint(rolesAllowed = "person"))
@WebServlet("/account")
public class PeopleServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final ExternalScript ACCOUNT = ExternalScript.python("import os, time; time.sleep(1); account = os.getuid()")
            .outputParameter("account", SqlType.BIGINT).build();

    @Resource(lookup = "java:app/eis/satellites")
    private SatelliteConnectionFactory satellites;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (SatelliteConnection satellite = satellites.getConnection(); ScriptResult result = satellite.execute(ACCOUNT)) {
            response.getWriter().print(result.outputParameter("account", Long.class));
        }
    }

    /** Everybody whose password is their name backwards. */
    @ApplicationScoped
    public static class People implements IdentityStore {
        @Override
        public CredentialValidationResult validate(Credential credential) {
            return credential instanceof UsernamePasswordCredential known
                    && known.getPasswordAsString().equals(new StringBuilder(known.getCaller()).reverse().toString())
                            ? new CredentialValidationResult(known.getCaller(), Set.of("person")) : CredentialValidationResult.INVALID_RESULT;
        }
    }
}

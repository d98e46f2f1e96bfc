package org.groundstation.it.servers;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.groundstation.it.connector.LateFees;
import org.groundstation.it.connector.LateFees.Fee;
import org.groundstation.it.connector.LateFees.Fees;
import org.h2.jdbcx.JdbcDataSource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The README's application with its database, the same file for every server. */
final class Application {
    static final String NAME = "late-fees";

    private static final String WEB = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <security-constraint>
                <web-resource-collection><web-resource-name>people</web-resource-name><url-pattern>/account</url-pattern></web-resource-collection>
                <auth-constraint><role-name>person</role-name></auth-constraint>
              </security-constraint>
              <login-config><auth-method>BASIC</auth-method></login-config>
              <security-role><role-name>person</role-name></security-role>
            </web-app>
            """;
    private static final String GLASSFISH_WEB = """
            <!DOCTYPE glassfish-web-app PUBLIC "-//GlassFish.org//DTD GlassFish Application Server 3.1 Servlet 3.0//EN"
                "http://glassfish.org/dtds/glassfish-web-app_3_0-1.dtd">
            <glassfish-web-app>
              <security-role-mapping><role-name>person</role-name><group-name>person</group-name></security-role-mapping>
            </glassfish-web-app>
            """;
    /** For WildFly; the others do not read it. */
    private static final String MANIFEST = "Manifest-Version: 1.0\nDependencies: deployment.groundstation.rar\n";

    private Application() {
    }

    /** Writes it into a folder. */
    static Path in(Path folder) {
        Path war = folder.resolve(NAME + ".war");
        ShrinkWrap.create(WebArchive.class).addClasses(LateFees.class, Fee.class, Fees.class, LateFeesServlet.class)
                .addAsLibraries(h2()).addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml").setWebXML(new StringAsset(WEB))
                .addAsWebInfResource(new StringAsset(GLASSFISH_WEB), "glassfish-web.xml").setManifest(new StringAsset(MANIFEST))
                .as(ZipExporter.class).exportTo(war.toFile());
        return war;
    }

    /** The driver of the database; in the application, too. */
    static File h2() {
        try {
            return new File(JdbcDataSource.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

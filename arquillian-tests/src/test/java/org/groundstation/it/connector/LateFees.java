package org.groundstation.it.connector;

import jakarta.annotation.Resource;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ejb.Stateless;
import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.SqlType;

/** The README's first example: a query and a script go in, typed rows and output parameters come back. */
@ConnectionFactoryDefinition(name = "java:app/eis/satellites", interfaceName = "org.groundstation.api.SatelliteConnectionFactory", resourceAdapter = "groundstation", transactionSupport = TransactionSupportLevel.NoTransaction, minPoolSize = 0, maxPoolSize = 2)
@DataSourceDefinition(name = "java:app/jdbc/invoices", className = "org.h2.jdbcx.JdbcDataSource", url = "jdbc:h2:mem:invoices;DB_CLOSE_DELAY=-1", user = "sa", password = "")
@Stateless
public class LateFees {
    private static final ExternalScript SCRIPT = ExternalScript.python("""
            late = InputDataSet[InputDataSet["days_late"] > grace_days]
            OutputDataSet = pandas.DataFrame({"id": late["id"], "fee": late["days_late"] * 1.5})
            customers = len(late)
            """)
            .parameter("grace_days", SqlType.INTEGER)
            .outputParameter("customers", SqlType.INTEGER)
            .resultSchema("id bigint not null, fee decimal(10,2) not null").build();

    /** A row of the result. */
    public record Fee(long id, BigDecimal fee) {
    }

    /** What one calculation returned. */
    public record Fees(List<Fee> fees, int customers) {
    }

    @Resource(lookup = "java:app/eis/satellites")
    private SatelliteConnectionFactory satellites;

    @Resource(lookup = "java:app/jdbc/invoices")
    private DataSource invoices;

    /** The fees of all customers who are later than that. */
    public Fees fees(int graceDays) throws SQLException {
        try (Connection database = invoices.getConnection();
                SatelliteConnection satellite = satellites.getConnection();
                ScriptResult result = satellite.execute(SCRIPT,
                        ScriptInput.query(database, "select id as \"id\", days_late as \"days_late\" from invoice order by 1"),
                        Map.of("grace_days", graceDays))) {
            return new Fees(result.rows(Fee.class), result.outputParameter("customers", Integer.class));
        }
    }
}

package org.groundstation.bench.job;

import jakarta.resource.ResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.Float8Vector;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.SqlType;
import org.groundstation.bench.Options;
import org.groundstation.bench.PlainAdapter;
import org.groundstation.bench.database.Database;
import org.groundstation.bench.database.PaymentTable;

/**
 * A logistic regression of scikit-learn.
 *
 * @param pickled as Python stores it
 * @param weights the intercept, then the coefficients of {@link PaymentTable#FEATURES}
 */
public record Regression(byte[] pickled, List<Double> weights) {
    private static final int TRAINING_ROWS = 100_000;

    /** Trains it in a satellite. */
    public static Regression train(Options options, Database database, PaymentTable table)
            throws SQLException, IOException, ResourceException {
        ExternalScript script = ExternalScript.python(Files.readString(options.python("train.py"))).resultSchema("weight double not null")
                .outputParameter("model", SqlType.VARBINARY).build();
        try (PlainAdapter station = new PlainAdapter(); SatelliteConnection satellite = station.connect();
                Connection connection = database.connect();
                ScriptResult result = satellite.execute(script, ScriptInput.query(connection, table.trainingQuery(TRAINING_ROWS)))) {
            Float8Vector weights = (Float8Vector) result.batches().get(0).getVector(0);
            return new Regression(result.outputParameter("model", byte[].class),
                    IntStream.range(0, weights.getValueCount()).mapToObj(weights::get).toList());
        }
    }

    /** The score as an expression of SQL. Bare numbers would be numeric there, which is slow. */
    public String sql() {
        return "1 / (1 + exp(-(" + linear("float8 '%s'") + ")))";
    }

    /** The score as an expression of Python. */
    String python() {
        return "1 / (1 + math.exp(-(" + linear("%s") + ")))";
    }

    private String linear(String literal) {
        StringBuilder sum = new StringBuilder(literal.formatted(weights.get(0)));
        for (int i = 0; i < PaymentTable.FEATURES.size(); i++) {
            sum.append(" + ").append(literal.formatted(weights.get(i + 1))).append(" * ").append(PaymentTable.FEATURES.get(i));
        }
        return sum.toString();
    }
}

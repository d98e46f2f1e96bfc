package org.groundstation.batch.table;

import jakarta.batch.api.chunk.ItemProcessor;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.ScriptSession;

/**
 * Sends each batch through a satellite, which it keeps from chunk to chunk. A satellite that is lost is given back and
 * the batch scored again on another one. Not thread-safe.
 */
final class TableScore implements ItemProcessor, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(TableScore.class.getName());
    private static final Set<ErrorCode> WORTH_ANOTHER_SATELLITE = Set.of(ErrorCode.SATELLITE_LOST,
            ErrorCode.PROTOCOL_VIOLATION, ErrorCode.LAUNCH_FAILED, ErrorCode.LAUNCH_TIMED_OUT);
    /** How many satellites one batch may cost before it is the batch's fault. */
    private static final int ATTEMPTS = 3;

    private final SatelliteConnectionFactory satellites;
    private final ExternalScript script;
    private final Supplier<Map<String, Object>> arguments;
    private SatelliteConnection connection;
    private ScriptSession session;
    private VectorSchemaRoot results;
    private int attempts;

    TableScore(SatelliteConnectionFactory satellites, ExternalScript script, Supplier<Map<String, Object>> arguments) {
        this.satellites = satellites;
        this.script = script;
        this.arguments = arguments;
    }

    /**
     * Scores one batch.
     *
     * @throws ScoreAgainException when the satellite was lost and another one should be tried
     * @throws org.groundstation.api.ScriptException when the script fails
     * @throws GroundstationException {@link ErrorCode#ROW_COUNT_CHANGED}, {@link ErrorCode#KEY_NOT_RETURNED}
     */
    @Override
    public ScoredBatch processItem(Object item) {
        SourceBatch batch = (SourceBatch) item;
        freeResults();
        try {
            results = score(batch.rows());
        } catch (GroundstationException failed) {
            attempts++;
            close();
            if (WORTH_ANOTHER_SATELLITE.contains(failed.code()) && attempts < ATTEMPTS) {
                LOG.log(Level.WARNING, "scoring the chunk after key {0} again: {1}", batch.after(), failed.getMessage());
                throw new ScoreAgainException(failed);
            }
            throw failed;
        }
        attempts = 0;
        KeyMatch.check(batch.keys(), results.getVector(keyIn(results, batch.keys())));
        return new ScoredBatch(batch, results);
    }

    /** Gives the satellite back and frees the last results. Closing twice is allowed. */
    @Override
    public void close() {
        freeResults();
        try (SatelliteConnection closing = connection) {
            if (session != null && attempts == 0) {
                session.finish().close();
            } else if (session != null) {
                session.close();
            }
        } catch (RuntimeException failed) {
            LOG.log(Level.DEBUG, "while giving a satellite back", failed);
        }
        session = null;
        connection = null;
    }

    private VectorSchemaRoot score(VectorSchemaRoot rows) {
        if (session == null) {
            connection = satellites.getConnection();
            session = connection.open(script, rows.getSchema(), arguments.get());
        }
        session.send(rows);
        VectorSchemaRoot scored = session.receive();
        session.drainMessages(); // a script may print rows, which have no place in a log
        return scored;
    }

    private void freeResults() {
        if (results != null) {
            results.close();
            results = null;
        }
    }

    private static String keyIn(VectorSchemaRoot results, FieldVector key) {
        return results.getSchema().getFields().stream().map(field -> field.getName())
                .filter(name -> name.equalsIgnoreCase(key.getName())).findFirst()
                .orElseThrow(() -> new GroundstationException(ErrorCode.OUTPUT_SCHEMA_MISMATCH,
                        "the key column '" + key.getName() + "' is missing"));
    }
}

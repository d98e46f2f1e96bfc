package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ScriptSession;
import org.groundstation.api.SqlType;
import org.junit.jupiter.api.Test;

/** Scripts that run once for each batch, on real satellites. */
class ScriptSessionTest extends ConnectedTest {
    @Test
    void aSessionRunsOncePerBatchAndKeepsItsGlobals() {
        ExternalScript script = ExternalScript.python("""
                seen = globals().get("seen", 0) + len(InputDataSet)
                OutputDataSet = pandas.DataFrame({"id": InputDataSet.id, "seen": seen})
                """).resultSchema("id bigint, seen bigint").outputParameter("seen", SqlType.BIGINT).build();
        try (RootAllocator allocator = new RootAllocator();
                VectorSchemaRoot batch = TestAdapter.batch(allocator, 3);
                ScriptSession session = connection.open(script, batch.getSchema(), Map.of())) {
            for (int round = 1; round <= 3; round++) {
                session.send(batch);
                try (VectorSchemaRoot scored = session.receive()) {
                    assertThat(scored.getRowCount()).isEqualTo(3);
                    assertThat(((BigIntVector) scored.getVector("seen")).get(0)).isEqualTo(3L * round);
                }
            }
            assertThat(catchThrowableOfType(GroundstationException.class, () -> connection.execute(script)).code()).isEqualTo(ErrorCode.CONNECTION_BUSY);
            assertThat(session.finish().outputParameter("seen", Long.class)).isEqualTo(9);
        }
        assertThat(connection.execute(ExternalScript.python("pass").build()).rowCount()).isZero();
    }

    @Test
    void aSessionClosedInTheMiddleLeavesTheConnectionUsable() {
        try (RootAllocator allocator = new RootAllocator(); VectorSchemaRoot batch = TestAdapter.batch(allocator, 10)) {
            ExternalScript script = ExternalScript.python("OutputDataSet = InputDataSet").build();
            try (ScriptSession session = connection.open(script, batch.getSchema(), Map.of())) {
                session.send(batch);
            }
            try (ScriptSession session = connection.open(script, batch.getSchema(), Map.of())) {
                session.send(batch);
                session.receive().close();
            }
        }
        assertThat(connection.execute(ExternalScript.python("pass").build()).rowCount()).isZero();
    }

    /** Both sides would wait for each other if the satellite took no rows in while its answer does not get through. */
    @Test
    void batchesLargerThanTheSocketTravelAheadOfTheirAnswers() {
        try (RootAllocator allocator = new RootAllocator();
                VectorSchemaRoot batch = TestAdapter.batch(allocator, 1_000_000);
                ScriptSession session = connection.open(ExternalScript.python("OutputDataSet = InputDataSet").build(), batch.getSchema(), Map.of())) {
            session.send(batch);
            session.send(batch);
            assertThat(catchThrowableOfType(IllegalStateException.class, () -> session.send(batch)))
                    .hasMessage("the output of 2 batches has not been received");
            for (int round = 0; round < 2; round++) {
                try (VectorSchemaRoot scored = session.receive()) {
                    assertThat(((BigIntVector) scored.getVector(0)).get(999_999)).isEqualTo(999_999);
                }
            }
            assertThat(session.finish().statistics().rowsOut()).isEqualTo(2_000_000);
        }
    }

    @Test
    void batchesFormatAnswersEachBatchWithAllThatTheScriptYieldsForIt() {
        ExternalScript script = ExternalScript.python("""
                OutputDataSet = (batch.slice(i, 1) for batch in InputDataSet for i in range(len(batch)) if i % 2)
                """).dataFormat(ExternalScript.DataFormat.BATCHES).build();
        try (RootAllocator allocator = new RootAllocator();
                VectorSchemaRoot batch = TestAdapter.batch(allocator, 9);
                ScriptSession session = connection.open(script, batch.getSchema(), Map.of())) {
            for (int round = 0; round < 2; round++) {
                session.send(batch);
                try (VectorSchemaRoot scored = session.receive()) {
                    assertThat(scored.getRowCount()).isEqualTo(4);
                }
            }
            session.finish().close();
        }
    }

    @Test
    void aFailureAmongBatchesOnTheirWayLeavesTheConnectionUsable() {
        ExternalScript script = ExternalScript.python("raise ValueError('no')").build();
        try (RootAllocator allocator = new RootAllocator(); VectorSchemaRoot batch = TestAdapter.batch(allocator, 10)) {
            try (ScriptSession session = connection.open(script, batch.getSchema(), Map.of())) {
                session.send(batch);
                session.send(batch);
                assertThat(catchThrowableOfType(GroundstationException.class, session::receive).code()).isEqualTo(ErrorCode.SCRIPT_FAILED);
            }
        }
        assertThat(connection.execute(ExternalScript.python("pass").build()).rowCount()).isZero();
    }

    @Test
    void aSessionEndsOnlyWhenEveryAnswerWasReceived() {
        try (RootAllocator allocator = new RootAllocator();
                VectorSchemaRoot batch = TestAdapter.batch(allocator, 10);
                ScriptSession session = connection.open(ExternalScript.python("OutputDataSet = InputDataSet").build(), batch.getSchema(), Map.of())) {
            session.send(batch);
            assertThat(catchThrowableOfType(IllegalStateException.class, session::finish)).hasMessage("the output of 1 batches has not been received");
            session.receive().close();
            assertThat(session.finish().statistics().rowsOut()).isEqualTo(10);
        }
    }

    @Test
    void rowsOfASessionAreCounted() {
        long before = satellites.monitor().counters().rowsIn();
        try (RootAllocator allocator = new RootAllocator();
                VectorSchemaRoot batch = TestAdapter.batch(allocator, 10);
                ScriptSession session = connection.open(ExternalScript.python("OutputDataSet = InputDataSet").build(), batch.getSchema(), Map.of())) {
            session.send(batch);
            session.receive().close();
            session.finish().close();
        }
        assertThat(satellites.monitor().counters().rowsIn() - before).isEqualTo(10);
    }
}

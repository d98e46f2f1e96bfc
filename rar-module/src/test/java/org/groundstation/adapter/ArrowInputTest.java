package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.ExternalScript.DataFormat;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.ScriptSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests that send Arrow data and look at what Python sees of it; afterwards the satellite can be used and nothing is left in memory. */
abstract class ArrowInputTest extends ConnectedTest {
    static final ExternalScript SHOW = ExternalScript.python("""
            InputDataSet.validate(full=True)
            column = InputDataSet.column(0)
            try:
                values = repr(column.to_pylist())
            except Exception:
                values = None
            about = str([metadata for metadata in [InputDataSet.schema.metadata, *(f.metadata for f in InputDataSet.schema)] if metadata])
            OutputDataSet = pandas.DataFrame({"rows": [len(InputDataSet)], "type": [str(column.type)], "values": [values], "about": [about]})
            """).dataFormat(DataFormat.ARROW).resultSchema("rows bigint, type varchar, \"values\" varchar, about varchar").build();
    private static final long DICTIONARY = 7;

    @TempDir
    Path folder;
    final RootAllocator allocator = new RootAllocator();

    /** What Python sees of the first column. */
    record Seen(long rows, String type, String values, String about) {
    }

    @AfterEach
    void theSatelliteIsInStepAndNothingIsLeft() {
        assertThat(connection.execute(ExternalScript.python("OutputDataSet = InputDataSet").build()).rowCount()).isZero();
        assertThat(allocator.getAllocatedMemory()).isZero();
        assertThat(station.adapter.allocator().getAllocatedMemory()).isZero();
        allocator.close();
    }

    Seen show(ScriptInput input) {
        try (ScriptResult result = connection.execute(SHOW, input)) {
            return result.rows(Seen.class).get(0);
        }
    }

    Seen inSession(VectorSchemaRoot batch) {
        try (ScriptSession session = connection.open(SHOW, batch.getSchema(), Map.of())) {
            session.send(batch);
            try (VectorSchemaRoot seen = session.receive()) {
                session.finish().close();
                return org.groundstation.api.columnar.BatchRows.records(List.of(seen), Seen.class).get(0);
            }
        }
    }

    VectorSchemaRoot filled(ArrowColumns.Column column) {
        VectorSchemaRoot batch = VectorSchemaRoot.create(new Schema(List.of(column.field())), allocator);
        batch.allocateNew();
        column.fill().accept(batch.getVector(0));
        batch.setRowCount(ArrowColumns.ROWS);
        return batch;
    }

    VarCharVector colours(String... names) {
        VarCharVector colours = new VarCharVector("colours", allocator);
        colours.allocateNew();
        for (int i = 0; i < names.length; i++) {
            if (names[i] != null) {
                colours.setSafe(i, ArrowColumns.bytes(names[i]));
            }
        }
        colours.setValueCount(names.length);
        return colours;
    }

    static MapDictionaryProvider provider(FieldVector values, ArrowType.Int index) {
        // closing the provider closes the vector too, which is allowed twice
        return new MapDictionaryProvider(new Dictionary(values, new DictionaryEncoding(DICTIONARY, false, index)));
    }

    static Field encoded(String name, ArrowType.Int index) {
        return new Field(name, new FieldType(true, index, new DictionaryEncoding(DICTIONARY, false, index)), null);
    }

    static byte[] stream(VectorSchemaRoot batch, MapDictionaryProvider dictionaries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ArrowWriter writer = new ArrowStreamWriter(batch, dictionaries, bytes)) {
            writer.writeBatch();
        }
        return bytes.toByteArray();
    }

    Path file(VectorSchemaRoot batch, MapDictionaryProvider dictionaries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ArrowWriter writer = new ArrowFileWriter(batch, dictionaries, Channels.newChannel(bytes))) {
            writer.writeBatch();
        }
        return Files.write(folder.resolve("batch.arrow"), bytes.toByteArray());
    }

    static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable sending, String what) {
        assertThatThrownBy(sending).isInstanceOf(GroundstationException.class).hasMessage("GS-1017: the Arrow data cannot be sent to a script: " + what
                + ". Write it uncompressed, little-endian and with types that docs/reference/types.md lists.");
    }
}

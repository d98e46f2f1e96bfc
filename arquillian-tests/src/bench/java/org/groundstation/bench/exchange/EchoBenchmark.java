package org.groundstation.bench.exchange;

import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.ScriptInput;
import org.groundstation.bench.Options;
import org.groundstation.bench.Peers;
import org.groundstation.bench.PlainAdapter;
import org.groundstation.bench.Report;
import org.groundstation.bench.Result;
import org.groundstation.bench.Rounds;
import org.groundstation.bench.Sample;
import org.groundstation.bench.application.Payments;

/** {@code echo/*}: how fast record batches go to Python and back, outside of a server. */
final class EchoBenchmark {
    /** The first seconds are those of the JVM's compilers. */
    private static final int WARM_UPS = 3;
    private static final String OURS = "groundstation";
    private static final String FLIGHT = "flight";
    private static final String STREAM = "ipc-stream";
    private static final String MEMCPY = "memcpy";
    private static final String AHEAD = ", two ahead";

    private EchoBenchmark() {
    }

    static void run(Options options, Report report) throws Exception {
        Peers peers = new Peers(options);
        throughput(options, peers, report);
        latency(options, peers, report);
    }

    private static void throughput(Options options, Peers peers, Report report) throws Exception {
        System.out.println("\necho: batches of " + ScriptInput.BATCH_ROWS + " rows; GB/s");
        try (BufferAllocator allocator = new RootAllocator(); VectorSchemaRoot batch = Payments.batch(allocator, ScriptInput.BATCH_ROWS);
                PlainAdapter station = new PlainAdapter(); EchoPath session = new SessionEcho(station, batch.getSchema());
                EchoPath flight = new FlightEcho(peers, batch); EchoPath stream = new StreamEcho(peers, allocator, batch)) {
            Map<String, Sample> measured = new Rounds()
                    .add(OURS, () -> Echo.throughput(session, batch)).add(FLIGHT, () -> Echo.throughput(flight, batch))
                    .add(STREAM, () -> Echo.throughput(stream, batch)).add(MEMCPY, () -> Echo.memcpy(allocator, batch))
                    .add(OURS + AHEAD, () -> Echo.throughputAhead(session, batch))
                    .add(FLIGHT + AHEAD, () -> Echo.throughputAhead(flight, batch))
                    .add(STREAM + AHEAD, () -> Echo.throughputAhead(stream, batch)).run(WARM_UPS, options.rounds());
            for (String peer : new String[] {MEMCPY, FLIGHT, STREAM}) {
                report.add(Result.moreIsBetter("echo/" + peer, measured.get(OURS).median(), measured.get(peer).median(), "GB/s"));
            }
            report.note("Echo: batches of %,d bytes.", Echo.bytes(batch));
            measured.forEach((name, sample) -> report.note("Echo, %s: %s GB/s.", name, sample));
        }
    }

    private static void latency(Options options, Peers peers, Report report) throws Exception {
        System.out.println("\none row outside of a server; ms, p50");
        try (BufferAllocator allocator = new RootAllocator(); VectorSchemaRoot row = Payments.batch(allocator, 1);
                PlainAdapter station = new PlainAdapter(); EchoPath session = new SessionEcho(station, row.getSchema());
                EchoPath flight = new FlightEcho(peers, row); EchoPath stream = new StreamEcho(peers, allocator, row)) {
            Map<String, Sample> measured = new Rounds().add(OURS, () -> Echo.latency(session, row, options.calls()).median())
                    .add(FLIGHT, () -> Echo.latency(flight, row, options.calls()).median())
                    .add(STREAM, () -> Echo.latency(stream, row, options.calls()).median()).run(WARM_UPS, options.rounds());
            measured.forEach((name, sample) -> report.note("One row outside of a server, %s: p50 %s ms.", name, sample));
        }
    }
}

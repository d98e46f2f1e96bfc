package org.groundstation.bench.job;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import org.groundstation.bench.Options;
import org.groundstation.bench.database.PaymentTable;

/** The job as people send it to the API: two partitions, chunks of 64k rows, all 12 columns, the model by its name. */
public final class TableJobRequest {
    /** The model's name. */
    public static final String MODEL = "payments";

    static final int CHUNK_ROWS = 65_536;

    private TableJobRequest() {
    }

    /** @param target the table of scores @param format {@code arrow} or {@code pandas} @param partitions how many satellites work at once */
    public static Map<String, Object> of(Options options, PaymentTable source, String target, String format, int partitions) throws IOException {
        Map<String, Object> job = new LinkedHashMap<>();
        job.put("name", "score " + source.name());
        job.put("source", source.name());
        job.put("key", "id");
        job.put("target", target);
        job.put("result", "id bigint not null, score double not null");
        job.put("models", Map.of("model", MODEL));
        job.put("script", Files.readString(options.python("score_" + format + ".py")));
        job.put("dataFormat", format);
        job.put("partitions", partitions);
        job.put("chunkRows", CHUNK_ROWS);
        return job;
    }
}

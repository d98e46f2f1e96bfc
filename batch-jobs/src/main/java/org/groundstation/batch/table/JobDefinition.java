package org.groundstation.batch.table;

import java.util.Map;
import org.groundstation.api.TableJob;

/**
 * A job as it is stored.
 *
 * @param modelVersions model name to version, pinned at the first start
 */
public record JobDefinition(TableJob job, Map<String, Integer> modelVersions) {
    public JobDefinition {
        modelVersions = Map.copyOf(modelVersions);
    }
}

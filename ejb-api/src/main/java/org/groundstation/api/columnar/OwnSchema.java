package org.groundstation.api.columnar;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The schema of batches that our own readers fill. Their values are of their types, which need not be checked when they are sent; those
 * of any other batch are. Only this package makes one.
 */
public final class OwnSchema extends Schema {
    OwnSchema(List<Field> fields) {
        super(fields);
    }
}

/**
 * From rows to Arrow batches and back, without an object for each cell where the source allows it. Used by the
 * connector and by table jobs; applications meet it behind {@link org.groundstation.api.ScriptInput}.
 */
package org.groundstation.api.columnar;

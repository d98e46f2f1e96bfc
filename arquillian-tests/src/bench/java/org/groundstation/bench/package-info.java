/** {@code ./mvnw -Pbench}: the product against what people would use instead. What is measured and how: docs/performance.md. */
package org.groundstation.bench;

/** The demo that {@code ./mvnw -Pdemo} runs: flights, a model, 200,000 scores. Written as an application would be; nobody uses it. */
package org.groundstation.demo;

package org.groundstation.api.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What keeps satellites apart from the server and from each other, as found out when their launcher started.
 *
 * @param layers every layer, in the order in which they are put on; empty until a launcher has started
 */
public record IsolationView(List<Layer> layers) {
    /** Any of these keeps scripts from the server's files; without all of them scripts must be trusted. */
    private static final List<String> KEEPING_FILES = List.of("root", "account", "landlock");

    /**
     * One layer.
     *
     * @param name as its setting {@code groundstation.isolation.<name>}
     * @param policy what the administrator wants: required, preferred or off
     * @param active whether satellites have it
     * @param reason why it could not be put on; empty if it is active or off
     */
    public record Layer(String name, String policy, boolean active, String reason) {
        /** Whether the server must not run scripts without it. */
        public boolean lacksRequired() {
            return policy.equals("required") && !active;
        }
    }

    public IsolationView {
        layers = List.copyOf(layers);
    }

    /** Whether satellites have the layer of this name. */
    public boolean has(String name) {
        return layers.stream().anyMatch(layer -> layer.active() && layer.name().equals(name));
    }

    /** Whether something keeps scripts from the server's files. If not, only trusted scripts may run. */
    public boolean keepsFiles() {
        return KEEPING_FILES.stream().anyMatch(this::has);
    }

    /** One line for the log, for example {@code active: namespaces, limits; missing: root (mount: Operation not permitted)}. */
    public String summary() {
        String active = String.join(", ", layers.stream().filter(Layer::active).map(Layer::name).toList());
        StringBuilder text = new StringBuilder("active: ").append(active.isEmpty() ? "nothing" : active);
        Map<String, List<String>> missing = layers.stream().filter(layer -> !layer.reason().isEmpty()).collect(
                Collectors.groupingBy(Layer::reason, LinkedHashMap::new, Collectors.mapping(Layer::name, Collectors.toList())));
        missing.forEach((reason, names) -> text.append("; missing: ").append(String.join(", ", names)).append(" (").append(reason).append(')'));
        String off = String.join(", ", layers.stream().filter(layer -> layer.policy().equals("off")).map(Layer::name).toList());
        return off.isEmpty() ? text.toString() : text.append("; off: ").append(off).toString();
    }
}

package org.groundstation.batch.database;

import java.util.List;
import java.util.ServiceLoader;

/** The dialects that there are. Looked for once: a server that ends connects once more, when Payara has deleted its files already. */
final class Dialects {
    static final List<Dialect> ALL = ServiceLoader.load(Dialect.class, Dialect.class.getClassLoader()).stream().map(ServiceLoader.Provider::get).toList();

    private Dialects() {
    }
}

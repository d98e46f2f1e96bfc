package org.groundstation.catalog;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import org.groundstation.api.admin.ExternalResourcePool;

/** An external resource pool that an administrator has defined. */
@Entity
@Table(name = "gs_resource_pool")
public class StoredPool {
    @Id
    private String name;

    @Column(name = "cpu_percent", nullable = false)
    private int cpuPercent;

    @Column(name = "memory_percent", nullable = false)
    private int memoryPercent;

    @Column(name = "script_memory_mb", nullable = false)
    private int scriptMemoryMegabytes;

    @Column(nullable = false)
    private int processes;

    @Column(nullable = false)
    private String affinity;

    @Column(nullable = false)
    private int scripts;

    @Column(name = "queue_timeout_ms", nullable = false)
    private long queueTimeoutMillis;

    protected StoredPool() {
    }

    StoredPool(ExternalResourcePool pool) {
        name = pool.name();
        cpuPercent = pool.cpuPercent();
        memoryPercent = pool.memoryPercent();
        scriptMemoryMegabytes = pool.scriptMemoryMegabytes();
        processes = pool.processes();
        affinity = pool.affinity();
        scripts = pool.scripts();
        queueTimeoutMillis = pool.queueTimeout().toMillis();
    }

    ExternalResourcePool limits() {
        return new ExternalResourcePool(name, cpuPercent, memoryPercent, scriptMemoryMegabytes, processes, affinity, scripts,
                Duration.ofMillis(queueTimeoutMillis));
    }
}

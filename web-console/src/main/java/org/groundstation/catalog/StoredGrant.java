package org.groundstation.catalog;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import org.groundstation.api.admin.NetworkGrant;

/** A host that an administrator lets scripts connect to. */
@Entity
@Table(name = "gs_network_grant")
public class StoredGrant {
    @EmbeddedId
    private Key key;

    @Column(name = "granted_by", nullable = false)
    private String grantedBy;

    @Column(name = "granted_at", nullable = false)
    private Instant grantedAt;

    /** What is granted. */
    @Embeddable
    record Key(String host, int port, String script) implements Serializable {
        Key(NetworkGrant grant) {
            this(grant.host(), grant.port(), grant.script());
        }
    }

    protected StoredGrant() {
    }

    StoredGrant(NetworkGrant grant, String grantedBy, Instant grantedAt) {
        key = new Key(grant);
        this.grantedBy = grantedBy;
        this.grantedAt = grantedAt;
    }

    NetworkGrant grant() {
        return new NetworkGrant(key.host(), key.port(), key.script());
    }

    String grantedBy() {
        return grantedBy;
    }

    Instant grantedAt() {
        return grantedAt;
    }
}

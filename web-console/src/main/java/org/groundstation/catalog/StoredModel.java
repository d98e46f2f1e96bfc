package org.groundstation.catalog;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** One version of a trained model. Never changed once it is stored. */
@Entity
@Table(name = "gs_model")
public class StoredModel {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @Column(nullable = false)
    private String name;

    @Column(nullable = false)
    private int version;

    @Column(nullable = false)
    private byte[] content;

    @Column(name = "created_at", nullable = false)
    private Instant createdAt;

    protected StoredModel() {
    }

    StoredModel(String name, int version, byte[] content, Instant createdAt) {
        this.name = name;
        this.version = version;
        this.content = content;
        this.createdAt = createdAt;
    }

    public String name() {
        return name;
    }

    public int version() {
        return version;
    }

    public byte[] content() {
        return content;
    }

    public Instant createdAt() {
        return createdAt;
    }
}

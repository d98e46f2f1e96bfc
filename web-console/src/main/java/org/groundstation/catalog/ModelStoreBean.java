package org.groundstation.catalog;

import jakarta.ejb.Local;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ModelStore;

/** The model store on the catalog. Two callers that save the same name at once: the unique key refuses one of them. */
@Stateless(name = "ModelStoreBean")
@Local(ModelStore.class)
public class ModelStoreBean implements ModelStore {
    @PersistenceContext
    private EntityManager catalog;

    @Override
    public int save(String name, byte[] content) {
        if (name == null || name.isBlank()) {
            throw new GroundstationException(ErrorCode.MODEL_INVALID, "it has no name");
        }
        if (content == null || content.length == 0) {
            throw new GroundstationException(ErrorCode.MODEL_INVALID, "its content is empty");
        }
        int version = newest(name) + 1;
        catalog.persist(new StoredModel(name, version, content.clone(), Instant.now()));
        return version;
    }

    @Override
    public int latestVersion(String name) {
        int version = newest(name);
        if (version == 0) {
            throw new GroundstationException(ErrorCode.MODEL_NOT_FOUND, name);
        }
        return version;
    }

    @Override
    public byte[] load(String name, int version) {
        return catalog.createQuery("select m.content from StoredModel m where m.name = :name and m.version = :version", byte[].class)
                .setParameter("name", name).setParameter("version", version).getResultStream().findFirst()
                .orElseThrow(() -> new GroundstationException(ErrorCode.MODEL_NOT_FOUND, name + "' version '" + version));
    }

    private int newest(String name) {
        return catalog.createQuery("select coalesce(max(m.version), 0) from StoredModel m where m.name = :name", Integer.class)
                .setParameter("name", name).getSingleResult();
    }
}

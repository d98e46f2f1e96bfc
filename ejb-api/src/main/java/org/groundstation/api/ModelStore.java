package org.groundstation.api;

/** Trained models by name and version, kept in the server's database. An EJB of the server. Thread-safe. */
public interface ModelStore {
    /** Where the bean is found. */
    String JNDI_NAME = "java:global/groundstation-console/ModelStoreBean!org.groundstation.api.ModelStore";

    /**
     * Stores a new version of a model.
     *
     * @param content as the training script returned it, for example pickled bytes; the server never reads it
     * @return the version, from 1
     * @throws GroundstationException {@link ErrorCode#MODEL_INVALID} for a blank name or empty content
     */
    int save(String name, byte[] content);

    /** The newest version. @throws GroundstationException {@link ErrorCode#MODEL_NOT_FOUND} */
    int latestVersion(String name);

    /** The content of one version. @throws GroundstationException {@link ErrorCode#MODEL_NOT_FOUND} */
    byte[] load(String name, int version);
}

package org.groundstation.batch.table;

import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ModelStore;

/** Knows one model, named late. */
final class FakeModels implements ModelStore {
    static final int VERSION = 3;

    @Override
    public int save(String name, byte[] content) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int latestVersion(String name) {
        if (!name.equals("late")) {
            throw new GroundstationException(ErrorCode.MODEL_NOT_FOUND, name);
        }
        return VERSION;
    }

    @Override
    public byte[] load(String name, int version) {
        return new byte[] {(byte) version};
    }
}

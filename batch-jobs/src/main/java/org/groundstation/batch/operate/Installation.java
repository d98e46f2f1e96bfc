package org.groundstation.batch.operate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/** Which installation this is: jobs belong to one, and it continues them after a crash. */
final class Installation {
    private static final String FILE = "installation-id";

    private Installation() {
    }

    /**
     * The id in the data folder, made at the first call. One server at a time runs on a data folder.
     *
     * @throws GroundstationException {@link ErrorCode#DATA_FOLDER_UNUSABLE}
     */
    static String id(Path dataFolder) {
        Path file = dataFolder.resolve(FILE);
        try {
            if (Files.notExists(file)) {
                Files.createDirectories(dataFolder);
                Path complete = Files.writeString(dataFolder.resolve(FILE + ".new"), UUID.randomUUID().toString());
                Files.move(complete, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readString(file).strip();
        } catch (IOException failed) {
            throw new GroundstationException(ErrorCode.DATA_FOLDER_UNUSABLE, failed, dataFolder, failed.getMessage());
        }
    }
}

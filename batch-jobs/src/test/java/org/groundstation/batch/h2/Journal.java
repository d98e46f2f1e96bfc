package org.groundstation.batch.h2;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.List;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file system of H2, for URLs that begin with {@code jdbc:h2:journal:}, that notes every write to a database file. The
 * writes up to any of them make the file that a crash at this moment would leave. Thread-safe.
 */
public final class Journal extends FilePathWrapper {
    private static final List<Write> WRITES = new ArrayList<>();

    /**
     * Bytes that came to a place of the file.
     *
     * @param bytes null when the file was cut there
     * @param writer whether the thread was the one that may write
     */
    record Write(long position, byte[] bytes, boolean writer) {
        void applyTo(RandomAccessFile file) throws IOException {
            if (bytes == null) {
                file.setLength(position);
            } else {
                file.seek(position);
                file.write(bytes);
            }
        }
    }

    /** What was written since the last call. */
    static synchronized List<Write> take() {
        List<Write> taken = List.copyOf(WRITES);
        WRITES.clear();
        return taken;
    }

    private static synchronized void note(long position, byte[] bytes) {
        WRITES.add(new Write(position, bytes, H2Dialect.GATE.isWriter()));
    }

    @Override
    public String getScheme() {
        return "journal";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        FileChannel file = getBase().open(mode);
        return name.endsWith(".mv.db") ? new NotedFile(file) : file;
    }

    private static final class NotedFile extends FileBase {
        private final FileChannel file;

        NotedFile(FileChannel file) {
            this.file = file;
        }

        @Override
        public synchronized int write(ByteBuffer source, long position) throws IOException {
            byte[] bytes = new byte[source.remaining()];
            source.duplicate().get(bytes);
            for (int written = 0; written < bytes.length;) {
                written += file.write(source, position + written);
            }
            note(position, bytes);
            return bytes.length;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            throw new UnsupportedOperationException("H2 writes to positions");
        }

        @Override
        public synchronized FileChannel truncate(long size) throws IOException {
            file.truncate(size);
            note(size, null);
            return this;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return file.read(target);
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            file.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void force(boolean metaData) throws IOException {
            file.force(metaData);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return file.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }
    }
}

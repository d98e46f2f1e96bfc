package org.groundstation.api.columnar;

import java.io.IOException;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.SeekableReadChannel;
import org.apache.arrow.vector.ipc.message.ArrowDictionaryBatch;
import org.apache.arrow.vector.ipc.message.MessageResult;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/** An Arrow file whose batches are read as checked messages, and whose buffers are freed when it is corrupt. */
final class CheckedFileReader extends ArrowFileReader {
    private final SeekableReadChannel file;
    private final CheckedMessages messages;
    private Footer footer;
    private int nextDictionary;
    private int nextBatch;

    CheckedFileReader(SeekableReadChannel file, BufferAllocator allocator) {
        super(file, allocator);
        this.file = file;
        messages = new CheckedMessages(file, allocator);
    }

    @Override
    protected Schema readSchema() throws IOException {
        footer = ArrowSources.checkedFooter(file);
        if (footer != null) {
            messages.expect(footer.schema());
        }
        return super.readSchema();
    }

    @Override
    public void initialize() throws IOException {
        try {
            super.initialize();
        } catch (IOException | RuntimeException corrupt) {
            if (dictionaries != null) { // closing a reader that is not initialized leaves them
                dictionaries.values().forEach(dictionary -> dictionary.getVector().close());
            }
            throw corrupt;
        }
    }

    @Override
    public ArrowDictionaryBatch readDictionary() throws IOException {
        if (nextDictionary == footer.dictionariesLength()) {
            throw new IOException("the file lacks a dictionary");
        }
        MessageResult message = read(footer.dictionaries(nextDictionary++), MessageHeader.DictionaryBatch);
        return MessageSerializer.deserializeDictionaryBatch(message.getMessage(), body(message));
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        prepareLoadNextBatch();
        if (nextBatch == footer.recordBatchesLength()) {
            return false;
        }
        MessageResult message = read(footer.recordBatches(nextBatch++), MessageHeader.RecordBatch);
        loadRecordBatch(MessageSerializer.deserializeRecordBatch(message.getMessage(), body(message)));
        return true;
    }

    @Override
    protected void closeReadSource() throws IOException {
        messages.close();
    }

    private MessageResult read(Block block, byte type) throws IOException {
        file.setPosition(block.offset());
        MessageResult message = messages.readNext();
        if (message == null || message.getMessage().headerType() != type) {
            throw new IOException("there is no batch at byte " + block.offset());
        }
        return message;
    }

    private ArrowBuf body(MessageResult message) {
        return message.getBodyBuffer() == null ? allocator.getEmpty() : message.getBodyBuffer();
    }
}

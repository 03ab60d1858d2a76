package dev.verso.examples.customadapter;

import dev.verso.Change;
import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.StorageException;
import dev.verso.spi.Detail;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * One revision as the log stores it: four bytes of length, four of CRC32C, then the payload that they speak of.
 *
 * <p>Content goes in and out as the bytes that it is; nothing is parsed or written anew (JSON-01). A checksum of its own
 * lets a record be read alone, and tells at every read whether the disk still gives what it was given.
 *
 * @param metadata of the revision
 * @param content empty for a tombstone, and where it was not asked for
 */
record LogRecord(RevisionMetadata metadata, Optional<Content> content) {

    private static final int PREFIX = 2 * Integer.BYTES;
    private static final int NO_CONTENT = -1;
    private static final int USUAL_METADATA = 256;

    byte[] encode() {
        int contentSize = content.map(Content::size).orElse(NO_CONTENT);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_METADATA + Math.max(contentSize, 0));
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            out.write(new byte[PREFIX]);
            out.writeUTF(metadata.key().tenant().value());
            out.writeUTF(metadata.key().type());
            out.writeUTF(metadata.key().id());
            out.writeLong(metadata.version());
            out.writeUTF(metadata.change().name());
            out.writeLong(micros(metadata.lastUpdated()));
            out.writeLong(micros(metadata.createdAt()));
            out.writeBoolean(metadata.author().isPresent());
            out.writeUTF(metadata.author().orElse(""));
            out.writeLong(metadata.writeId().getMostSignificantBits());
            out.writeLong(metadata.writeId().getLeastSignificantBits());
            out.writeInt(contentSize);
            if (content.isPresent()) {
                content.get().writeTo(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Memory does not fail", e);
        }
        byte[] record = bytes.toByteArray();
        int length = record.length - PREFIX;
        ByteBuffer.wrap(record).putInt(length).putInt(checksum(record, PREFIX, length));
        return record;
    }

    /** Tells how long the record at this place is, its prefix included. */
    static int sizeAt(byte[] bytes, int offset) throws IOException {
        int room = bytes.length - offset - PREFIX;
        int length = room < 0 ? -1 : ByteBuffer.wrap(bytes).getInt(offset);
        if (length < 0 || length > room) {
            throw new IOException("the record does not fit its frame");
        }
        return PREFIX + length;
    }

    /** Reads the record at this place; fails if its checksum or its form is wrong. */
    static LogRecord decode(byte[] bytes, int offset, Detail detail) throws IOException {
        int length = sizeAt(bytes, offset) - PREFIX;
        if (ByteBuffer.wrap(bytes).getInt(offset + Integer.BYTES) != checksum(bytes, offset + PREFIX, length)) {
            throw new IOException("the checksum does not match");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, offset + PREFIX, length));
        try {
            ResourceKey key = ResourceKey.of(in.readUTF(), in.readUTF(), in.readUTF());
            long version = in.readLong();
            Change change = Change.valueOf(in.readUTF());
            Instant lastUpdated = instant(in.readLong());
            Instant createdAt = instant(in.readLong());
            boolean signed = in.readBoolean();
            String author = in.readUTF();
            UUID writeId = new UUID(in.readLong(), in.readLong());
            RevisionMetadata metadata = new RevisionMetadata(
                    key,
                    version,
                    change,
                    lastUpdated,
                    createdAt,
                    signed ? Optional.of(author) : Optional.empty(),
                    writeId);
            int contentSize = in.readInt();
            return new LogRecord(
                    metadata,
                    contentSize == NO_CONTENT || detail == Detail.METADATA
                            ? Optional.empty()
                            : Optional.of(Content.ofStored(in.readNBytes(contentSize))));
        } catch (StorageException | IllegalArgumentException e) {
            throw new IOException("the record is not of this format", e);
        }
    }

    private static int checksum(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    private static long micros(Instant instant) {
        // ChronoUnit.MICROS.between counts nanoseconds on its way, and those overflow in the year 2262.
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}

package dev.verso.memory;

import dev.verso.Change;
import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.Versions;
import dev.verso.spi.Append;
import dev.verso.spi.Detail;
import dev.verso.spi.Erase;
import dev.verso.spi.RevisionRecord;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One stored revision: immutable, and flat, so that it takes 80 bytes beside its content. */
final class Row implements Place {

    private final ResourceKey key;
    private final long version;
    private final Change change;
    private final long lastUpdated;
    private final long createdAt;
    private final @Nullable String author;
    private final long writeIdHigh;
    private final long writeIdLow;
    private final @Nullable Content content;
    private final long ticket;
    private final @Nullable Batch batch;

    Row(
            ResourceKey key,
            long version,
            Change change,
            long lastUpdated,
            long createdAt,
            @Nullable String author,
            UUID writeId,
            @Nullable Content content,
            long ticket,
            @Nullable Batch batch) {
        this.key = key;
        this.version = version;
        this.change = change;
        this.lastUpdated = lastUpdated;
        this.createdAt = createdAt;
        this.author = author;
        this.writeIdHigh = writeId.getMostSignificantBits();
        this.writeIdLow = writeId.getLeastSignificantBits();
        this.content = content;
        this.ticket = ticket;
        this.batch = batch;
    }

    /** Makes the revision that follows another one, or a key's first. */
    static Row following(@Nullable Row last, ResourceKey key, Append append, long ticket, @Nullable Batch batch) {
        Row head = last == null || last.isMarker() ? null : last;
        long lastUpdated = timeAfter(last, Micros.of(append.now()));
        return new Row(
                key,
                last == null ? Versions.FIRST : last.version + 1,
                changeAfter(head, append),
                lastUpdated,
                head == null ? lastUpdated : head.createdAt,
                append.author().orElse(null),
                append.writeId(),
                append instanceof Append.Put put ? put.content() : null,
                ticket,
                batch);
    }

    private static Change changeAfter(@Nullable Row head, Append append) {
        if (append instanceof Append.Delete) {
            return Change.DELETE;
        }
        if (head == null) {
            return Change.CREATE;
        }
        return head.isTombstone() ? Change.RESTORE : Change.UPDATE;
    }

    /** Makes the marker that follows a key's last revision; nothing of the life that ends is left in it (ERA-06). */
    static Row marker(Row last, Erase erase, long ticket) {
        long at = timeAfter(last, Micros.of(erase.now()));
        return new Row(last.key, last.version + 1, Change.ERASURE, at, at, null, erase.writeId(), null, ticket, null);
    }

    /** Makes what is left of this revision when it alone is erased (ERA-03). */
    Row erased(long newTicket) {
        return new Row(key, version, change, lastUpdated, createdAt, null, writeId(), null, newTicket, null);
    }

    private static long timeAfter(@Nullable Row last, long now) {
        return last == null ? now : Math.max(now, last.lastUpdated + 1);
    }

    ResourceKey key() {
        return key;
    }

    @Override
    public String type() {
        return key.type();
    }

    @Override
    public String id() {
        return key.id();
    }

    @Override
    public long version() {
        return version;
    }

    Change change() {
        return change;
    }

    @Override
    public long lastUpdated() {
        return lastUpdated;
    }

    long createdAt() {
        return createdAt;
    }

    @Nullable
    String author() {
        return author;
    }

    @Nullable
    Content content() {
        return content;
    }

    /** Gives the row's place in its tenant's feed. */
    long ticket() {
        return ticket;
    }

    private UUID writeId() {
        return new UUID(writeIdHigh, writeIdLow);
    }

    boolean isMarker() {
        return change == Change.ERASURE;
    }

    boolean isTombstone() {
        return change == Change.DELETE;
    }

    boolean isErased() {
        return content == null && !isTombstone();
    }

    /** Tells whether the batch that this row came with, if any, has taken effect. */
    boolean isCommitted() {
        return batch == null || batch.isCommitted();
    }

    long contentBytes() {
        return content == null ? 0 : content.size();
    }

    RevisionMetadata metadata() {
        return new RevisionMetadata(
                key,
                version,
                change,
                Micros.toInstant(lastUpdated),
                Micros.toInstant(createdAt),
                Optional.ofNullable(author),
                writeId());
    }

    RevisionRecord record(Detail detail) {
        return new RevisionRecord(
                metadata(), isErased(), detail == Detail.CONTENT ? Optional.ofNullable(content) : Optional.empty());
    }
}

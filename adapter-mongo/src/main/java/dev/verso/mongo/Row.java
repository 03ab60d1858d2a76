package dev.verso.mongo;

import dev.verso.Change;
import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.spi.RevisionRecord;
import java.util.Optional;
import java.util.UUID;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * One stored revision or marker; never an emptied slot.
 *
 * @param key the key
 * @param standing version, change and times
 * @param author who wrote it; none if that is unknown or erased
 * @param writeId the write's id
 * @param erased whether it alone was erased
 * @param content the content, if it has one and it was loaded
 * @param place its place in the feed
 */
record Row(
        ResourceKey key,
        Standing standing,
        @Nullable String author,
        UUID writeId,
        boolean erased,
        byte @Nullable [] content,
        @Nullable BsonTimestamp place) {

    boolean isMarker() {
        return standing.isMarker();
    }

    long version() {
        return standing.version();
    }

    long contentBytes() {
        return content == null ? 0 : content.length;
    }

    RevisionMetadata metadata() {
        return new RevisionMetadata(
                key,
                standing.version(),
                standing.change(),
                Micros.toInstant(standing.lastUpdated()),
                Micros.toInstant(standing.createdAt()),
                Optional.ofNullable(author),
                writeId);
    }

    /** Gives the revision as it is handed out, with the content that was loaded; the bytes are handed over for good. */
    RevisionRecord record() {
        return new RevisionRecord(
                metadata(),
                erased || standing.change() == Change.ERASURE,
                Optional.ofNullable(content).map(Content::ofStored));
    }
}

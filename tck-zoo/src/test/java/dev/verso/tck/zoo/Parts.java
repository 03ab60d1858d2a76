package dev.verso.tck.zoo;

import dev.verso.Change;
import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.Write;
import dev.verso.spi.Append;
import dev.verso.spi.Condition;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.RevisionRecord;
import java.util.Optional;

/** The parts of writes, appends, revisions and requests, and the same with one part exchanged. */
final class Parts {

    private Parts() {}

    static String id(Write write) {
        if (write instanceof Write.Create create) {
            return create.id().orElse("made-up");
        }
        if (write instanceof Write.CreateIfNotLive create) {
            return create.id();
        }
        if (write instanceof Write.CreateOrUpdate put) {
            return put.id();
        }
        if (write instanceof Write.Update update) {
            return update.id();
        }
        return write instanceof Write.Delete delete ? delete.id() : ((Write.Restore) write).id();
    }

    static Optional<Content> content(Write write) {
        if (write instanceof Write.Create create) {
            return Optional.of(create.content());
        }
        if (write instanceof Write.CreateIfNotLive create) {
            return Optional.of(create.content());
        }
        if (write instanceof Write.CreateOrUpdate put) {
            return Optional.of(put.content());
        }
        return write instanceof Write.Update update ? Optional.of(update.content()) : Optional.empty();
    }

    static Append withKey(Append append, ResourceKey key) {
        if (append instanceof Append.Put put) {
            return new Append.Put(
                    key, put.condition(), put.content(), put.author(), put.writeId(), put.now(), put.freshKey());
        }
        return new Append.Delete(key, append.condition(), append.author(), append.writeId(), append.now());
    }

    static Append withCondition(Append append, Condition condition) {
        if (append instanceof Append.Put put) {
            return new Append.Put(
                    put.key(), condition, put.content(), put.author(), put.writeId(), put.now(), put.freshKey());
        }
        return new Append.Delete(append.key(), condition, append.author(), append.writeId(), append.now());
    }

    static RevisionMetadata withKey(RevisionMetadata m, ResourceKey key) {
        return new RevisionMetadata(
                key, m.version(), m.change(), m.lastUpdated(), m.createdAt(), m.author(), m.writeId());
    }

    static RevisionMetadata withVersion(RevisionMetadata m, long version) {
        return new RevisionMetadata(
                m.key(), version, m.change(), m.lastUpdated(), m.createdAt(), m.author(), m.writeId());
    }

    static RevisionMetadata withoutAuthor(RevisionMetadata m) {
        return new RevisionMetadata(
                m.key(), m.version(), m.change(), m.lastUpdated(), m.createdAt(), Optional.empty(), m.writeId());
    }

    /** Gives the metadata that a put would have if it followed a head. */
    static RevisionMetadata following(Optional<RevisionMetadata> head, Append put) {
        return new RevisionMetadata(
                put.key(),
                head.map(RevisionMetadata::version).orElse(0L) + 1,
                head.isEmpty() ? Change.CREATE : isLive(head) ? Change.UPDATE : Change.RESTORE,
                put.now(),
                head.map(RevisionMetadata::createdAt).orElse(put.now()),
                put.author(),
                put.writeId());
    }

    static RevisionRecord withContent(RevisionRecord revision, Content content) {
        return new RevisionRecord(revision.metadata(), revision.erased(), Optional.of(content));
    }

    static boolean isLive(Optional<RevisionMetadata> head) {
        return head.filter(metadata -> metadata.change() != Change.DELETE).isPresent();
    }

    static HistoryRequest withScope(HistoryRequest request, HistoryRequest.Scope scope) {
        return new HistoryRequest(
                scope,
                request.order(),
                request.since(),
                request.before(),
                request.after(),
                request.bounds(),
                request.detail());
    }

    static HistoryRequest after(HistoryRequest request, Optional<HistoryRequest.Position> after) {
        return new HistoryRequest(
                request.scope(),
                request.order(),
                request.since(),
                request.before(),
                after,
                request.bounds(),
                request.detail());
    }
}

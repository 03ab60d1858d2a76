package dev.verso.engine;

import dev.verso.Change;
import dev.verso.Content;
import dev.verso.HistoryQuery.Order;
import dev.verso.NotRestorableException;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.RevisionMetadata;
import dev.verso.Versions;
import dev.verso.engine.PlannedWrite.Fixed;
import dev.verso.engine.PlannedWrite.OneOf;
import dev.verso.engine.PlannedWrite.Restoring;
import dev.verso.spi.Append;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.spi.Slice;
import java.util.Optional;
import java.util.OptionalLong;

/** Turns a planned write into the append to send, by a look at the head where the condition alone does not say it. */
final class Resolver {

    private static final PageBounds TOMBSTONE_AND_BELOW = PageBounds.of(2);

    private final RevisionStore store;
    private final EarlierWrites earlier;

    Resolver(RevisionStore store, EarlierWrites earlier) {
        this.store = store;
        this.earlier = earlier;
    }

    /** What a look may find. */
    sealed interface Resolution {}

    /** This is to be sent. */
    record Send(Append append) implements Resolution {}

    /** The same write took effect before, under the caller's own write id (ERR-06). */
    record Done(Revision revision) implements Resolution {}

    /**
     * Gives what to do next.
     *
     * @param backoff counts the write's tries; a look whose head moves meanwhile is one of them
     * @throws dev.verso.StorageException the refusal, if the look shows that the write cannot succeed
     */
    Resolution resolve(PlannedWrite write, Backoff backoff) {
        if (write.target() instanceof Fixed fixed) {
            return new Send(write.append(fixed.condition()));
        }
        return write.target() instanceof OneOf oneOf
                ? match(write, oneOf)
                : restore(write, (Restoring) write.target(), backoff);
    }

    /** Gives the revision of an earlier use of the write id, or throws the refusal. */
    Revision refuse(PlannedWrite write, Optional<RevisionMetadata> head) {
        Optional<Revision> done = earlier.sameWrite(write, head);
        return done.orElseThrow(() -> Refusals.of(write, head));
    }

    private Resolution match(PlannedWrite write, OneOf oneOf) {
        Optional<RevisionMetadata> head = head(write.key());
        boolean live = head.isPresent() && head.get().change() != Change.DELETE;
        if (live && oneOf.versions().contains(head.get().version())) {
            // The list may name the very version that this write made when it was called before.
            Optional<Revision> done = earlier.sameWrite(write, head);
            return done.isPresent()
                    ? new Done(done.get())
                    : new Send(write.append(new Condition.LiveAt(head.get().version())));
        }
        return new Done(refuse(write, head));
    }

    private Resolution restore(PlannedWrite write, Restoring restoring, Backoff backoff) {
        ResourceKey key = write.key();
        while (true) {
            // Most restores follow their deletion, so the page that shows the tombstone shows the content below it too.
            Slice<RevisionRecord, HistoryRequest.Position> newest = newestFirst(key, Optional.empty());
            Optional<RevisionMetadata> head =
                    newest.items().stream().findFirst().map(RevisionRecord::metadata);
            if (!isTombstone(head)) {
                head = head(key);
                if (!isTombstone(head)) {
                    return new Done(refuse(write, head));
                }
                newest = newestFirst(key, Optional.empty());
            }
            long tombstone = head.orElseThrow().version();
            Optional<Content> content = restoring.versionId().isPresent()
                    ? namedContent(key, restoring.versionId().get())
                    : newestContent(key, newest);
            if (content.isPresent()) {
                return new Send(write.append(new Condition.DeletedAt(tombstone), content.get()));
            }
            if (isDeletedAt(head(key), tombstone)) {
                throw new NotRestorableException(
                        key,
                        restoring.versionId().isPresent()
                                ? "The version named is none of " + key + " that has content; name another one"
                                : "No content of " + key + " is left to restore");
            }
            if (!backoff.tryAgain()) {
                throw Judge.exhausted(write, backoff.tries());
            }
        }
    }

    private static boolean isTombstone(Optional<RevisionMetadata> head) {
        return head.isPresent() && head.get().change() == Change.DELETE;
    }

    private static boolean isDeletedAt(Optional<RevisionMetadata> head, long version) {
        return isTombstone(head) && head.get().version() == version;
    }

    private Optional<Content> namedContent(ResourceKey key, String versionId) {
        OptionalLong version = Versions.parse(versionId);
        return version.isPresent()
                ? store.revision(key, version.getAsLong()).flatMap(RevisionRecord::content)
                : Optional.empty();
    }

    private Optional<Content> newestContent(ResourceKey key, Slice<RevisionRecord, HistoryRequest.Position> first) {
        Slice<RevisionRecord, HistoryRequest.Position> page = first;
        while (true) {
            for (RevisionRecord revision : page.items()) {
                if (revision.content().isPresent()) {
                    return revision.content();
                }
            }
            if (page.next().isEmpty()) {
                return Optional.empty();
            }
            page = newestFirst(key, page.next());
        }
    }

    private Slice<RevisionRecord, HistoryRequest.Position> newestFirst(
            ResourceKey key, Optional<HistoryRequest.Position> after) {
        return store.history(new HistoryRequest(
                new HistoryRequest.OfKey(key),
                Order.NEWEST_FIRST,
                Optional.empty(),
                Optional.empty(),
                after,
                TOMBSTONE_AND_BELOW,
                Detail.CONTENT));
    }

    Optional<RevisionMetadata> head(ResourceKey key) {
        return store.head(key, Detail.METADATA).map(RevisionRecord::metadata);
    }
}

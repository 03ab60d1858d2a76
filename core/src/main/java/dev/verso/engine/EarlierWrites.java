package dev.verso.engine;

import dev.verso.Change;
import dev.verso.Content;
import dev.verso.HistoryQuery.Order;
import dev.verso.InvalidArgumentException;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.RevisionMetadata;
import dev.verso.Versions;
import dev.verso.engine.PlannedWrite.Fixed;
import dev.verso.engine.PlannedWrite.OneOf;
import dev.verso.engine.PlannedWrite.Restoring;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.spi.Slice;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Finds what a write id has written: to settle an unknown outcome, and to tell a write that is repeated (ERR-05, ERR-06). */
final class EarlierWrites {

    private static final PageBounds SEARCHED_AT_A_TIME = PageBounds.of(1000);

    private final RevisionStore store;

    EarlierWrites(RevisionStore store) {
        this.store = store;
    }

    /** Finds the newest revision of the present life that the write made, not before an instant if one is given. */
    Optional<RevisionMetadata> find(ResourceKey key, UUID writeId, Optional<Instant> since) {
        Optional<HistoryRequest.Position> after = Optional.empty();
        do {
            Slice<RevisionRecord, HistoryRequest.Position> page = store.history(new HistoryRequest(
                    new HistoryRequest.OfKey(key),
                    Order.NEWEST_FIRST,
                    since,
                    Optional.empty(),
                    after,
                    SEARCHED_AT_A_TIME,
                    Detail.METADATA));
            for (RevisionRecord revision : page.items()) {
                if (revision.metadata().writeId().equals(writeId)) {
                    return Optional.of(revision.metadata());
                }
            }
            after = page.next();
        } while (after.isPresent());
        return Optional.empty();
    }

    /** Finds the first revision of the present life: the slot that a creation takes. */
    Optional<RevisionMetadata> first(ResourceKey key) {
        Optional<HistoryRequest.Position> after = Optional.empty();
        do {
            Slice<RevisionRecord, HistoryRequest.Position> page = store.history(new HistoryRequest(
                    new HistoryRequest.OfKey(key),
                    Order.OLDEST_FIRST,
                    Optional.empty(),
                    Optional.empty(),
                    after,
                    PageBounds.of(1),
                    Detail.METADATA));
            if (!page.items().isEmpty()) {
                return Optional.of(page.items().get(0).metadata());
            }
            after = page.next();
        } while (after.isPresent());
        return Optional.empty();
    }

    /**
     * Finds the revision that this very write made when it was called before.
     *
     * @param head the head that the write was refused for
     * @throws InvalidArgumentException if the write id was used there for other content
     */
    Optional<Revision> sameWrite(PlannedWrite write, Optional<RevisionMetadata> head) {
        if (!write.hasCallersId() || head.isEmpty()) {
            return Optional.empty();
        }
        Optional<RevisionMetadata> slot = targetSlot(write, head.get())
                .filter(metadata -> metadata.writeId().equals(write.writeId()));
        return slot.flatMap(metadata -> store.revision(write.key(), metadata.version()))
                // Whether erased content was the same cannot be told any more, so the table decides.
                .filter(revision -> !revision.erased())
                .map(revision -> requireSame(write, revision));
    }

    private Optional<RevisionMetadata> targetSlot(PlannedWrite write, RevisionMetadata head) {
        if (write.target() instanceof Restoring restoring) {
            boolean comparable = restoring.versionId().isEmpty()
                    || source(write.key(), restoring.versionId().get()).isPresent();
            return head.change() == Change.RESTORE && comparable ? Optional.of(head) : Optional.empty();
        }
        if (write.target() instanceof OneOf oneOf) {
            return find(write.key(), write.writeId(), Optional.empty())
                    .filter(metadata -> oneOf.versions().contains(metadata.version() - 1));
        }
        Condition condition = ((Fixed) write.target()).condition();
        if (condition instanceof Condition.Absent) {
            return first(write.key());
        }
        return condition instanceof Condition.LiveAt expected
                ? store.revision(write.key(), expected.version() + 1).map(RevisionRecord::metadata)
                : Optional.empty();
    }

    private Revision requireSame(PlannedWrite write, RevisionRecord revision) {
        boolean same = write.target() instanceof Restoring restoring
                ? restoredSame(write.key(), restoring, revision)
                : revision.content().equals(write.content());
        if (!same) {
            throw new InvalidArgumentException("Write id " + write.writeId() + " has already written something else to "
                    + write.key() + "; use a fresh one for each write");
        }
        return revision.toRevision();
    }

    private boolean restoredSame(ResourceKey key, Restoring restoring, RevisionRecord revision) {
        return restoring.versionId().isEmpty()
                || source(key, restoring.versionId().get()).equals(revision.content());
    }

    private Optional<Content> source(ResourceKey key, String versionId) {
        return Versions.parse(versionId).stream()
                .mapToObj(version -> store.revision(key, version))
                .flatMap(Optional::stream)
                .findFirst()
                .flatMap(RevisionRecord::content);
    }
}

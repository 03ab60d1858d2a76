package dev.verso.spi;

import dev.verso.HistoryQuery.Order;
import dev.verso.ResourceKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads of one key that are histories of it. */
final class KeyHistory {

    private static final int VERSIONS_A_PAGE = 100_000;

    private KeyHistory() {}

    static Optional<RevisionRecord> newestNotAfter(RevisionStore store, ResourceKey key, Instant instant) {
        Optional<HistoryRequest.Position> after = Optional.empty();
        while (true) {
            Slice<RevisionRecord, HistoryRequest.Position> slice = store.history(new HistoryRequest(
                    new HistoryRequest.OfKey(key),
                    Order.NEWEST_FIRST,
                    Optional.empty(),
                    Optional.of(instant.plus(1, ChronoUnit.MICROS)),
                    after,
                    PageBounds.of(1),
                    Detail.CONTENT));
            if (!slice.items().isEmpty()) {
                return Optional.of(slice.items().get(0));
            }
            if (slice.next().isEmpty()) {
                return Optional.empty();
            }
            after = slice.next();
        }
    }

    static List<Long> versions(RevisionStore store, ResourceKey key) {
        while (true) {
            List<Long> versions = new ArrayList<>();
            Optional<HistoryRequest.Position> after = Optional.empty();
            int pages = 0;
            do {
                Slice<RevisionRecord, HistoryRequest.Position> slice = store.history(new HistoryRequest(
                        new HistoryRequest.OfKey(key),
                        Order.OLDEST_FIRST,
                        Optional.empty(),
                        Optional.empty(),
                        after,
                        PageBounds.of(VERSIONS_A_PAGE),
                        Detail.METADATA));
                slice.items().forEach(item -> versions.add(item.metadata().version()));
                after = slice.next();
                pages++;
            } while (after.isPresent());
            // Pages of one life add up to what the last one saw; an erasure between them would mix two lives.
            if (pages == 1
                    || versions.isEmpty()
                    || store.revision(key, versions.get(0)).isPresent()) {
                return versions;
            }
        }
    }
}

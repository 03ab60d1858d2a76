package dev.verso.memory;

import dev.verso.Revision;
import dev.verso.RevisionMetadata;
import dev.verso.spi.AppendOutcome.Refused;
import dev.verso.spi.HistoryRequest.Position;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.Slice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Answers of a store that are allowed, though the memory store never gives them, or that are not. */
final class Places {

    private static final Duration ASIDE = Duration.ofNanos(1000);

    private Places() {}

    /** A page without an entry, oldest first; the next one goes on at this revision. */
    static Slice<RevisionRecord, Position> emptyPageBefore(Revision next) {
        return emptyPage(next, next.lastUpdated().minus(ASIDE));
    }

    /** A page without an entry, newest first; the next one goes on at this revision. */
    static Slice<RevisionRecord, Position> emptyPageAfter(Revision next) {
        return emptyPage(next, next.lastUpdated().plus(ASIDE));
    }

    private static Slice<RevisionRecord, Position> emptyPage(Revision next, Instant aside) {
        return new Slice<>(
                List.of(),
                Optional.of(new Position(aside, next.key().type(), next.key().id(), next.version())));
    }

    static Refused refusedBy(Optional<Revision> head) {
        return new Refused(head.map(revision -> new RevisionMetadata(
                revision.key(),
                revision.version(),
                revision.change(),
                revision.lastUpdated(),
                revision.createdAt(),
                revision.author(),
                revision.writeId())));
    }
}

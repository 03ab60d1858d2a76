package dev.verso.examples.customadapter;

import dev.verso.BackendFaultException;
import dev.verso.Change;
import dev.verso.Inconsistency;
import dev.verso.Inconsistency.Kind;
import dev.verso.RevisionMetadata;
import dev.verso.spi.Detail;
import java.util.List;
import java.util.Optional;

/** Judges the revisions of one key, in the order of versions, by what the file says now (FLT-02). For one thread. */
final class KeyCheck {

    private final RevisionLog log;
    private final List<Inconsistency> found;
    private Optional<RevisionMetadata> before = Optional.empty();

    KeyCheck(RevisionLog log, List<Inconsistency> found) {
        this.log = log;
        this.found = found;
    }

    void accept(Slot slot) {
        RevisionMetadata revision = slot.metadata();
        judgeRecord(slot, revision);
        judgeSuccession(revision);
        before = Optional.of(revision);
    }

    private void judgeRecord(Slot slot, RevisionMetadata revision) {
        try {
            LogRecord stored = log.read(slot, Detail.CONTENT);
            require(stored.metadata().equals(revision), Kind.DERIVED, revision, "is not what the index says it is");
            require(
                    stored.content().isPresent() == (revision.change() != Change.DELETE),
                    Kind.CONTENT,
                    revision,
                    "has content as a tombstone, or none as a resource");
        } catch (BackendFaultException e) {
            require(false, Kind.CONTENT, revision, "cannot be read: " + e.getMessage());
        }
    }

    private void judgeSuccession(RevisionMetadata revision) {
        long expected = before.map(RevisionMetadata::version).orElse(0L) + 1;
        require(revision.version() == expected, Kind.GAP, revision, "stands where version " + expected + " is missing");
        boolean live = before.filter(head -> head.change() != Change.DELETE).isPresent();
        boolean legal = switch (revision.change()) {
            case CREATE -> before.isEmpty();
            case UPDATE, DELETE -> live;
            case RESTORE -> before.isPresent() && !live;
            case ERASURE -> false;
        };
        require(legal, Kind.CHANGE, revision, "cannot be a " + revision.change() + " here");
        require(
                before.map(head -> revision.createdAt().equals(head.createdAt())
                                && revision.lastUpdated().isAfter(head.lastUpdated()))
                        .orElseGet(() -> revision.createdAt().equals(revision.lastUpdated())),
                Kind.TIME,
                revision,
                "has times that do not follow from the version before");
    }

    private void require(boolean sound, Kind kind, RevisionMetadata revision, String otherwise) {
        if (!sound) {
            found.add(new Inconsistency(revision.key(), kind, "Version " + revision.version() + " " + otherwise));
        }
    }
}

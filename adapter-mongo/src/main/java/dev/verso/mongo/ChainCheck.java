package dev.verso.mongo;

import dev.verso.Change;
import dev.verso.Inconsistency;
import dev.verso.Inconsistency.Kind;
import dev.verso.ResourceKey;
import dev.verso.Versions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.jspecify.annotations.Nullable;

/** Checks the slots of one key, handed in from the first to the last; it remembers one at a time. */
final class ChainCheck {

    private static final Map<Change, Set<Change>> FOLLOWERS = Map.of(
            Change.CREATE, Set.of(Change.UPDATE, Change.DELETE),
            Change.UPDATE, Set.of(Change.UPDATE, Change.DELETE),
            Change.RESTORE, Set.of(Change.UPDATE, Change.DELETE),
            Change.DELETE, Set.of(Change.RESTORE),
            Change.ERASURE, Set.of(Change.CREATE));

    private final ResourceKey key;
    private final List<Inconsistency> found = new ArrayList<>();
    private long due = Versions.FIRST;
    private boolean emptiedSoFar = true;
    private @Nullable Row before;
    private @Nullable Row begin;
    private boolean readable = true;

    ChainCheck(ResourceKey key) {
        this.key = key;
    }

    ResourceKey key() {
        return key;
    }

    /** Takes the next slot, whose document has a {@code c} of no matter what if there is content. */
    void take(BsonDocument document) {
        Optional<Inconsistency> odd = Shapes.odd(key, document);
        odd.ifPresent(found::add);
        if (!Shapes.hasVersion(document)) {
            readable = false;
            return;
        }
        long version = Documents.version(document);
        addIf(version > due, Kind.GAP, version, "stands where version " + due + " is due");
        due = version + 1;
        readable &= odd.isEmpty();
        if (!readable) {
            // What follows from a slot that cannot be read nobody can tell.
            return;
        }
        if (Documents.isEmptied(document)) {
            addIf(!emptiedSoFar, Kind.CHANGE, version, "is emptied, but stands above one that is not");
            addIf(document.size() > 2, Kind.CONTENT, version, "is emptied, but has more than its place");
            return;
        }
        Row row = Documents.row(document).orElseThrow();
        if (row.isMarker() || begin == null || before != null && before.isMarker()) {
            begin = row;
        }
        checkChange(row);
        checkTimes(row);
        checkContent(row, document.containsKey(Documents.CONTENT));
        checkDerived(row, document);
        before = row;
        emptiedSoFar = false;
    }

    /** Gives what is wrong, once all slots were taken. */
    List<Inconsistency> end() {
        if (!readable) {
            return found;
        }
        long last = due - 1;
        Row head = before;
        addIf(head == null, Kind.CHANGE, last, "is emptied, but no marker stands above it");
        addIf(
                head != null && head.erased() && head.standing().isLive(),
                Kind.CONTENT,
                last,
                "is a live head, but was erased");
        return found;
    }

    private void checkChange(Row row) {
        Change change = row.standing().change();
        boolean follows;
        if (before != null) {
            follows =
                    FOLLOWERS.getOrDefault(before.standing().change(), Set.of()).contains(change);
        } else {
            follows = row.version() == Versions.FIRST ? change == Change.CREATE : change == Change.ERASURE;
        }
        addIf(
                !follows,
                Kind.CHANGE,
                row.version(),
                "is of change " + change + " after "
                        + (before == null ? "nothing" : before.standing().change()));
    }

    private void checkTimes(Row row) {
        addIf(
                before != null
                        && before.standing().lastUpdated() >= row.standing().lastUpdated(),
                Kind.TIME,
                row.version(),
                "is not dated after the one before");
        addIf(
                begin != null
                        && begin.standing().lastUpdated() != row.standing().createdAt(),
                Kind.TIME,
                row.version(),
                "has another createdAt than its life's first version is dated");
    }

    private void checkContent(Row row, boolean content) {
        boolean none = row.isMarker() || row.standing().isTombstone() || row.erased();
        addIf(none && content, Kind.CONTENT, row.version(), "has content, but must not have any");
        addIf(!none && !content, Kind.CONTENT, row.version(), "has no content");
        addIf(
                (row.erased() || row.isMarker()) && row.author() != null,
                Kind.CONTENT,
                row.version(),
                "is erased, but has an author");
    }

    private void checkDerived(Row row, BsonDocument document) {
        int delta = document.getInt32(Documents.DELTA, new BsonInt32(0)).getValue();
        int due = switch (row.standing().change()) {
            case CREATE, RESTORE -> 1;
            case DELETE -> -1;
            case UPDATE, ERASURE -> 0;
        };
        addIf(delta != due, Kind.DERIVED, row.version(), "counts as " + delta + " live keys more, not " + due);
        addIf(
                !row.isMarker() && begin != null && row.standing().first() != begin.version(),
                Kind.DERIVED,
                row.version(),
                "names another first version of its life");
        addIf(row.place() == null, Kind.DERIVED, row.version(), "has no place in the change feed");
    }

    private void addIf(boolean wrong, Kind kind, long version, String what) {
        if (wrong) {
            found.add(new Inconsistency(key, kind, "Version " + version + " " + what));
        }
    }
}

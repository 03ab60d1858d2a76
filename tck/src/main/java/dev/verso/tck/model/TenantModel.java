package dev.verso.tck.model;

import dev.verso.Change;
import dev.verso.Content;
import dev.verso.ErasedRevision;
import dev.verso.Erasure;
import dev.verso.ErasureReceipt;
import dev.verso.HistoryQuery;
import dev.verso.IfMatch;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.RevisionMetadata;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.Tombstone;
import dev.verso.Versions;
import dev.verso.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One tenant as the contract has it: its keys, and its feed. It is the table of states and operations, executable, and
 * written to be obviously right; it knows nothing of races, since commands are issued one after the other.
 */
final class TenantModel {

    private static final Comparator<Revision> OLDEST_FIRST = Comparator.comparing(Revision::lastUpdated)
            .thenComparing(revision -> revision.key().type())
            .thenComparing(revision -> revision.key().id())
            .thenComparing(Revision::version);

    private final String name;
    private final TenantContext context;
    private final Time time;
    private final Map<String, KeyModel> keys = new TreeMap<>();

    /** The feed in its order; the entries of one batch are one group, in which the contract leaves the order open. */
    private final List<List<Revision>> feed = new ArrayList<>();

    TenantModel(String name, TenantContext context, Time time) {
        this.name = name;
        this.context = context;
        this.time = time;
    }

    /** What a storage does with a write: it refuses it, tells that it was done before, or appends. */
    private sealed interface Decision {}

    private record Refuse(Answer refusal) implements Decision {}

    private record Done(Revision revision) implements Decision {}

    private record Append(Optional<Content> content) implements Decision {}

    String name() {
        return name;
    }

    TenantContext context() {
        return context;
    }

    Time time() {
        return time;
    }

    Collection<KeyModel> keys() {
        return keys.values();
    }

    KeyModel key(String type, String id) {
        // "/" is in no type and sorts before all that may be in one but "-" and ".", which no type here has.
        return keys.computeIfAbsent(type + "/" + id, any -> new KeyModel(new ResourceKey(context.tenant(), type, id)));
    }

    Answer write(Write write, Seen seen) {
        KeyModel key = key(write, seen, 0);
        Decision decision = decide(key, write);
        if (decision instanceof Append append) {
            Revision revision = append(key, write, append, seen, 0);
            feed.add(List.of(revision));
            return Answer.gives(revision);
        }
        return decision instanceof Done done ? Answer.gives(done.revision()) : ((Refuse) decision).refusal();
    }

    /** All or none; each entry whose own condition does not hold may be the one that the refusal names (BAT-03). */
    List<Answer> writeBatch(List<Write> writes, Seen seen) {
        List<KeyModel> named = new ArrayList<>();
        List<Decision> decisions = new ArrayList<>();
        for (int i = 0; i < writes.size(); i++) {
            named.add(key(writes.get(i), seen, i));
            decisions.add(decide(named.get(i), writes.get(i)));
        }
        if (named.stream().distinct().count() < named.size()) {
            return List.of(Answer.invalidArgument());
        }
        List<Answer> refusals = decisions.stream()
                .filter(Refuse.class::isInstance)
                .map(decision -> ((Refuse) decision).refusal())
                .toList();
        if (!refusals.isEmpty()) {
            return refusals;
        }
        List<Revision> written = new ArrayList<>();
        for (int i = 0; i < writes.size(); i++) {
            written.add(append(named.get(i), writes.get(i), (Append) decisions.get(i), seen, i));
        }
        feed.add(List.copyOf(written));
        return List.of(Answer.gives(List.copyOf(written)));
    }

    private KeyModel key(Write write, Seen seen, int index) {
        return key(write.type(), Writes.id(write).orElseGet(() -> seen.id(index, this)));
    }

    private Revision append(KeyModel key, Write write, Append append, Seen seen, int index) {
        UUID writeId = write.writeId().orElseGet(() -> seen.writeId(index));
        return key.append(append.content(), context.principal(), writeId, time.now());
    }

    private static Decision decide(KeyModel key, Write write) {
        if (write instanceof Write.Create) {
            return key.isAbsent()
                    ? new Append(Writes.content(write))
                    : doneBefore(key.first(), write).orElseGet(() -> new Refuse(Answer.alreadyExists(head(key))));
        }
        if (write instanceof Write.CreateIfNotLive) {
            return key.isLive() ? new Refuse(Answer.alreadyExists(head(key))) : new Append(Writes.content(write));
        }
        if (write instanceof Write.CreateOrUpdate) {
            return new Append(Writes.content(write));
        }
        if (key.isAbsent()) {
            return new Refuse(Answer.notFound(key.key()));
        }
        return write instanceof Write.Restore restore ? restore(key, restore) : match(key, write);
    }

    private static Decision match(KeyModel key, Write write) {
        IfMatch expected = Writes.ifMatch(write).orElse(IfMatch.any());
        for (String versionId : expected.versionIds()) {
            Optional<Revision> slot = Versions.parse(versionId).stream()
                    .mapToObj(version -> key.revision(Versions.format(version + 1)))
                    .flatMap(Optional::stream)
                    .findFirst();
            Optional<Decision> before = doneBefore(slot, write);
            if (before.isPresent()) {
                return before.get();
            }
        }
        if (!key.isLive()) {
            return new Refuse(Answer.gone(head(key)));
        }
        return expected.contains(head(key).versionId())
                ? new Append(Writes.content(write))
                : new Refuse(Answer.conflict(expected.versionIds(), head(key)));
    }

    private static Decision restore(KeyModel key, Write.Restore restore) {
        if (key.isLive()) {
            // The slot of a restore is the one after the tombstone: the head, as long as it is what a restore wrote.
            boolean before = restore.writeId().equals(key.head().map(Revision::writeId));
            return before ? new Done(key.head().orElseThrow()) : new Refuse(Answer.alreadyExists(head(key)));
        }
        Optional<Content> content = restore.versionId().isPresent()
                ? key.content(restore.versionId().get())
                : key.newestContent();
        return content.isPresent() ? new Append(content) : new Refuse(Answer.notRestorable(key.key()));
    }

    /** ERR-06: the slot that a conditional write would take holds its own write id already. */
    private static Optional<Decision> doneBefore(Optional<Revision> slot, Write write) {
        if (write.writeId().isEmpty() || !slot.map(Revision::writeId).equals(write.writeId())) {
            return Optional.empty();
        }
        Revision there = slot.orElseThrow();
        if (there instanceof ErasedRevision) {
            // Whether its content was the same cannot be told any more, so the table decides.
            return Optional.empty();
        }
        boolean same = write instanceof Write.Delete
                ? there instanceof Tombstone
                : there instanceof StoredResource resource
                        && Optional.of(resource.content()).equals(Writes.content(write));
        return Optional.of(same ? new Done(there) : new Refuse(Answer.invalidArgument()));
    }

    private static RevisionMetadata head(KeyModel key) {
        return key.head().orElseThrow().metadata();
    }

    Answer erase(Erasure erasure, Seen seen) {
        KeyModel key = key(erasure.type(), erasure.id());
        UUID writeId = erasure.writeId().orElseGet(seen::receiptId);
        if (key.isAbsent()) {
            return receipt(key, List.of(), erasure, writeId, time.now());
        }
        if (erasure.versionId().isPresent()) {
            return eraseVersion(key, erasure, writeId);
        }
        List<Revision> emptied = List.copyOf(key.life());
        emptied.forEach(this::leaveFeed);
        ErasedRevision marker = key.erase(writeId, time.now());
        feed.removeIf(group ->
                group.get(0).change() == Change.ERASURE && group.get(0).key().equals(key.key()));
        feed.add(List.of(marker));
        return receipt(key, emptied, erasure, writeId, marker.lastUpdated());
    }

    private Answer eraseVersion(KeyModel key, Erasure erasure, UUID writeId) {
        String versionId = erasure.versionId().orElseThrow();
        long version = Versions.parse(versionId).orElse(Long.MAX_VALUE);
        if (version > key.last()) {
            return Answer.notFound(key.key());
        }
        if (version == key.last() && key.isLive()) {
            return Answer.invalidArgument();
        }
        Optional<Revision> there = key.revision(versionId).filter(StoredResource.class::isInstance);
        there.ifPresent(revision -> {
            leaveFeed(revision);
            feed.add(List.of(key.erase(revision)));
        });
        return receipt(key, there.stream().toList(), erasure, writeId, time.now());
    }

    private Answer receipt(KeyModel key, List<Revision> emptied, Erasure erasure, UUID writeId, Instant at) {
        List<String> versions = emptied.stream().map(Revision::versionId).toList();
        return Answer.gives(
                new ErasureReceipt(key.key(), versions, context.principal(), at, erasure.reason(), writeId));
    }

    private void leaveFeed(Revision revision) {
        feed.replaceAll(
                group -> group.stream().filter(each -> !each.equals(revision)).toList());
        feed.removeIf(List::isEmpty);
    }

    List<StoredResource> live(Optional<String> type) {
        return keys.values().stream()
                .filter(key -> type.isEmpty() || type.get().equals(key.key().type()))
                .flatMap(key -> key.live().stream())
                .toList();
    }

    List<Revision> revisions() {
        return keys.values().stream()
                .flatMap(key -> key.life().stream())
                .sorted(OLDEST_FIRST)
                .toList();
    }

    Answer history(HistoryQuery query) {
        Instant since = query.since().orElse(Instant.MIN);
        Instant before = query.before().orElse(Instant.MAX);
        if (since.isAfter(before)) {
            return Answer.invalidArgument();
        }
        boolean newestFirst = query.order() == HistoryQuery.Order.NEWEST_FIRST;
        return Answer.gives(revisions().stream()
                .filter(revision -> query.type().isEmpty()
                        || query.type().get().equals(revision.key().type()))
                .filter(revision -> query.id().isEmpty()
                        || query.id().get().equals(revision.key().id()))
                .filter(revision -> !revision.lastUpdated().isBefore(since))
                .filter(revision -> revision.lastUpdated().isBefore(before))
                .sorted(newestFirst ? OLDEST_FIRST.reversed() : OLDEST_FIRST)
                .toList());
    }

    /** The feed with each batch's entries in the order in which they were seen, if they are there and stand together. */
    List<Revision> feed(List<Revision> seen) {
        List<Revision> expected = new ArrayList<>();
        for (List<Revision> group : feed) {
            int end = Math.min(expected.size() + group.size(), seen.size());
            List<Revision> there = seen.subList(Math.min(expected.size(), end), end);
            boolean same = there.size() == group.size() && there.containsAll(group) && group.containsAll(there);
            expected.addAll(same ? there : group);
        }
        return expected;
    }

    int feedSize() {
        return feed.stream().mapToInt(List::size).sum();
    }
}

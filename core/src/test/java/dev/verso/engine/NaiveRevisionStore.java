package dev.verso.engine;

import dev.verso.Capabilities;
import dev.verso.Capability;
import dev.verso.Change;
import dev.verso.CursorExpiredException;
import dev.verso.HistoryQuery.Order;
import dev.verso.Inconsistency;
import dev.verso.InvalidCursorException;
import dev.verso.ReadMode;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.TenantId;
import dev.verso.Versions;
import dev.verso.VersionsExhaustedException;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.AppendOutcome.Refused;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.CheckSlice;
import dev.verso.spi.Detail;
import dev.verso.spi.Erase;
import dev.verso.spi.EraseOutcome;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.HistoryRequest.Position;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.spi.Slice;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A store that is obviously right rather than fast: one lock, plain maps, every capability.
 *
 * <p>With {@link Pages#SHORT} every page holds one entry at most, and every other page none but a next position, as PAGE-01
 * allows.
 */
final class NaiveRevisionStore implements RevisionStore {

    enum Pages {
        FULL,
        SHORT
    }

    /** A taken version; an emptied one has no revision. The place is the one in the feed. */
    private record Slot(Optional<RevisionRecord> revision, long place) {}

    private static final Comparator<ResourceKey> BYTE_WISE = Comparator.comparing(
                    (ResourceKey key) -> key.tenant().value())
            .thenComparing(ResourceKey::type)
            .thenComparing(ResourceKey::id);
    private static final Comparator<Position> IN_TIME = Comparator.comparing(Position::lastUpdated)
            .thenComparing(Position::type)
            .thenComparing(Position::id)
            .thenComparing(Position::version);

    private final NavigableMap<ResourceKey, NavigableMap<Long, Slot>> keys = new TreeMap<>(BYTE_WISE);
    private final UUID identity = UUID.randomUUID();
    private final Capabilities capabilities;
    private final Pages pages;
    private long lastPlace;
    private boolean closed;

    NaiveRevisionStore(Pages pages) {
        this(pages, EnumSet.allOf(Capability.class));
    }

    NaiveRevisionStore(Pages pages, Set<Capability> declared) {
        this(
                pages,
                new Capabilities("naive store", declared, ReadMode.LINEARIZABLE, Integer.MAX_VALUE, Optional.empty()));
    }

    NaiveRevisionStore(Pages pages, Capabilities capabilities) {
        this.pages = pages;
        this.capabilities = capabilities;
    }

    /** Puts a revision into its slot as if it had been written, whatever came before. */
    synchronized void plant(RevisionRecord revision) {
        RevisionMetadata metadata = revision.metadata();
        slots(metadata.key()).put(metadata.version(), new Slot(Optional.of(revision), nextPlace()));
    }

    /** Tells how many version slots are taken, of all keys. */
    synchronized int slotsTaken() {
        return keys.values().stream().mapToInt(Map::size).sum();
    }

    @Override
    public synchronized AppendOutcome append(Append append) {
        requireOpen();
        Optional<RevisionMetadata> head =
                life(append.key()).map(RevisionRecord::metadata).reduce((a, b) -> b);
        if (!append.condition().holds(head)) {
            return new Refused(head);
        }
        NavigableMap<Long, Slot> slots = slots(append.key());
        long version = nextVersion(append.key(), slots);
        Instant at = timeAfter(slots, append.now());
        Change change = append instanceof Append.Delete
                ? Change.DELETE
                : head.isEmpty()
                        ? Change.CREATE
                        : head.get().change() == Change.DELETE ? Change.RESTORE : Change.UPDATE;
        RevisionMetadata metadata = new RevisionMetadata(
                append.key(),
                version,
                change,
                at,
                head.map(RevisionMetadata::createdAt).orElse(at),
                append.author(),
                append.writeId());
        plant(new RevisionRecord(
                metadata, false, append instanceof Append.Put put ? Optional.of(put.content()) : Optional.empty()));
        return new Appended(metadata);
    }

    @Override
    public synchronized BatchOutcome appendAll(List<Append> appends) {
        requireOpen();
        for (int i = 0; i < appends.size(); i++) {
            Append append = appends.get(i);
            Optional<RevisionMetadata> head =
                    life(append.key()).map(RevisionRecord::metadata).reduce((a, b) -> b);
            if (!append.condition().holds(head)) {
                return new BatchOutcome.Rejected(i, new Refused(head));
            }
        }
        appends.forEach(append -> nextVersion(append.key(), slots(append.key())));
        return new BatchOutcome.AllAppended(appends.stream()
                .map(append -> ((Appended) append(append)).metadata())
                .toList());
    }

    @Override
    public synchronized Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
        requireOpen();
        return life(key).reduce((a, b) -> b).map(head -> cut(head, detail));
    }

    @Override
    public synchronized Optional<RevisionRecord> revision(ResourceKey key, long version) {
        requireOpen();
        return life(key)
                .filter(revision -> revision.metadata().version() == version)
                .findFirst();
    }

    @Override
    public synchronized Slice<RevisionRecord, Position> history(HistoryRequest request) {
        requireOpen();
        boolean newestFirst = request.order() == Order.NEWEST_FIRST;
        Comparator<Position> order = newestFirst ? IN_TIME.reversed() : IN_TIME;
        List<RevisionRecord> wanted = keys.keySet().stream()
                .filter(key -> inScope(request.scope(), key))
                .flatMap(this::life)
                .filter(revision -> isBetween(revision, request))
                .filter(revision -> request.after()
                        .map(after -> order.compare(after, position(revision)) < 0)
                        .orElse(true))
                .sorted(Comparator.comparing(NaiveRevisionStore::position, order))
                .map(revision -> cut(revision, request.detail()))
                .toList();
        return slice(wanted, request.bounds(), NaiveRevisionStore::position, next -> {
            Position p = position(next);
            Position near =
                    new Position(p.lastUpdated(), p.type(), p.id(), newestFirst ? p.version() + 1 : p.version() - 1);
            return request.after().map(after -> order.compare(after, near) < 0).orElse(true)
                    ? Optional.of(near)
                    : Optional.empty();
        });
    }

    @Override
    public synchronized Slice<RevisionRecord, String> list(
            TenantId tenant, String type, Optional<String> afterId, PageBounds bounds) {
        requireOpen();
        List<RevisionRecord> wanted = liveHeads(tenant, Optional.of(type))
                .filter(head -> afterId.map(
                                id -> id.compareTo(head.metadata().key().id()) < 0)
                        .orElse(true))
                .toList();
        return slice(wanted, bounds, head -> head.metadata().key().id(), next -> {
            String id = next.metadata().key().id();
            String near = id.substring(0, id.length() - 1);
            return Optional.of(near)
                    .filter(n -> !n.isEmpty() && afterId.orElse("").compareTo(n) < 0);
        });
    }

    @Override
    public synchronized long count(TenantId tenant, Optional<String> type) {
        requireOpen();
        return liveHeads(tenant, type).count();
    }

    @Override
    public synchronized FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
        requireOpen();
        long after = place(position);
        List<Slot> wanted = keys.entrySet().stream()
                .filter(key -> key.getKey().tenant().equals(tenant))
                .flatMap(key -> key.getValue().values().stream())
                .filter(slot -> slot.revision().isPresent() && slot.place() > after)
                .sorted(Comparator.comparing(Slot::place))
                .toList();
        Slice<Slot, Long> slice = slice(
                wanted,
                bounds,
                Slot::place,
                next -> Optional.of(next.place() - 1).filter(near -> near > after));
        return new FeedSlice(
                slice.items().stream()
                        .map(slot -> new FeedSlice.Entry(slot.revision().orElseThrow(), token(slot.place())))
                        .toList(),
                token(slice.next().orElse(Math.max(after, lastPlace))),
                slice.next().isEmpty(),
                Optional.empty());
    }

    @Override
    public synchronized EraseOutcome erase(Erase erase) {
        requireOpen();
        List<RevisionRecord> life = life(erase.key()).toList();
        if (life.isEmpty()) {
            return new EraseOutcome.Erased(List.of(), erase.now());
        }
        return erase.version().isPresent()
                ? eraseVersion(erase, erase.version().getAsLong(), life.get(life.size() - 1))
                : eraseKey(erase, life);
    }

    private EraseOutcome eraseVersion(Erase erase, long version, RevisionRecord head) {
        RevisionMetadata newest = head.metadata();
        if (version > newest.version() || version == newest.version() && !head.isTombstone()) {
            return new EraseOutcome.Refused(newest);
        }
        Optional<RevisionRecord> target = revision(erase.key(), version).filter(RevisionRecord::isResource);
        if (target.isEmpty()) {
            return new EraseOutcome.Erased(List.of(), erase.now());
        }
        RevisionMetadata old = target.get().metadata();
        RevisionMetadata anonymous = new RevisionMetadata(
                old.key(), version, old.change(), old.lastUpdated(), old.createdAt(), Optional.empty(), old.writeId());
        plant(new RevisionRecord(anonymous, true, Optional.empty()));
        return new EraseOutcome.Erased(List.of(version), erase.now());
    }

    private EraseOutcome eraseKey(Erase erase, List<RevisionRecord> life) {
        NavigableMap<Long, Slot> slots = slots(erase.key());
        long version = nextVersion(erase.key(), slots);
        Instant at = timeAfter(slots, erase.now());
        slots.replaceAll((v, slot) -> new Slot(Optional.empty(), 0));
        plant(new RevisionRecord(
                new RevisionMetadata(erase.key(), version, Change.ERASURE, at, at, Optional.empty(), erase.writeId()),
                true,
                Optional.empty()));
        return new EraseOutcome.Erased(
                life.stream().map(revision -> revision.metadata().version()).toList(), at);
    }

    @Override
    public synchronized CheckSlice check(Optional<String> position, int limit) {
        requireOpen();
        List<ResourceKey> wanted = keys.keySet().stream()
                .skip(position.map(Integer::parseInt).orElse(0))
                .limit(pages == Pages.SHORT ? 1 : limit)
                .toList();
        int end = position.map(Integer::parseInt).orElse(0) + wanted.size();
        List<Inconsistency> found = wanted.stream()
                .filter(key -> keys.get(key).lastKey() != keys.get(key).size())
                .map(key -> new Inconsistency(key, Inconsistency.Kind.GAP, "versions are missing"))
                .toList();
        long revisions = wanted.stream().mapToLong(key -> keys.get(key).size()).sum();
        return new CheckSlice(
                found,
                wanted.size(),
                revisions,
                end < keys.size() ? Optional.of(Integer.toString(end)) : Optional.empty());
    }

    @Override
    public UUID identity() {
        return identity;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private <T, P> Slice<T, P> slice(
            List<T> wanted, PageBounds bounds, Function<T, P> position, Function<T, Optional<P>> shortOf) {
        if (wanted.isEmpty()) {
            return new Slice<>(List.of(), Optional.empty());
        }
        Optional<P> before = pages == Pages.SHORT ? shortOf.apply(wanted.get(0)) : Optional.empty();
        if (before.isPresent()) {
            return new Slice<>(List.of(), before);
        }
        List<T> items = wanted.subList(0, Math.min(wanted.size(), pages == Pages.SHORT ? 1 : bounds.limit()));
        return new Slice<>(
                items,
                items.size() < wanted.size()
                        ? Optional.of(position.apply(items.get(items.size() - 1)))
                        : Optional.empty());
    }

    /** The revisions of the key's present life, ascending. */
    private Stream<RevisionRecord> life(ResourceKey key) {
        List<RevisionRecord> life = new ArrayList<>();
        for (Slot slot : keys.getOrDefault(key, new TreeMap<>()).values()) {
            slot.revision().ifPresent(life::add);
            if (slot.revision()
                    .filter(r -> r.metadata().change() == Change.ERASURE)
                    .isPresent()) {
                life.clear();
            }
        }
        return life.stream();
    }

    private Stream<RevisionRecord> liveHeads(TenantId tenant, Optional<String> type) {
        return keys.keySet().stream()
                .filter(key -> key.tenant().equals(tenant)
                        && type.map(key.type()::equals).orElse(true))
                .flatMap(key -> life(key).reduce((a, b) -> b).stream())
                .filter(RevisionRecord::isResource);
    }

    private NavigableMap<Long, Slot> slots(ResourceKey key) {
        return keys.computeIfAbsent(key, k -> new TreeMap<>());
    }

    private static long nextVersion(ResourceKey key, NavigableMap<Long, Slot> slots) {
        if (!slots.isEmpty() && slots.lastKey() == Versions.LAST) {
            throw new VersionsExhaustedException(key);
        }
        return slots.isEmpty() ? Versions.FIRST : slots.lastKey() + 1;
    }

    private static Instant timeAfter(NavigableMap<Long, Slot> slots, Instant now) {
        if (slots.isEmpty()) {
            return now;
        }
        RevisionRecord last = slots.lastEntry().getValue().revision().orElseThrow();
        Instant next = last.metadata().lastUpdated().plus(1, ChronoUnit.MICROS);
        return next.isAfter(now) ? next : now;
    }

    private static boolean inScope(HistoryRequest.Scope scope, ResourceKey key) {
        if (scope instanceof HistoryRequest.OfKey ofKey) {
            return key.equals(ofKey.key());
        }
        return key.tenant().equals(scope.tenant())
                && (!(scope instanceof HistoryRequest.OfType ofType)
                        || key.type().equals(ofType.type()));
    }

    private static boolean isBetween(RevisionRecord revision, HistoryRequest request) {
        Instant at = revision.metadata().lastUpdated();
        return !request.since().map(at::isBefore).orElse(false)
                && request.before().map(at::isBefore).orElse(true);
    }

    private static Position position(RevisionRecord revision) {
        RevisionMetadata metadata = revision.metadata();
        return new Position(
                metadata.lastUpdated(), metadata.key().type(), metadata.key().id(), metadata.version());
    }

    private static RevisionRecord cut(RevisionRecord revision, Detail detail) {
        return detail == Detail.CONTENT
                ? revision
                : new RevisionRecord(revision.metadata(), revision.erased(), Optional.empty());
    }

    /** Places are even, so that there is one between two of them. */
    private long nextPlace() {
        lastPlace += 2;
        return lastPlace;
    }

    private String token(long place) {
        return identity + "@" + place;
    }

    private long place(FeedPosition position) {
        if (position instanceof FeedPosition.After after) {
            String[] parts = after.token().split("@", -1);
            if (parts.length != 2) {
                throw new InvalidCursorException("No token of this store");
            }
            if (!parts[0].equals(identity.toString())) {
                throw new CursorExpiredException("A token of another epoch; start over");
            }
            return Long.parseLong(parts[1]);
        }
        return position instanceof FeedPosition.Now ? lastPlace : 0;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The store is closed");
        }
    }
}

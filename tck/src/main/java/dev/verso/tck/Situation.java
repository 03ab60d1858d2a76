package dev.verso.tck;

import dev.verso.Capability;
import dev.verso.Content;
import dev.verso.FeedEntry;
import dev.verso.HistoryQuery;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** A fresh key, brought into one of the states of the contract's table, and all that is known of it. */
final class Situation {

    /** A column of the contract's table. */
    enum Kind {
        ABSENT,
        LIVE,
        DELETED
    }

    /** A way to get into one of the table's columns. */
    enum State {
        ABSENT(Kind.ABSENT, false),
        LIVE(Kind.LIVE, false),
        DELETED(Kind.DELETED, false),
        RESTORED(Kind.LIVE, false),
        ERASED(Kind.ABSENT, true),
        REBORN(Kind.LIVE, true),
        REBORN_AND_DELETED(Kind.DELETED, true);

        final Kind kind;
        final boolean afterErasure;

        State(Kind kind, boolean afterErasure) {
            this.kind = kind;
            this.afterErasure = afterErasure;
        }
    }

    final Trial t;
    final State state;
    final ResourceKey key;
    final TenantContext tenant;
    /** The revisions of this life, by version. */
    final TreeMap<Long, Revision> life = new TreeMap<>();
    /** What a write under test would store. */
    final Content content;
    /** The write id of a write under test that carries one. */
    final UUID writeId = UUID.randomUUID();
    /** The head's version, a marker's included; zero if there never was one. */
    long head;
    /** The first version of this life, or of the next one if the key is absent. */
    long first = 1;

    private Situation(Trial t, State state) {
        this.t = t;
        this.state = state;
        this.tenant = t.tenant();
        // A type of its own, so that lists and counts of the type tell of this key alone.
        this.key = t.key("Type-" + t.keys().size());
        this.content = t.content();
    }

    static Situation of(Trial t, State state) {
        Situation x = new Situation(t, state);
        VersionedStorage storage = t.first();
        if (state.afterErasure) {
            storage.create(x.tenant, x.key, t.content());
            storage.update(x.tenant, x.key, t.content());
            storage.erase(x.tenant, x.key);
            x.head = 3;
            x.first = 4;
        }
        switch (state) {
            case ABSENT, ERASED -> {}
            case LIVE, REBORN -> x.live();
            case DELETED, REBORN_AND_DELETED -> {
                x.live();
                x.note(storage.delete(x.tenant, x.key));
            }
            case RESTORED -> {
                x.live();
                x.note(storage.delete(x.tenant, x.key));
                x.note(storage.restore(x.tenant, x.key));
            }
        }
        // The writes above share one instant; whether the clock has moved on since must not matter.
        if (x.head % 2 == 1) {
            t.clock().advance(Duration.ofNanos(1_500_500));
        }
        return x;
    }

    private void live() {
        note(t.first().create(tenant, key, t.content()));
        note(t.second().update(tenant, key, t.content()));
        note(t.first().update(tenant, key, t.content()));
    }

    private void note(Revision revision) {
        head++;
        Expect.equal("the version of a write that leads to " + this, head, revision.version());
        life.put(revision.version(), revision);
    }

    /** Gives n as a version id; of a key that never was, 1. */
    String current() {
        return Long.toString(Math.max(head, 1));
    }

    Revision newest() {
        return life.lastEntry().getValue();
    }

    /** Gives the content that a restore without a version takes. */
    Content restorable() {
        return life.descendingMap().values().stream()
                .filter(StoredResource.class::isInstance)
                .map(revision -> ((StoredResource) revision).content())
                .findFirst()
                .orElseThrow();
    }

    Content contentOf(long version) {
        return life.get(version) instanceof StoredResource resource ? resource.content() : content;
    }

    List<String> versions() {
        return life.keySet().stream().map(String::valueOf).toList();
    }

    Optional<StoredResource> live(boolean is) {
        return is ? Optional.of((StoredResource) newest()) : Optional.empty();
    }

    /** Requires that all that can be seen of the key, by either instance, is what is known of it. */
    void requireAsKnown(String after) {
        boolean isLive = !life.isEmpty() && newest() instanceof StoredResource;
        List<Revision> oldestFirst = List.copyOf(life.values());
        for (VersionedStorage storage : List.of(t.second(), t.first())) {
            Expect.equal("read after " + after, live(isLive), storage.read(tenant, key));
            Expect.equal(
                    "head after " + after,
                    life.isEmpty() ? Optional.empty() : Optional.of(newest()),
                    storage.head(tenant, key));
            Expect.equal("exists after " + after, isLive, storage.exists(tenant, key));
            Expect.equal(
                    "currentVersion after " + after,
                    isLive ? Optional.of(newest().versionId()) : Optional.empty(),
                    storage.currentVersion(tenant, key));
            Expect.equal("listVersions after " + after, versions(), storage.listVersions(tenant, key));
            Expect.equal(
                    "history after " + after,
                    oldestFirst,
                    storage.historyStream(
                                    tenant,
                                    HistoryQuery.ofResource(key.type(), key.id())
                                            .oldestFirst())
                            .toList());
            for (long version = Math.max(1, first - 1); version <= Math.max(head, first) + 1; version++) {
                Expect.equal(
                        "vread " + version + " after " + after,
                        Optional.ofNullable(life.get(version)),
                        storage.vread(tenant, key, Long.toString(version)));
            }
            if (t.declares(Capability.SCANS)) {
                Expect.equal("count after " + after, isLive ? 1L : 0L, storage.count(tenant, key.type()));
                Expect.equal(
                        "list after " + after,
                        live(isLive).stream().toList(),
                        storage.listStream(tenant, key.type()).toList());
                Expect.equal(
                        "history of the type after " + after,
                        oldestFirst,
                        storage.historyStream(
                                        tenant, HistoryQuery.ofType(key.type()).oldestFirst())
                                .toList());
            }
        }
    }

    /** Gives the key's entries of the feed. */
    List<Revision> feed() {
        List<Revision> feed = new ArrayList<>();
        for (FeedEntry entry : new Feed(t, tenant).all(t.second())) {
            if (entry.revision().key().equals(key)) {
                feed.add(entry.revision());
            }
        }
        return feed;
    }

    /** Gives what lastUpdated of an accepted write has to be (TIME-01, TIME-02). */
    void requireTime(Revision written, Optional<Revision> before) {
        Instant now = t.clock().instant();
        Instant cut = now.minusNanos(now.getNano() % 1_000);
        Expect.that(
                "lastUpdated of " + Words.of(written) + " is the clock's time " + cut + ", or later by a microsecond"
                        + " than the revision before",
                before.filter(last -> !last.lastUpdated().isBefore(cut))
                        .map(last ->
                                written.lastUpdated().equals(last.lastUpdated().plusNanos(1_000)))
                        .orElse(state.afterErasure || written.lastUpdated().equals(cut)),
                written.lastUpdated());
        Expect.equal(
                "createdAt of " + Words.of(written),
                life.isEmpty()
                        ? written.lastUpdated()
                        : life.firstEntry().getValue().createdAt(),
                written.createdAt());
    }

    @Override
    public String toString() {
        return state + " (head " + head + ", life from " + first + ")";
    }
}

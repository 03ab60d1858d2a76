package dev.verso.tck.store;

import dev.verso.Capability;
import dev.verso.ResourceKey;
import dev.verso.spi.CheckSlice;
import dev.verso.spi.Detail;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares everything that can be read of a check's tenants with the model (VER-07, TEN-01). */
final class Audit {

    private static final PageBounds PAGE = PageBounds.of(1000);
    private static final int KEYS_PER_CHECK = 1000;

    private final StoreTrial trial;
    private final RevisionStore store;

    Audit(StoreTrial trial, RevisionStore store) {
        this.trial = trial;
        this.store = store;
    }

    void ours() {
        tenant(trial.home(), "the tenant");
    }

    void neighbours() {
        tenant(trial.neighbour(), "the neighbour tenant, which no call was about");
    }

    private void tenant(TenantModel tenant, String whose) {
        tenant.keys().forEach(key -> key(key, whose));
        heads(tenant, whose);
        if (trial.declared().contains(Capability.SCANS)) {
            scans(tenant, whose);
        }
        if (trial.declared().contains(Capability.CHANGE_FEED)) {
            feed(tenant, whose);
        }
    }

    private void key(KeyModel model, String whose) {
        ResourceKey key = model.key();
        String of = " of " + key + ", a key of " + whose + ", as a fresh instance reads it at the end";
        Require.equal(model.head(), store.head(key, Detail.CONTENT), "The head" + of);
        Require.equal(model.head().map(Walks::bare), store.head(key, Detail.METADATA), "The head without content" + of);
        for (long version = 1; version <= model.last() + 1; version++) {
            Require.equal(model.revision(version), store.revision(key, version), "Version " + version + of);
        }
        Require.equalLists(
                model.life(),
                Walks.history(store, Walks.History.of(new HistoryRequest.OfKey(key)), PAGE),
                "The history" + of);
        Require.equalLists(
                model.life().stream()
                        .map(revision -> revision.metadata().version())
                        .toList(),
                store.versions(key),
                "The versions" + of);
    }

    private void heads(TenantModel tenant, String whose) {
        Map<ResourceKey, RevisionRecord> expected = new HashMap<>();
        tenant.keys().forEach(key -> key.head().ifPresent(head -> expected.put(key.key(), head)));
        List<ResourceKey> keys = tenant.keys().stream().map(KeyModel::key).toList();
        Require.equal(expected, new HashMap<>(store.heads(keys, Detail.CONTENT)), "The heads of all keys of " + whose);
    }

    private void scans(TenantModel tenant, String whose) {
        Require.equalLists(
                tenant.history(),
                Walks.history(store, Walks.History.of(new HistoryRequest.OfTenant(tenant.id())), PAGE),
                "The history of " + whose);
        long all = 0;
        for (String type : tenant.types()) {
            List<RevisionRecord> live = tenant.live(type);
            all += live.size();
            Require.equalLists(
                    live, Walks.list(store, tenant.id(), type, PAGE), "The list of " + type + " of " + whose);
            Require.equal(
                    (long) live.size(),
                    store.count(tenant.id(), Optional.of(type)),
                    "The count of " + type + " of " + whose);
        }
        Require.equal(all, store.count(tenant.id(), Optional.empty()), "The count of " + whose);
    }

    private void feed(TenantModel tenant, String whose) {
        List<RevisionRecord> read = Walks.feed(trial, store, tenant.id(), PAGE).stream()
                .map(FeedSlice.Entry::revision)
                .toList();
        if (tenant.isFeedOrderKnown()) {
            Require.equalLists(tenant.feed(), read, "The feed of " + whose);
            return;
        }
        for (KeyModel key : tenant.keys()) {
            List<RevisionRecord> entries = read.stream()
                    .filter(entry -> entry.metadata().key().equals(key.key()))
                    .filter(entry -> entry.metadata().version() > firstSlot(key))
                    .toList();
            Require.equalLists(
                    key.life().stream().filter(revision -> !revision.erased()).toList(),
                    entries.stream().filter(entry -> !entry.erased()).toList(),
                    "The feed's entries of " + key.key() + ", a key of " + whose);
            // An erased version has moved to the end of the feed, in an order that only the racers know.
            Require.equalLists(
                    key.life().stream().filter(RevisionRecord::erased).toList(),
                    entries.stream()
                            .filter(RevisionRecord::erased)
                            .sorted(TenantModel.OLDEST_FIRST)
                            .toList(),
                    "The feed's erased entries of " + key.key() + ", a key of " + whose);
        }
        Require.that(
                read.stream()
                        .allMatch(entry -> tenant.keys().stream()
                                .anyMatch(
                                        key -> key.key().equals(entry.metadata().key()))),
                "The feed of " + whose + " has entries of other keys");
    }

    /** The slot before the present life; a marker there may be in the feed too. */
    private static long firstSlot(KeyModel key) {
        return key.life().isEmpty() ? key.last() : key.life().get(0).metadata().version() - 1;
    }

    void soundness() {
        Optional<String> position = Optional.empty();
        long keys = 0;
        do {
            CheckSlice slice = store.check(position, KEYS_PER_CHECK);
            slice.found().stream()
                    .filter(wrong -> trial.isOurs(wrong.key()))
                    .findFirst()
                    .ifPresent(wrong -> {
                        throw Require.unmet("check() finds nothing wrong", "check() finds " + wrong);
                    });
            keys += slice.keys();
            Require.that(
                    slice.next().isEmpty() || !slice.next().equals(position),
                    "A page of check() goes on where it began: " + position);
            position = slice.next();
        } while (position.isPresent());
        long used = trial.home().keys().stream().filter(key -> key.last() > 0).count()
                + trial.neighbour().keys().size();
        Require.that(keys >= used, "check() saw " + keys + " keys, but at least " + used + " were used");
    }
}

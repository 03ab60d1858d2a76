package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.present;
import static dev.verso.tck.Expect.refused;
import static dev.verso.tck.Expect.that;

import dev.verso.AlreadyExistsException;
import dev.verso.Capability;
import dev.verso.Change;
import dev.verso.Content;
import dev.verso.FeedEntry;
import dev.verso.GoneException;
import dev.verso.IfMatch;
import dev.verso.InvalidArgumentException;
import dev.verso.NotFoundException;
import dev.verso.NotRestorableException;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StorageException;
import dev.verso.StoredResource;
import dev.verso.Tombstone;
import dev.verso.VersionConflictException;
import dev.verso.Write;
import dev.verso.tck.Rendezvous.Outcomes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Chapter BAT: atomic batches. */
public interface BatchRules extends Chapter {

    /** One entry of every kind; all take effect, as if each had been sent alone. */
    @Test
    default void BAT_02_a_batch_of_every_kind_of_write_gives_results_in_order() {
        rule("BAT-02", t -> {
            t.clock().advance(Duration.ofHours(1));
            Entries entries = new Entries(t);
            t.clock().advance(Duration.ofHours(1));
            List<Revision> written = t.first().writeBatch(t.tenant(), entries.writes());
            equal("the number of results", entries.writes().size(), written.size());
            for (int i = 0; i < written.size(); i++) {
                Revision revision = written.get(i);
                equal("the key of result " + i, entries.keys().get(i), revision.key());
                equal("the change of result " + i, entries.changes().get(i), revision.change());
                equal("the version of result " + i, entries.versions().get(i), revision.version());
                equal(
                        "the write id of result " + i,
                        entries.writes().get(i).writeId(),
                        Optional.of(revision.writeId()));
                equal("the time of result " + i, t.clock().instant(), revision.lastUpdated());
                equal("the author of result " + i, Optional.of(Trial.AUTHOR), revision.author());
                equal("head", Optional.of(revision), t.second().head(t.tenant(), revision.key()));
                equal(
                        "vread",
                        Optional.of(revision),
                        t.second().vread(t.tenant(), revision.key(), revision.versionId()));
                equal(
                        "findWrite",
                        Optional.of(revision),
                        t.second().findWrite(t.tenant(), revision.key(), revision.writeId()));
            }
            that(
                    "the deletions gave tombstones",
                    written.stream().filter(Tombstone.class::isInstance).count() == 2,
                    written);
        });
    }

    /** Entries without ids get fresh ones, each its own key and write id. */
    @Test
    default void BAT_02_entries_get_ids_of_their_own() {
        rule("BAT-02", t -> {
            List<Write> writes = IntStream.range(0, 20)
                    .<Write>mapToObj(i -> Write.create("Patient", t.content()))
                    .toList();
            List<Revision> written = t.first().writeBatch(t.tenant(), writes);
            equal(
                    "the different keys",
                    20L,
                    written.stream().map(Revision::key).distinct().count());
            equal(
                    "the different write ids",
                    20L,
                    written.stream().map(Revision::writeId).distinct().count());
            for (int i = 0; i < 20; i++) {
                equal(
                        "the content of result " + i,
                        ((Write.Create) writes.get(i)).content(),
                        ((StoredResource) written.get(i)).content());
            }
        });
    }

    /** Wherever the entry stands whose condition does not hold, nothing of the batch is done, and its refusal is told. */
    @Test
    default void BAT_01_a_batch_with_one_refused_entry_does_nothing() {
        rule("BAT-01", t -> {
            EachState keys = EachState.of(t);
            ResourceKey live = keys.live();
            ResourceKey deleted = keys.deleted();
            ResourceKey absent = keys.absent();
            Entries entries = new Entries(t);
            List<UUID> ids = new ArrayList<>();
            entries.writes().forEach(write -> ids.add(write.writeId().orElseThrow()));
            Snapshot before = Snapshot.of(t);
            for (Map.Entry<Write, Class<? extends StorageException>> bad :
                    refusedEntries(t, live, deleted, absent).entrySet()) {
                for (int place : List.of(0, 4, entries.writes().size())) {
                    List<Write> batch = new ArrayList<>(entries.writes());
                    batch.add(place, bad.getKey());
                    refused(
                            bad.getValue(),
                            "a batch with " + Words.of(bad.getKey()),
                            () -> t.either(place).writeBatch(t.tenant(), batch));
                }
            }
            before.requireUnchanged(t, "refused batches");
            for (ResourceKey key : t.keys()) {
                for (UUID id : ids) {
                    Expect.empty("a refused batch's write id", t.second().findWrite(t.tenant(), key, id));
                }
            }
            equal(
                    "the batch without the refused entry",
                    entries.versions(),
                    t.first().writeBatch(t.tenant(), entries.writes()).stream()
                            .map(Revision::version)
                            .toList());
        });
    }

    private static Map<Write, Class<? extends StorageException>> refusedEntries(
            Trial t, ResourceKey live, ResourceKey deleted, ResourceKey absent) {
        Map<Write, Class<? extends StorageException>> bad = new LinkedHashMap<>();
        bad.put(Write.create(live.type(), live.id(), t.content()), AlreadyExistsException.class);
        bad.put(Write.create(deleted.type(), deleted.id(), t.content()), AlreadyExistsException.class);
        bad.put(Write.createIfNotLive(live.type(), live.id(), t.content()), AlreadyExistsException.class);
        bad.put(
                Write.update(live.type(), live.id(), IfMatch.version("2"), t.content()),
                VersionConflictException.class);
        bad.put(
                Write.update(live.type(), live.id(), IfMatch.version("x"), t.content()),
                VersionConflictException.class);
        bad.put(Write.delete(live.type(), live.id(), IfMatch.version("7")), VersionConflictException.class);
        bad.put(Write.update(deleted.type(), deleted.id(), t.content()), GoneException.class);
        bad.put(Write.delete(absent.type(), absent.id()), NotFoundException.class);
        bad.put(Write.restore(live.type(), live.id()), AlreadyExistsException.class);
        bad.put(Write.restore(deleted.type(), deleted.id(), "2"), NotRestorableException.class);
        bad.put(Write.restore(absent.type(), absent.id()), NotFoundException.class);
        return bad;
    }

    /** Two batches that share keys, in either order of them, and single writers: one of them wins, whole. */
    @Test
    default void BAT_01_concurrent_batches_are_all_or_nothing() {
        rule("BAT-01", t -> {
            Race race = new Race(t);
            while (race.wantsAnother(25)) {
                ResourceKey one = t.key("Patient");
                ResourceKey two = t.key("Patient");
                t.first().create(t.tenant(), one, t.content());
                t.first().create(t.tenant(), two, t.content());
                Outcomes<List<Revision>> outcomes = race.run(6, task -> {
                    Write ofOne = Write.update(one.type(), one.id(), IfMatch.version("1"), t.content());
                    Write ofTwo = Write.update(two.type(), two.id(), IfMatch.version("1"), t.content());
                    return t.either(task / 2)
                            .writeBatch(t.tenant(), task % 2 == 0 ? List.of(ofOne, ofTwo) : List.of(ofTwo, ofOne));
                });
                List<Revision> winner = race.oneWinner("batch", outcomes, VersionConflictException.class);
                for (Revision revision : winner) {
                    equal("head", Optional.of(revision), t.second().head(t.tenant(), revision.key()));
                    equal("versions", List.of("1", "2"), t.first().listVersions(t.tenant(), revision.key()));
                }
            }
            race.report();
        });
    }

    /** Batches without conditions, on the same keys in different orders, all take effect and never lock each other out. */
    @Test
    default void BAT_01_concurrent_unconditional_batches_all_take_effect() {
        rule("BAT-01", t -> {
            Race race = new Race(t);
            List<ResourceKey> keys = List.of(t.key("Patient"), t.key("Patient"), t.key("Other"), t.key("Other"));
            int each = 15;
            Outcomes<Integer> outcomes = race.run(6, task -> {
                for (int i = 0; i < each; i++) {
                    Thread.yield();
                    List<Write> batch = new ArrayList<>();
                    for (int k = 0; k < keys.size(); k++) {
                        ResourceKey key = keys.get((k + task + i) % keys.size());
                        batch.add(Write.createOrUpdate(key.type(), key.id(), t.content()));
                    }
                    t.either(task).writeBatch(t.tenant(), task % 2 == 0 ? batch : Histories.reversed(batch));
                }
                return task;
            });
            outcomes.onlyThrown("an unconditional batch", List.of());
            for (ResourceKey key : keys) {
                equal(
                        "the versions of " + key,
                        6 * each,
                        t.second().listVersions(t.tenant(), key).size());
            }
            race.report();
        });
    }

    /** Readers that began after they saw one entry see the others: two keys written together never differ by more. */
    @Test
    default void BAT_01_once_one_entry_is_seen_all_are() {
        rule("BAT-01", t -> {
            Race race = new Race(t);
            ResourceKey one = t.key("Patient");
            ResourceKey two = t.key("Other");
            t.first().writeBatch(t.tenant(), List.of(put(one, 0), put(two, 0)));
            AtomicInteger writing = new AtomicInteger(1);
            Outcomes<Integer> outcomes = race.run(4, task -> {
                if (task == 0) {
                    try {
                        for (int i = 1; i <= 200; i++) {
                            t.first()
                                    .writeBatch(
                                            t.tenant(),
                                            i % 2 == 0
                                                    ? List.of(put(one, i), put(two, i))
                                                    : List.of(put(two, i), put(one, i)));
                        }
                    } finally {
                        writing.set(0);
                    }
                    return 0;
                }
                int reads = 0;
                do {
                    ResourceKey firstRead = reads % 2 == 0 ? one : two;
                    ResourceKey nextRead = reads % 2 == 0 ? two : one;
                    int seen = number(present("read", t.either(task).read(t.tenant(), firstRead)));
                    int after = number(present("read", t.either(task + 1).read(t.tenant(), nextRead)));
                    that("the batch that was seen in part, " + seen + ", is seen whole", after >= seen, after);
                    reads++;
                } while (writing.get() == 1);
                return reads;
            });
            outcomes.onlyThrown("a reader or a batch", List.of());
            t.note("pairs of reads "
                    + outcomes.values().stream().mapToInt(Integer::intValue).sum());
            race.report();
        });
    }

    private static Write put(ResourceKey key, int number) {
        return Write.createOrUpdate(key.type(), key.id(), Content.of("{\"number\":" + number + "}"));
    }

    private static int number(StoredResource resource) {
        return resource.content().toJsonNode().get("number").intValue();
    }

    /** The feed has each entry of a batch once. */
    @Test
    default void BAT_01_the_feed_has_all_entries_of_a_batch() {
        rule("BAT-01", Capability.CHANGE_FEED, t -> {
            Entries entries = new Entries(t);
            List<Revision> written = t.first().writeBatch(t.tenant(), entries.writes());
            List<Revision> feed = new Feed(t, t.tenant())
                    .all(t.second()).stream()
                            .map(FeedEntry::revision)
                            .filter(written::contains)
                            .toList();
            equal("the number of entries in the feed", written.size(), feed.size());
            equal("the entries in the feed", new HashSet<>(written), new HashSet<>(feed));
        });
    }

    /** The refusal is that of one entry whose condition did not hold, with its facts. */
    @Test
    default void BAT_03_the_refusal_names_an_entry_whose_condition_did_not_hold() {
        rule("BAT-03", t -> {
            ResourceKey good = t.key("Patient");
            ResourceKey stale = t.key("Patient");
            t.first().create(t.tenant(), good, t.content());
            t.first().create(t.tenant(), stale, t.content());
            t.first().update(t.tenant(), stale, t.content());
            Write fine = Write.update(good.type(), good.id(), IfMatch.version("1"), t.content());
            Write bad = Write.update(stale.type(), stale.id(), IfMatch.version("1"), t.content());
            Write exists = Write.create(stale.type(), stale.id(), t.content());
            Expect.versionConflict(
                    "a batch", stale, "1", 2, () -> t.first().writeBatch(t.tenant(), List.of(fine, bad)));
            Expect.versionConflict(
                    "a batch", stale, "1", 2, () -> t.first().writeBatch(t.tenant(), List.of(bad, fine)));
            Expect.alreadyExists("a batch", stale, 2, () -> t.second().writeBatch(t.tenant(), List.of(fine, exists)));
            Write missing = Write.delete("Patient", "missing");
            StorageException one = anyRefusal(() -> t.first().writeBatch(t.tenant(), List.of(missing, fine, bad)));
            that(
                    "the refusal of two bad entries is one of theirs",
                    one instanceof VersionConflictException conflict
                                    && conflict.key().equals(stale)
                            || one instanceof NotFoundException absent
                                    && absent.key().id().equals("missing"),
                    one);
            equal("the versions of the good key", List.of("1"), t.second().listVersions(t.tenant(), good));
        });
    }

    private static StorageException anyRefusal(Expect.Call call) throws Exception {
        try {
            call.run();
        } catch (StorageException e) {
            return e;
        }
        throw Expect.unmet("the batch is refused", "it was accepted");
    }

    /** A thousand entries are taken, one more is not. */
    @Test
    default void BAT_04_a_batch_holds_at_most_1000_entries() {
        rule("BAT-04", t -> {
            List<Write> thousand = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                thousand.add(Write.create("Patient", "p" + i, Content.of("{}")));
            }
            List<Write> more = new ArrayList<>(thousand);
            more.add(Write.create("Patient", Content.of("{}")));
            refused(
                    InvalidArgumentException.class,
                    "a batch of 1001",
                    () -> t.first().writeBatch(t.tenant(), more));
            equal("exists", false, t.second().exists(t.tenant(), "Patient", "p0"));
            equal(
                    "the number written",
                    1_000,
                    t.first().writeBatch(t.tenant(), thousand).size());
            equal("the last one", true, t.second().exists(t.tenant(), "Patient", "p999"));
        });
    }

    /** Sixteen MiB of content are taken, one byte more is not. */
    @Test
    default void BAT_04_a_batch_holds_at_most_16_MiB() {
        rule("BAT-04", t -> {
            List<Write> full = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                full.add(Write.create("Patient", "p" + i, t.content(4 << 20)));
            }
            List<Write> more = new ArrayList<>(full.subList(0, 3));
            more.add(Write.create("Patient", "p3", t.content((4 << 20) + 1)));
            refused(
                    InvalidArgumentException.class,
                    "a batch of 16 MiB and a byte",
                    () -> t.first().writeBatch(t.tenant(), more));
            equal("exists", false, t.second().exists(t.tenant(), "Patient", "p0"));
            equal(
                    "the number written",
                    4,
                    t.first().writeBatch(t.tenant(), full).size());
            for (int i = 0; i < 4; i++) {
                equal(
                        "the content",
                        ((Write.Create) full.get(i)).content(),
                        present("read", t.second().read(t.tenant(), "Patient", "p" + i))
                                .content());
            }
        });
    }

    /** A key named twice is refused, whatever the two entries are. */
    @Test
    default void BAT_04_a_key_named_twice_is_InvalidArgument() {
        rule("BAT-04", t -> {
            ResourceKey key = t.key("Patient");
            ResourceKey sameId = t.key("Other", key.id());
            t.first().create(t.tenant(), key, t.content());
            Snapshot before = Snapshot.of(t);
            List<Write> ofKey = List.of(
                    Write.update(key.type(), key.id(), t.content()),
                    Write.delete(key.type(), key.id()),
                    Write.create(key.type(), key.id(), t.content()),
                    Write.createOrUpdate(key.type(), key.id(), t.content()),
                    Write.restore(key.type(), key.id()));
            for (Write one : ofKey) {
                for (Write other : ofKey) {
                    refused(
                            InvalidArgumentException.class,
                            "a key named twice",
                            () -> t.first()
                                    .writeBatch(t.tenant(), List.of(one, Write.create("Patient", t.content()), other)));
                }
            }
            before.requireUnchanged(t, "batches that name a key twice");
            equal(
                    "the same id of two types",
                    2,
                    t.first()
                            .writeBatch(
                                    t.tenant(),
                                    List.of(ofKey.get(0), Write.create(sameId.type(), sameId.id(), t.content())))
                            .size());
            that(
                    "the changes are as told",
                    t.second()
                            .head(t.tenant(), key)
                            .filter(head -> head.change() == Change.UPDATE)
                            .isPresent(),
                    "another change");
        });
    }
}

package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.resource;
import static dev.verso.tck.Expect.that;

import dev.verso.Change;
import dev.verso.Content;
import dev.verso.Erasure;
import dev.verso.ErasureReceipt;
import dev.verso.HistoryQuery;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StorageException;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import dev.verso.tck.Rendezvous.Outcomes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Chapter ERA, rules 01, 02 and 05: the erasure of a key, and receipts. */
public interface ErasureRules extends Chapter {

    /** From the receipt on the key is absent to every read, on every instance, whatever state it was in. */
    @Test
    default void ERA_01_an_erased_key_is_absent_to_every_read() {
        rule("ERA-01", t -> {
            for (int way = 0; way < 3; way++) {
                ResourceKey key = t.key("Patient");
                List<Revision> revisions = Histories.oneOfEach(t, key);
                if (way == 1) {
                    t.first().delete(t.tenant(), key);
                } else if (way == 2) {
                    t.first().erase(t.tenant(), Erasure.ofVersion(key.type(), key.id(), "2"));
                }
                for (Revision revision : revisions.subList(2, 8)) {
                    equal(
                            "vread before the erasure",
                            Optional.of(revision),
                            t.second().vread(t.tenant(), key, revision.versionId()));
                }
                t.either(way).erase(t.tenant(), key);
                for (VersionedStorage storage : List.of(t.first(), t.second())) {
                    requireAbsent(t, storage, key, revisions);
                }
            }
        });
    }

    private static void requireAbsent(Trial t, VersionedStorage storage, ResourceKey key, List<Revision> revisions) {
        Expect.empty("read", storage.read(t.tenant(), key));
        Expect.empty("head", storage.head(t.tenant(), key));
        equal("exists", false, storage.exists(t.tenant(), key));
        Expect.empty("currentVersion", storage.currentVersion(t.tenant(), key));
        equal("listVersions", List.of(), storage.listVersions(t.tenant(), key));
        equal("readBatch", List.of(), storage.readBatch(t.tenant(), List.of(key)));
        equal(
                "history",
                List.of(),
                storage.historyStream(t.tenant(), HistoryQuery.ofResource(key.type(), key.id()))
                        .toList());
        for (int version = 1; version <= revisions.size() + 2; version++) {
            Expect.empty("vread(" + version + ")", storage.vread(t.tenant(), key, "" + version));
        }
        for (Revision revision : revisions) {
            Expect.empty("readAsOf", storage.readAsOf(t.tenant(), key, revision.lastUpdated()));
            Expect.empty("findWrite", storage.findWrite(t.tenant(), key, revision.writeId()));
        }
        Expect.empty("readAsOf", storage.readAsOf(t.tenant(), key, Instant.MAX));
    }

    /** Readers beside the erasure: once one read finds nothing, no later one finds anything. */
    @Test
    default void ERA_01_an_erasure_is_one_atomic_step_to_readers() {
        rule("ERA-01", t -> {
            Race race = new Race(t);
            for (int round = 0; round < 12; round++) {
                ResourceKey key = t.key("Patient");
                for (int i = 0; i < 6; i++) {
                    t.first().createOrUpdate(t.tenant(), key, t.content());
                }
                equal(
                        "the versions before the erasure",
                        6,
                        t.second().listVersions(t.tenant(), key).size());
                race.run(4, task -> {
                            if (task == 0) {
                                return t.first().erase(t.tenant(), key).revisions();
                            }
                            boolean gone = false;
                            for (int i = 0; i < 30; i++) {
                                Thread.yield();
                                boolean seen = isSeen(t, t.either(task), key, i + task);
                                that("what was gone stays gone", !(gone && seen), "it was seen again");
                                gone = !seen;
                            }
                            return 0;
                        })
                        .onlyThrown("an erasure or a reader", List.of());
                requireAbsent(t, t.second(), key, List.of());
            }
            race.report();
        });
    }

    private static boolean isSeen(Trial t, VersionedStorage storage, ResourceKey key, int turn) {
        return switch (turn % 5) {
            case 0 -> storage.vread(t.tenant(), key, "3").isPresent();
            case 1 -> storage.read(t.tenant(), key).isPresent();
            case 2 -> storage.exists(t.tenant(), key);
            case 3 -> {
                int versions = storage.listVersions(t.tenant(), key).size();
                that("all versions are there, or none", versions == 0 || versions == 6, versions);
                yield versions > 0;
            }
            default -> storage.vread(t.tenant(), key, "1").isPresent();
        };
    }

    /** The next life begins above the marker, and no old entity tag matches it. */
    @Test
    default void ERA_02_the_next_life_takes_no_old_version() {
        rule("ERA-02", t -> {
            ResourceKey key = t.key("Patient");
            for (int i = 0; i < 3; i++) {
                t.first().createOrUpdate(t.tenant(), key, t.content());
            }
            t.second().erase(t.tenant(), key);
            for (String old : List.of("1", "2", "3", "4", "5")) {
                Expect.notFound(
                        "updateWithMatch(" + old + ")",
                        key,
                        () -> t.first().updateWithMatch(t.tenant(), key, old, t.content()));
            }
            Content content = t.content();
            resource("create", t.first().create(t.tenant(), key, content), key, 5, Change.CREATE, content);
            for (String old : List.of("1", "2", "3", "4")) {
                Expect.versionConflict(
                        "updateWithMatch(" + old + ")",
                        key,
                        old,
                        5,
                        () -> t.second().updateWithMatch(t.tenant(), key, old, t.content()));
                Expect.empty("vread(" + old + ")", t.second().vread(t.tenant(), key, old));
            }
            equal(
                    "the next version",
                    6L,
                    t.second()
                            .updateWithMatch(t.tenant(), key, "5", t.content())
                            .version());
            equal("the versions", List.of("5", "6"), t.first().listVersions(t.tenant(), key));
        });
    }

    /** Writers and erasers of one key at once: no version is taken twice, and each life begins with a create. */
    @Test
    default void ERA_02_writes_that_race_with_erasures_are_judged_anew() {
        rule("ERA-02", t -> {
            Race race = new Race(t);
            ResourceKey key = t.key("Patient");
            Queue<Revision> written = new ConcurrentLinkedQueue<>();
            Queue<ErasureReceipt> receipts = new ConcurrentLinkedQueue<>();
            Outcomes<Integer> outcomes = race.run(6, task -> {
                for (int i = 0; i < 30; i++) {
                    Thread.yield();
                    try {
                        switch (task) {
                            case 0 -> receipts.add(t.either(i).erase(t.tenant(), key));
                            case 1 -> written.add(t.first().create(t.tenant(), key, t.content()));
                            case 2 -> written.add(t.second().update(t.tenant(), key, t.content()));
                            case 3 -> written.add(t.first().delete(t.tenant(), key));
                            default ->
                                written.add(t.either(task)
                                        .createOrUpdate(t.tenant(), key, t.content())
                                        .resource());
                        }
                    } catch (StorageException e) {
                        that("a refusal is known", !e.isOutcomeUnknown() && !e.isRetryable(), e);
                    }
                }
                return task;
            });
            outcomes.onlyThrown("a writer or an eraser", List.of());
            requireLives(t, key, List.copyOf(written), List.copyOf(receipts));
            race.report();
        });
    }

    private static void requireLives(Trial t, ResourceKey key, List<Revision> written, List<ErasureReceipt> receipts) {
        Set<Long> versions = new HashSet<>();
        for (Revision revision : written) {
            that("no version is taken twice", versions.add(revision.version()), revision);
        }
        Set<String> erasedVersions = new HashSet<>();
        long markers = 0;
        for (ErasureReceipt receipt : receipts) {
            markers += receipt.revisions() > 0 ? 1 : 0;
            for (String version : receipt.versionIds()) {
                that("no version is erased twice", erasedVersions.add(version), version);
                that("what is erased was acknowledged", versions.contains(Long.parseLong(version)), version);
            }
        }
        List<String> left = t.second().listVersions(t.tenant(), key);
        equal(
                "acknowledged versions are erased or there",
                (long) versions.size(),
                (long) erasedVersions.size() + left.size());
        long highest = versions.stream().mapToLong(Long::longValue).max().orElse(0);
        long head = left.isEmpty() ? highest + 1 : highest;
        equal("versions and markers leave no gap", head, versions.size() + markers);
        for (Revision revision : written) {
            boolean first = !versions.contains(revision.version() - 1);
            equal("whether a life begins at " + revision.version(), first, revision.change() == Change.CREATE);
        }
    }

    /** What is not there, or no longer, gives a receipt of nothing, any number of times, and writes nothing. */
    @Test
    default void ERA_05_erasing_what_is_erased_or_absent_writes_nothing() {
        rule("ERA-05", t -> {
            ResourceKey absent = t.key("Patient");
            ResourceKey gone = t.key("Patient");
            ResourceKey partly = t.key("Patient");
            ResourceKey reborn = t.key("Patient");
            Histories.oneOfEach(t, gone);
            Histories.oneOfEach(t, partly);
            Histories.oneOfEach(t, reborn);
            t.first().erase(t.tenant(), gone);
            t.first().erase(t.tenant(), reborn);
            t.first().create(t.tenant(), reborn, t.content());
            t.first().erase(t.tenant(), Erasure.ofVersion(partly.type(), partly.id(), "2"));
            Snapshot before = Snapshot.of(t);
            List<Erasure> nothing = List.of(
                    Erasure.ofResource(absent.type(), absent.id()),
                    Erasure.ofVersion(absent.type(), absent.id(), "1"),
                    Erasure.ofResource(gone.type(), gone.id()),
                    Erasure.ofVersion(gone.type(), gone.id(), "1"),
                    Erasure.ofVersion(partly.type(), partly.id(), "2"),
                    Erasure.ofVersion(partly.type(), partly.id(), "4"),
                    Erasure.ofVersion(reborn.type(), reborn.id(), "1"),
                    Erasure.ofVersion(reborn.type(), reborn.id(), "9"));
            for (int turn = 0; turn < 3; turn++) {
                for (Erasure erasure : nothing) {
                    ErasureReceipt receipt = t.either(turn).erase(t.tenant(), erasure);
                    equal("the receipt of " + Words.of(erasure), List.of(), receipt.versionIds());
                    equal("the number erased", 0, receipt.revisions());
                }
            }
            before.requireUnchanged(t, "erasures of nothing");
            equal(
                    "the version after them",
                    10L,
                    t.first()
                            .createOrUpdate(t.tenant(), gone, t.content())
                            .resource()
                            .version());
            equal(
                    "the version after them",
                    1L,
                    t.first().create(t.tenant(), absent, t.content()).version());
        });
    }

    /** The receipt tells who, when, why, which key and versions, and the write id. */
    @Test
    default void ERA_05_the_receipt_tells_what_was_done() {
        rule("ERA-05", t -> {
            ResourceKey key = t.key("Patient");
            Histories.oneOfEach(t, key);
            t.clock().advance(Duration.ofDays(1));
            TenantContext officer = t.tenant().withPrincipal("officer");
            UUID one = UUID.randomUUID();
            UUID all = UUID.randomUUID();
            ErasureReceipt ofOne = t.first()
                    .erase(
                            officer,
                            Erasure.ofVersion(key.type(), key.id(), "3")
                                    .because("request 17")
                                    .withWriteId(one));
            requireReceipt(ofOne, key, one, t.clock().instant());
            equal("the versions", List.of("3"), ofOne.versionIds());
            ErasureReceipt ofAll = t.second()
                    .erase(
                            officer,
                            Erasure.ofResource(key.type(), key.id())
                                    .because("request 17")
                                    .withWriteId(all));
            requireReceipt(ofAll, key, all, t.clock().instant());
            that(
                    "the versions that had content are among them",
                    ofAll.versionIds().containsAll(List.of("1", "2", "5", "6", "8")),
                    ofAll.versionIds());
        });
    }

    private static void requireReceipt(ErasureReceipt receipt, ResourceKey key, UUID writeId, Instant now) {
        equal("the key", key, receipt.key());
        equal("who erased", Optional.of("officer"), receipt.erasedBy());
        equal("why", Optional.of("request 17"), receipt.reason());
        equal("the write id", writeId, receipt.writeId());
        equal("when", now, receipt.erasedAt());
    }

    /** Of erasers at once one empties the versions; the others have nothing left to erase. */
    @Test
    default void ERA_05_of_concurrent_erasures_one_erases() {
        rule("ERA-05", t -> {
            Race race = new Race(t);
            for (int round = 0; round < 12; round++) {
                ResourceKey key = t.key("Patient");
                t.first().create(t.tenant(), key, t.content());
                t.first().update(t.tenant(), key, t.content());
                Outcomes<ErasureReceipt> outcomes =
                        race.run(5, task -> t.either(task).erase(t.tenant(), key));
                outcomes.onlyThrown("an erasure", List.of());
                equal(
                        "the receipts that tell of versions",
                        1L,
                        outcomes.values().stream()
                                .filter(receipt -> receipt.revisions() > 0)
                                .count());
                equal(
                        "the next version",
                        4L,
                        t.second().create(t.tenant(), key, t.content()).version());
            }
            race.report();
        });
    }
}

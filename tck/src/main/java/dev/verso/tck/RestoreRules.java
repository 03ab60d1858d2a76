package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.present;
import static dev.verso.tck.Expect.refused;
import static dev.verso.tck.Expect.resource;

import dev.verso.AlreadyExistsException;
import dev.verso.Capability;
import dev.verso.Change;
import dev.verso.Content;
import dev.verso.Erasure;
import dev.verso.GoneException;
import dev.verso.HistoryQuery;
import dev.verso.NotRestorableException;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StoredResource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Chapter RES: restore. */
public interface RestoreRules extends Chapter {

    /** The newest content comes back, not the first one, under a version of its own. */
    @Test
    default void RES_01_restore_takes_the_newest_content() {
        rule("RES-01", t -> {
            ResourceKey key = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            for (int i = 0; i < 3; i++) {
                Content newest = t.content();
                t.first().update(t.tenant(), key, newest);
                long deleted = t.second().delete(t.tenant(), key).version();
                StoredResource restored = t.either(i).restore(t.tenant().withPrincipal("restorer"), key);
                resource("restore", restored, key, deleted + 1, Change.RESTORE, newest);
                equal("read", restored, present("read", t.either(i + 1).read(t.tenant(), key)));
                equal("who restored", "restorer", restored.author().orElse("nobody"));
            }
        });
    }

    /** A named version's content comes back, be it older or itself restored. */
    @Test
    default void RES_01_restore_of_a_version_takes_its_content() {
        rule("RES-01", t -> {
            ResourceKey key = t.key("Patient");
            Content one = t.content();
            Content two = t.content();
            t.first().create(t.tenant(), key, one);
            t.first().update(t.tenant(), key, two);
            t.first().delete(t.tenant(), key);
            resource("restore(1)", t.second().restore(t.tenant(), key, "1"), key, 4, Change.RESTORE, one);
            t.first().delete(t.tenant(), key);
            resource("restore(4)", t.second().restore(t.tenant(), key, "4"), key, 6, Change.RESTORE, one);
            t.first().delete(t.tenant(), key);
            resource("restore(2)", t.second().restore(t.tenant(), key, "2"), key, 8, Change.RESTORE, two);
            t.first().delete(t.tenant(), key);
            resource("restore", t.second().restore(t.tenant(), key), key, 10, Change.RESTORE, two);
        });
    }

    /** Malformed, missing and tombstone versions are NotRestorable, and nothing is written. */
    @Test
    default void RES_01_what_has_no_content_is_NotRestorable() {
        rule("RES-01", t -> {
            ResourceKey key = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            t.first().delete(t.tenant(), key);
            t.first().restore(t.tenant(), key);
            t.first().delete(t.tenant(), key);
            Snapshot before = Snapshot.of(t);
            for (String version :
                    List.of("2", "4", "5", "6", "9223372036854775806", "9223372036854775807", "4294967297")) {
                refused(
                        NotRestorableException.class,
                        "restore(" + version + ")",
                        () -> t.first().restore(t.tenant(), key, version));
            }
            for (String version : VersionText.MALFORMED) {
                refused(
                        NotRestorableException.class,
                        "restore(" + Words.of(version) + ")",
                        () -> t.second().restore(t.tenant(), key, version));
            }
            before.requireUnchanged(t, "refused restores");
        });
    }

    /** Whether the key is absent or live is said first, whatever the named version is. */
    @Test
    default void RES_01_the_state_of_the_key_is_judged_first() {
        rule("RES-01", t -> {
            ResourceKey live = t.key("Patient");
            ResourceKey absent = t.key("Patient");
            t.first().create(t.tenant(), live, t.content());
            Snapshot before = Snapshot.of(t);
            for (String version : List.of("1", "2", "abc", "", "0", "9223372036854775808")) {
                Expect.alreadyExists(
                        "restore(" + version + ")", live, 1, () -> t.first().restore(t.tenant(), live, version));
                Expect.notFound(
                        "restore(" + version + ")", absent, () -> t.first().restore(t.tenant(), absent, version));
            }
            before.requireUnchanged(t, "refused restores");
        });
    }

    /** What was erased does not come back: the newest content that is left does, or nothing can be restored. */
    @Test
    default void RES_01_erased_content_is_not_restored() {
        rule("RES-01", Capability.ERASURE, t -> {
            ResourceKey key = t.key("Patient");
            Content one = t.content();
            t.first().create(t.tenant(), key, one);
            t.first().update(t.tenant(), key, t.content());
            t.first().delete(t.tenant(), key);
            t.first().erase(t.tenant(), Erasure.ofVersion(key.type(), key.id(), "2"));
            refused(
                    NotRestorableException.class,
                    "restore(2), which is erased",
                    () -> t.second().restore(t.tenant(), key, "2"));
            resource("restore", t.second().restore(t.tenant(), key), key, 4, Change.RESTORE, one);
            t.first().delete(t.tenant(), key);
            t.first().erase(t.tenant(), Erasure.ofVersion(key.type(), key.id(), "4"));
            t.first().erase(t.tenant(), Erasure.ofVersion(key.type(), key.id(), "1"));
            Snapshot before = Snapshot.of(t);
            refused(
                    NotRestorableException.class,
                    "restore, with nothing left",
                    () -> t.second().restore(t.tenant(), key));
            before.requireUnchanged(t, "a refused restore");
        });
    }

    /** An earlier life's content does not come back either. */
    @Test
    default void RES_01_an_earlier_life_is_not_restored() {
        rule("RES-01", Capability.ERASURE, t -> {
            ResourceKey key = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            t.first().erase(t.tenant(), key);
            Expect.notFound("restore of an erased key", key, () -> t.second().restore(t.tenant(), key));
            Expect.notFound("restore(1) of an erased key", key, () -> t.second().restore(t.tenant(), key, "1"));
            Content reborn = t.content();
            t.first().create(t.tenant(), key, reborn);
            t.first().delete(t.tenant(), key);
            for (String version : List.of("1", "2")) {
                refused(
                        NotRestorableException.class,
                        "restore(" + version + ")",
                        () -> t.second().restore(t.tenant(), key, version));
            }
            resource("restore", t.second().restore(t.tenant(), key), key, 5, Change.RESTORE, reborn);
        });
    }

    /** However it races with other writers, a restore takes the content that is the newest below its own version. */
    @Test
    default void RES_02_a_restore_whose_head_moves_starts_over() {
        rule("RES-02", t -> {
            Race race = new Race(t);
            for (int round = 0; round < 4; round++) {
                ResourceKey key = t.key("Patient");
                t.first().create(t.tenant(), key, t.content());
                t.first().delete(t.tenant(), key);
                Set<Long> restores = ConcurrentHashMap.newKeySet();
                Set<Revision> acknowledged = ConcurrentHashMap.newKeySet();
                Rendezvous.Outcomes<Integer> outcomes = race.run(4, task -> {
                    for (int i = 0; i < 100; i++) {
                        Thread.yield();
                        step(t, key, task, restores, acknowledged);
                    }
                    return task;
                });
                outcomes.onlyThrown("a writer that races with restores", List.of());
                requireNewestContent(t, key, restores, acknowledged);
            }
            race.report();
        });
    }

    private static void step(Trial t, ResourceKey key, int task, Set<Long> restores, Set<Revision> acknowledged) {
        try {
            switch (task) {
                case 0, 1 -> {
                    StoredResource restored = t.either(task).restore(t.tenant(), key);
                    restores.add(restored.version());
                    acknowledged.add(restored);
                }
                case 2 -> acknowledged.add(t.first().delete(t.tenant(), key));
                default -> {
                    acknowledged.add(t.second()
                            .createOrUpdate(t.tenant(), key, t.content())
                            .resource());
                    acknowledged.add(t.second().delete(t.tenant(), key));
                }
            }
        } catch (AlreadyExistsException | GoneException e) {
            Expect.equal(
                    "the key of the refusal",
                    key,
                    e instanceof GoneException gone ? gone.key() : ((AlreadyExistsException) e).key());
        }
    }

    private static void requireNewestContent(Trial t, ResourceKey key, Set<Long> restores, Set<Revision> acknowledged) {
        List<Revision> history = t.first()
                .historyStream(
                        t.tenant(),
                        HistoryQuery.ofResource(key.type(), key.id()).oldestFirst())
                .toList();
        equal(
                "what was acknowledged after the first two",
                acknowledged,
                history.stream().skip(2).collect(Collectors.toSet()));
        @Nullable Content newest = null;
        for (Revision revision : history) {
            if (revision instanceof StoredResource resource) {
                if (restores.contains(revision.version())) {
                    equal("the content of the restore at version " + revision.version(), newest, resource.content());
                }
                newest = resource.content();
            }
        }
    }

    /** The restored copy lives on when the version that it was taken from is erased. */
    @Test
    default void RES_03_a_restored_copy_outlives_its_source() {
        rule("RES-03", Capability.ERASURE, t -> {
            ResourceKey key = t.key("Patient");
            Content content = t.content();
            t.first().create(t.tenant(), key, content);
            t.first().delete(t.tenant(), key);
            StoredResource restored = t.first().restore(t.tenant(), key);
            t.second().erase(t.tenant(), Erasure.ofVersion(key.type(), key.id(), "1"));
            Expect.erased("vread(1)", present("vread(1)", t.first().vread(t.tenant(), key, "1")), key, 1);
            resource("the copy", present("read", t.second().read(t.tenant(), key)), key, 3, Change.RESTORE, content);
            equal("vread(3)", restored, present("vread(3)", t.first().vread(t.tenant(), key, "3")));
        });
    }

    /** A restored copy has an id, a time and an author of its own. */
    @Test
    default void RES_03_a_restored_copy_is_a_revision_of_its_own() {
        rule("RES-03", t -> {
            ResourceKey key = t.key("Patient");
            StoredResource source = t.first().create(t.tenant().withPrincipal("writer"), key, t.content());
            t.first().delete(t.tenant(), key);
            StoredResource restored = t.second().restore(t.tenant().withPrincipal("restorer"), key);
            equal("the author of the copy", "restorer", restored.author().orElse(""));
            Expect.that(
                    "the copy has a write id of its own", !restored.writeId().equals(source.writeId()), restored);
            Expect.that(
                    "the copy has a time of its own", restored.lastUpdated().isAfter(source.lastUpdated()), restored);
            equal("the source", source, present("vread(1)", t.second().vread(t.tenant(), key, "1")));
        });
    }
}

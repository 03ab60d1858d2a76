package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.present;
import static dev.verso.tck.Expect.that;
import static dev.verso.tck.Expect.versionConflict;

import dev.verso.Capability;
import dev.verso.Content;
import dev.verso.GoneException;
import dev.verso.IfMatch;
import dev.verso.NotFoundException;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StoredResource;
import dev.verso.VersionConflictException;
import dev.verso.VersionedStorage;
import dev.verso.tck.Rendezvous.Outcomes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Chapter LOCK, rules 01 and 02: writes with an expected version. */
public interface LockRules extends Chapter {

    /** Many update with the same expected version at once, over two instances: one takes effect, whichever it is. */
    @Test
    default void LOCK_01_of_concurrent_matches_exactly_one_wins() {
        rule("LOCK-01", t -> {
            Race race = new Race(t);
            ResourceKey key = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            for (long version = 1; race.wantsAnother(40); version++) {
                String expected = Long.toString(version);
                Outcomes<StoredResource> outcomes =
                        race.run(8, task -> t.either(task).updateWithMatch(t.tenant(), key, expected, t.content()));
                StoredResource winner = race.oneWinner("updateWithMatch", outcomes, VersionConflictException.class);
                equal("the winner's version", version + 1, winner.version());
                equal(
                        "what is read afterwards",
                        winner,
                        present("read", t.second().read(t.tenant(), key)));
            }
            equal(
                    "the number of versions",
                    race.rounds() + 1,
                    t.first().listVersions(t.tenant(), key).size());
            race.report();
        });
    }

    /** The same for deletions, and for updates and deletions mixed: the check is part of every write. */
    @Test
    default void LOCK_01_of_concurrent_updates_and_deletions_exactly_one_wins() {
        rule("LOCK-01", t -> {
            Race race = new Race(t);
            while (race.wantsAnother(30)) {
                ResourceKey key = t.key("Patient");
                t.first().create(t.tenant(), key, t.content());
                boolean mixed = race.rounds() % 2 == 0;
                Outcomes<Revision> outcomes = race.run(
                        6,
                        task -> mixed && task % 2 == 0
                                ? t.either(task / 2).updateWithMatch(t.tenant(), key, "1", t.content())
                                : t.either(task / 2).deleteWithMatch(t.tenant(), key, "1"));
                outcomes.onlyThrown("a match", List.of(VersionConflictException.class, GoneException.class));
                equal("the number of acknowledged matches", 1, outcomes.values().size());
                Revision head = present("head", t.second().head(t.tenant(), key));
                equal("the head", outcomes.values().get(0), head);
                equal("versions", List.of("1", "2"), t.first().listVersions(t.tenant(), key));
            }
            race.report();
        });
    }

    /** A list of tags matches as one version does: of those that name the head one takes effect. */
    @Test
    default void LOCK_01_of_concurrent_lists_of_tags_exactly_one_wins() {
        rule("LOCK-01", t -> {
            Race race = new Race(t);
            ResourceKey key = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            for (long version = 1; race.wantsAnother(20); version++) {
                IfMatch list = IfMatch.parse("W/\"" + version + "\", W/\"1000\"");
                Outcomes<StoredResource> outcomes =
                        race.run(6, task -> t.either(task).update(t.tenant(), key, list, t.content()));
                StoredResource winner = race.oneWinner("update if match", outcomes, VersionConflictException.class);
                equal("the winner's version", version + 1, winner.version());
            }
            race.report();
        });
    }

    /** A stale version is refused by an instance that has itself seen only that version: nothing is cached. */
    @Test
    default void LOCK_01_a_version_that_another_instance_passed_is_refused() {
        rule("LOCK-01", t -> {
            ResourceKey key = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            for (long version = 1; version < 10; version++) {
                String stale = Long.toString(version);
                VersionedStorage reader = t.either((int) version);
                VersionedStorage writer = t.either((int) version + 1);
                equal("currentVersion", Optional.of(stale), reader.currentVersion(t.tenant(), key));
                present("read", reader.read(t.tenant(), key));
                StoredResource written = writer.updateWithMatch(t.tenant(), key, stale, t.content());
                versionConflict(
                        "updateWithMatch on a passed version",
                        key,
                        stale,
                        version + 1,
                        () -> reader.updateWithMatch(t.tenant(), key, stale, t.content()));
                versionConflict(
                        "deleteWithMatch on a passed version",
                        key,
                        stale,
                        version + 1,
                        () -> reader.deleteWithMatch(t.tenant(), key, stale));
                equal("read", written, present("read", reader.read(t.tenant(), key)));
            }
        });
    }

    /** Counters kept by read and match through both instances lose no increment. */
    @Test
    default void LOCK_01_no_update_is_lost() {
        rule("LOCK-01", t -> {
            Race race = new Race(t);
            ResourceKey key = t.key("Counter");
            t.first().create(t.tenant(), key, counter(0));
            int each = 40;
            Outcomes<Integer> outcomes = race.run(4, task -> {
                int conflicts = 0;
                for (int done = 0; done < each; ) {
                    StoredResource read = present("read", t.either(task).read(t.tenant(), key));
                    try {
                        t.either(task).updateWithMatch(t.tenant(), key, read.versionId(), counter(count(read) + 1));
                        done++;
                    } catch (VersionConflictException e) {
                        conflicts++;
                    }
                }
                return conflicts;
            });
            outcomes.onlyThrown("a counting writer", List.of());
            StoredResource last = present("read", t.second().read(t.tenant(), key));
            equal("the counter", 4 * each, count(last));
            equal("the version", 4L * each + 1, last.version());
            t.note("conflicts "
                    + outcomes.values().stream().mapToInt(Integer::intValue).sum());
            race.report();
        });
    }

    private static Content counter(int count) {
        return Content.of("{\"count\":" + count + "}");
    }

    private static int count(StoredResource resource) {
        return resource.content().toJsonNode().get("count").intValue();
    }

    /** Who loses to an update is told the version that won. */
    @Test
    default void LOCK_02_a_match_that_lost_to_an_update_gets_VersionConflict() {
        rule("LOCK-02", t -> {
            Race race = new Race(t);
            while (race.wantsAnother(20)) {
                ResourceKey key = t.key("Patient");
                t.first().create(t.tenant(), key, t.content());
                Outcomes<StoredResource> outcomes =
                        race.run(6, task -> t.either(task).updateWithMatch(t.tenant(), key, "1", t.content()));
                race.oneWinner("updateWithMatch", outcomes, VersionConflictException.class);
                for (VersionConflictException conflict : outcomes.thrown(VersionConflictException.class)) {
                    equal("the expected version", "1", conflict.expectedVersion());
                    equal("the actual version", Optional.of("2"), conflict.actualVersion());
                    equal("the key", key, conflict.key());
                }
            }
            race.report();
        });
    }

    /** Who loses to a deletion is told that it is gone, and since which version. */
    @Test
    default void LOCK_02_a_match_that_lost_to_a_deletion_gets_Gone() {
        rule("LOCK-02", t -> {
            Race race = new Race(t);
            while (race.wantsAnother(20)) {
                ResourceKey key = t.key("Patient");
                t.first().create(t.tenant(), key, t.content());
                Outcomes<Revision> outcomes = race.run(6, task -> t.either(task).deleteWithMatch(t.tenant(), key, "1"));
                race.oneWinner("deleteWithMatch", outcomes, GoneException.class);
                for (GoneException gone : outcomes.thrown(GoneException.class)) {
                    equal("the tombstone's version", Optional.of("2"), gone.versionId());
                    equal("the key", key, gone.key());
                }
            }
            race.report();
        });
    }

    /** Who loses to an erasure finds nothing. */
    @Test
    default void LOCK_02_a_match_that_lost_to_an_erasure_gets_NotFound() {
        rule("LOCK-02", Capability.ERASURE, t -> {
            Race race = new Race(t);
            while (race.wantsAnother(20)) {
                ResourceKey key = t.key("Patient");
                t.first().create(t.tenant(), key, t.content());
                Outcomes<Object> outcomes = race.run(5, task -> switch (task) {
                    case 0 -> t.first().erase(t.tenant(), key);
                    case 1, 2 -> t.either(task).deleteWithMatch(t.tenant(), key, "1");
                    default -> t.either(task).updateWithMatch(t.tenant(), key, "1", t.content());
                });
                outcomes.onlyThrown(
                        "a match that races with an erasure",
                        List.of(VersionConflictException.class, GoneException.class, NotFoundException.class));
                that("at most one match is acknowledged", outcomes.values().size() <= 2, outcomes.values());
                Expect.notFound(
                        "a match after an erasure",
                        key,
                        () -> t.second().updateWithMatch(t.tenant(), key, "1", t.content()));
                Expect.notFound(
                        "a deletion after an erasure", key, () -> t.second().deleteWithMatch(t.tenant(), key, "2"));
            }
            race.report();
        });
    }
}

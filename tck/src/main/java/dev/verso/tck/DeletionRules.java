package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.present;
import static dev.verso.tck.Expect.tombstone;

import dev.verso.Capability;
import dev.verso.GoneException;
import dev.verso.HistoryQuery;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.Tombstone;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Chapter DEL: deletion. */
public interface DeletionRules extends Chapter {

    /** A tombstone is a revision like any other, but without content, wherever it is met. */
    @Test
    default void DEL_01_delete_writes_a_tombstone_without_content() {
        rule("DEL-01", t -> {
            for (int way = 0; way < 2; way++) {
                ResourceKey key = t.key("Patient");
                t.first().create(t.tenant(), key, t.content());
                Tombstone deleted = way == 0
                        ? t.first().delete(t.tenant().withPrincipal("remover"), key)
                        : t.first().deleteWithMatch(t.tenant().withPrincipal("remover"), key, "1");
                tombstone("delete", deleted, key, 2);
                equal("who deleted", Optional.of("remover"), deleted.author());
                equal("head", Optional.of((Revision) deleted), t.second().head(t.tenant(), key));
                equal("vread", Optional.of((Revision) deleted), t.second().vread(t.tenant(), key, "2"));
                equal(
                        "the newest of the history",
                        Optional.of((Revision) deleted),
                        t.second()
                                .historyStream(t.tenant(), HistoryQuery.ofResource(key.type(), key.id()))
                                .findFirst());
                Expect.empty("read", t.second().read(t.tenant(), key));
                equal("exists", false, t.second().exists(t.tenant(), key));
                equal("readBatch", List.of(), t.second().readBatch(t.tenant(), List.of(key)));
            }
        });
    }

    /** A deleted resource is in no list and no count, and its tombstone is in the type's and the tenant's history. */
    @Test
    default void DEL_01_scans_show_the_tombstone_in_the_history_alone() {
        rule("DEL-01", Capability.SCANS, t -> {
            ResourceKey key = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            Tombstone deleted = t.first().delete(t.tenant(), key);
            equal(
                    "list",
                    List.of(),
                    t.second().listStream(t.tenant(), "Patient").toList());
            equal("count", 0L, t.second().count(t.tenant(), "Patient"));
            equal("count of the tenant", 0L, t.second().count(t.tenant()));
            for (HistoryQuery query : List.of(HistoryQuery.ofType("Patient"), HistoryQuery.ofTenant())) {
                List<Revision> history =
                        t.second().historyStream(t.tenant(), query).toList();
                equal("the number of revisions", 2, history.size());
                equal("the newest of the history", deleted, history.get(0));
            }
        });
    }

    /** What was there before the deletion stays readable, also after several lives of deletion and restoring. */
    @Test
    default void DEL_02_earlier_revisions_stay_readable() {
        rule("DEL-02", t -> {
            ResourceKey key = t.key("Patient");
            List<Revision> revisions = new ArrayList<>();
            revisions.add(t.first().create(t.tenant(), key, t.content()));
            revisions.add(t.first().update(t.tenant(), key, t.content()));
            for (int i = 0; i < 3; i++) {
                revisions.add(t.either(i).delete(t.tenant(), key));
                for (Revision revision : revisions) {
                    equal(
                            "vread of version " + revision.version() + " of a deleted resource",
                            Optional.of(revision),
                            t.either(i + 1).vread(t.tenant(), key, revision.versionId()));
                }
                equal(
                        "the history of a deleted resource",
                        revisions,
                        t.second()
                                .historyStream(
                                        t.tenant(),
                                        HistoryQuery.ofResource(key.type(), key.id())
                                                .oldestFirst())
                                .toList());
                revisions.add(t.either(i).createIfNotLive(t.tenant(), key, t.content()));
            }
        });
    }

    /** Deleting what is deleted is Gone, and no second tombstone appears. */
    @Test
    default void DEL_03_a_second_delete_writes_nothing() {
        rule("DEL-03", t -> {
            ResourceKey key = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            Revision deleted = t.first().delete(t.tenant(), key);
            Snapshot before = Snapshot.of(t);
            for (int i = 0; i < 4; i++) {
                int turn = i;
                Expect.gone("a second delete", key, 2, () -> t.either(turn).delete(t.tenant(), key));
                Expect.gone(
                        "a second delete with match",
                        key,
                        2,
                        () -> t.either(turn).deleteWithMatch(t.tenant(), key, "2"));
            }
            before.requireUnchanged(t, "a second delete");
            equal("head", deleted, present("head", t.second().head(t.tenant(), key)));
        });
    }

    /** Of many that delete at once one writes the tombstone; the others are told that it is gone. */
    @Test
    default void DEL_03_of_concurrent_deletes_one_writes() {
        rule("DEL-03", t -> {
            Race race = new Race(t);
            while (race.wantsAnother(10)) {
                ResourceKey key = t.key("Patient");
                t.first().create(t.tenant(), key, t.content());
                Rendezvous.Outcomes<Tombstone> outcomes =
                        race.run(8, task -> t.either(task).delete(t.tenant(), key));
                race.oneWinner("delete", outcomes, GoneException.class);
                equal("versions", List.of("1", "2"), t.second().listVersions(t.tenant(), key));
            }
            race.report();
        });
    }
}

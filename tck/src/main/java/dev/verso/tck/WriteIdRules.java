package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.refused;
import static dev.verso.tck.Expect.that;

import dev.verso.AlreadyExistsException;
import dev.verso.Capability;
import dev.verso.Content;
import dev.verso.HistoryQuery;
import dev.verso.IfMatch;
import dev.verso.InvalidArgumentException;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.VersionConflictException;
import dev.verso.Write;
import dev.verso.tck.Rendezvous.Outcomes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Chapter ERR, rules 05 and 06: write ids. */
public interface WriteIdRules extends Chapter {

    /** Each write has an id of its own, the caller's if it gave one, and every read of the revision tells it. */
    @Test
    default void ERR_05_every_revision_tells_the_id_of_its_write() {
        rule("ERR-05", t -> {
            ResourceKey key = t.key("Patient");
            List<Write> writes = List.of(
                    Write.create(key.type(), key.id(), t.content()),
                    Write.update(key.type(), key.id(), t.content()),
                    Write.update(key.type(), key.id(), IfMatch.version("2"), t.content()),
                    Write.delete(key.type(), key.id()),
                    Write.restore(key.type(), key.id()),
                    Write.delete(key.type(), key.id(), IfMatch.version("5")),
                    Write.createIfNotLive(key.type(), key.id(), t.content()),
                    Write.createOrUpdate(key.type(), key.id(), t.content()));
            Set<UUID> ids = new HashSet<>();
            for (Write write : writes) {
                UUID id = UUID.randomUUID();
                Revision written = t.first().write(t.tenant(), write.withWriteId(id));
                equal("the write id of " + Words.of(written), id, written.writeId());
                ids.add(id);
                requireFound(t, written);
                if (!(write instanceof Write.Delete)) {
                    Revision other = t.second()
                            .createOrUpdate(t.tenant(), t.key("Patient"), t.content())
                            .resource();
                    that("an id that was made is new", ids.add(other.writeId()), other.writeId());
                }
            }
            equal(
                    "the number of ids in the history",
                    8,
                    t.second()
                            .historyStream(t.tenant(), HistoryQuery.ofResource(key.type(), key.id()))
                            .map(Revision::writeId)
                            .distinct()
                            .toList()
                            .size());
        });
    }

    private static void requireFound(Trial t, Revision written) {
        ResourceKey key = written.key();
        equal("findWrite", Optional.of(written), t.second().findWrite(t.tenant(), key, written.writeId()));
        equal("vread", Optional.of(written), t.second().vread(t.tenant(), key, written.versionId()));
        equal("head", Optional.of(written), t.second().head(t.tenant(), key));
    }

    /** An older write is found too, however many have followed, and nothing else is. */
    @Test
    default void ERR_05_findWrite_finds_what_took_effect_and_nothing_else() {
        rule("ERR-05", t -> {
            ResourceKey key = t.key("Patient");
            ResourceKey other = t.key("Patient");
            List<Revision> revisions = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                revisions.add(
                        t.either(i).createOrUpdate(t.tenant(), key, t.content()).resource());
            }
            t.first().create(t.tenant(), other, t.content());
            for (Revision revision :
                    List.of(revisions.get(0), revisions.get(1), revisions.get(75), revisions.get(149))) {
                equal("findWrite", Optional.of(revision), t.second().findWrite(t.tenant(), key, revision.writeId()));
                Expect.empty(
                        "findWrite under another key", t.second().findWrite(t.tenant(), other, revision.writeId()));
            }
            Expect.empty(
                    "findWrite of a write that never was", t.first().findWrite(t.tenant(), key, UUID.randomUUID()));
            UUID refusedId = UUID.randomUUID();
            refused(
                    AlreadyExistsException.class,
                    "create",
                    () -> t.first()
                            .write(
                                    t.tenant(),
                                    Write.create(key.type(), key.id(), t.content())
                                            .withWriteId(refusedId)));
            Expect.empty("findWrite of a refused write", t.first().findWrite(t.tenant(), key, refusedId));
        });
    }

    /** What an erasure took away is not found by its write id. */
    @Test
    default void ERR_05_findWrite_finds_nothing_of_an_earlier_life() {
        rule("ERR-05", Capability.ERASURE, t -> {
            ResourceKey key = t.key("Patient");
            Revision old = t.first().create(t.tenant(), key, t.content());
            t.first().erase(t.tenant(), key);
            Expect.empty("findWrite", t.second().findWrite(t.tenant(), key, old.writeId()));
            Revision reborn = t.first().create(t.tenant(), key, t.content());
            Expect.empty("findWrite", t.second().findWrite(t.tenant(), key, old.writeId()));
            equal("findWrite", Optional.of(reborn), t.second().findWrite(t.tenant(), key, reborn.writeId()));
        });
    }

    /** Repeated at once, repeated by the other instance, repeated after others went on: the revision stored then. */
    @Test
    default void ERR_06_a_repeated_conditional_write_is_the_same_write() {
        rule("ERR-06", t -> {
            ResourceKey key = t.key("Patient");
            List<Write> writes = List.of(
                    Write.create(key.type(), key.id(), t.content()),
                    Write.update(key.type(), key.id(), IfMatch.version("1"), t.content()),
                    Write.delete(key.type(), key.id(), IfMatch.version("2")));
            List<Write> sent = new ArrayList<>();
            List<Revision> stored = new ArrayList<>();
            for (Write write : writes) {
                Write named = write.withWriteId(UUID.randomUUID());
                sent.add(named);
                stored.add(t.first().write(t.tenant(), named));
                for (int i = 0; i < sent.size(); i++) {
                    for (int turn = 0; turn < 2; turn++) {
                        equal(
                                "a repeated write " + (i + 1),
                                stored.get(i),
                                t.either(turn).write(t.tenant(), sent.get(i)));
                    }
                }
                equal(
                        "the number of versions",
                        stored.size(),
                        t.second().listVersions(t.tenant(), key).size());
            }
            t.first().createOrUpdate(t.tenant(), key, t.content());
            t.first().update(t.tenant(), key, t.content());
            for (int i = 0; i < sent.size(); i++) {
                equal("a write repeated long after", stored.get(i), t.second().write(t.tenant(), sent.get(i)));
            }
            equal("the versions", List.of("1", "2", "3", "4", "5"), t.second().listVersions(t.tenant(), key));
        });
    }

    /** A match on a list of tags is conditional too: repeated, it does not take effect again on its own result. */
    @Test
    default void ERR_06_a_repeated_match_on_a_list_takes_effect_once() {
        rule("ERR-06", t -> {
            ResourceKey key = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            Write update = Write.update(key.type(), key.id(), IfMatch.parse("\"1\", \"2\", \"3\""), t.content())
                    .withWriteId(UUID.randomUUID());
            Revision stored = t.first().write(t.tenant(), update);
            equal("its version", 2L, stored.version());
            equal("the same write once more", stored, t.second().write(t.tenant(), update));
            equal("the same write once more", stored, t.first().write(t.tenant(), update));
            equal("the versions", List.of("1", "2"), t.second().listVersions(t.tenant(), key));
        });
    }

    /** The same id with other content, or for a deletion, is a mistake of the caller's, and nothing is written. */
    @Test
    default void ERR_06_a_write_id_with_other_content_is_InvalidArgument() {
        rule("ERR-06", t -> {
            ResourceKey key = t.key("Patient");
            UUID first = UUID.randomUUID();
            UUID second = UUID.randomUUID();
            UUID third = UUID.randomUUID();
            t.first()
                    .write(
                            t.tenant(),
                            Write.create(key.type(), key.id(), t.content()).withWriteId(first));
            t.first().write(t.tenant(), update(key, "1", t.content()).withWriteId(second));
            t.first()
                    .write(
                            t.tenant(),
                            Write.delete(key.type(), key.id(), IfMatch.version("2"))
                                    .withWriteId(third));
            Snapshot before = Snapshot.of(t);
            List<Write> misused = List.of(
                    Write.create(key.type(), key.id(), t.content()).withWriteId(first),
                    update(key, "1", t.content()).withWriteId(second),
                    Write.delete(key.type(), key.id(), IfMatch.version("1")).withWriteId(second),
                    update(key, "2", t.content()).withWriteId(third));
            for (Write write : misused) {
                for (int turn = 0; turn < 2; turn++) {
                    int instance = turn;
                    refused(
                            InvalidArgumentException.class,
                            "a write id used for something else",
                            () -> t.either(instance).write(t.tenant(), write));
                }
            }
            before.requireUnchanged(t, "misused write ids");
        });
    }

    private static Write.Update update(ResourceKey key, String expected, Content content) {
        return Write.update(key.type(), key.id(), IfMatch.version(expected), content);
    }

    /** Another id, or another slot, is another write: the table's refusal. */
    @Test
    default void ERR_06_a_slot_held_by_another_id_gives_the_tables_refusal() {
        rule("ERR-06", t -> {
            ResourceKey key = t.key("Patient");
            Content content = t.content();
            UUID id = UUID.randomUUID();
            t.first().create(t.tenant(), key, t.content());
            t.first().write(t.tenant(), update(key, "1", content).withWriteId(id));
            t.first().update(t.tenant(), key, t.content());
            Expect.versionConflict(
                    "the same content with another id",
                    key,
                    "1",
                    3,
                    () -> t.second().write(t.tenant(), update(key, "1", content).withWriteId(UUID.randomUUID())));
            Expect.versionConflict(
                    "the same content without an id",
                    key,
                    "1",
                    3,
                    () -> t.second().write(t.tenant(), update(key, "1", content)));
            Expect.versionConflict(
                    "the same id on another slot",
                    key,
                    "2",
                    3,
                    () -> t.second().write(t.tenant(), update(key, "2", content).withWriteId(id)));
            Expect.alreadyExists(
                    "a create with another id",
                    key,
                    3,
                    () -> t.second()
                            .write(
                                    t.tenant(),
                                    Write.create(key.type(), key.id(), content).withWriteId(id)));
            equal("the versions", List.of("1", "2", "3"), t.first().listVersions(t.tenant(), key));
        });
    }

    /** An unconditional write with an id that was used before is written again: the id identifies, it does not deduplicate. */
    @Test
    default void ERR_06_an_unconditional_write_is_not_deduplicated() {
        rule("ERR-06", t -> {
            ResourceKey key = t.key("Patient");
            UUID id = UUID.randomUUID();
            Write put = Write.createOrUpdate(key.type(), key.id(), t.content()).withWriteId(id);
            Write update = Write.update(key.type(), key.id(), t.content()).withWriteId(id);
            equal("the first", 1L, t.first().write(t.tenant(), put).version());
            equal("the second", 2L, t.second().write(t.tenant(), put).version());
            equal(
                    "an update with the same id",
                    3L,
                    t.first().write(t.tenant(), update).version());
            Revision last = t.second().write(t.tenant(), update);
            equal("and again", 4L, last.version());
            equal("findWrite gives the newest", Optional.of(last), t.first().findWrite(t.tenant(), key, id));
        });
    }

    /** A write repeated by several at once takes effect once, and all of them are told so. */
    @Test
    default void ERR_06_concurrent_repetitions_take_effect_once() {
        rule("ERR-06", t -> {
            Race race = new Race(t);
            for (int round = 0; round < 15; round++) {
                ResourceKey key = t.key("Patient");
                Write create = Write.create(key.type(), key.id(), t.content()).withWriteId(UUID.randomUUID());
                Outcomes<Revision> created = race.run(5, task -> t.either(task).write(t.tenant(), create));
                created.onlyThrown("a repeated create", List.of());
                equal("the different results", 1, new HashSet<>(created.values()).size());
                Write update = update(key, "1", t.content()).withWriteId(UUID.randomUUID());
                Outcomes<Revision> updated = race.run(5, task -> t.either(task).write(t.tenant(), update));
                updated.onlyThrown("a repeated match", List.of());
                equal("the different results", 1, new HashSet<>(updated.values()).size());
                equal("the versions", List.of("1", "2"), t.first().listVersions(t.tenant(), key));
            }
            race.report();
        });
    }

    /** A batch can be repeated as a whole. */
    @Test
    default void ERR_06_a_repeated_batch_is_the_same_batch() {
        rule("ERR-06", Capability.ATOMIC_BATCH, t -> {
            ResourceKey one = t.key("Patient");
            ResourceKey two = t.key("Patient");
            ResourceKey three = t.key("Patient");
            t.first().create(t.tenant(), two, t.content());
            t.first().create(t.tenant(), three, t.content());
            List<Write> batch = List.of(
                    Write.create(one.type(), one.id(), t.content()).withWriteId(UUID.randomUUID()),
                    update(two, "1", t.content()).withWriteId(UUID.randomUUID()),
                    Write.delete(three.type(), three.id(), IfMatch.version("1")).withWriteId(UUID.randomUUID()));
            List<Revision> stored = t.first().writeBatch(t.tenant(), batch);
            Snapshot before = Snapshot.of(t);
            equal("the same batch once more", stored, t.second().writeBatch(t.tenant(), batch));
            equal("the same batch once more", stored, t.first().writeBatch(t.tenant(), batch));
            before.requireUnchanged(t, "a repeated batch");
            List<Write> other = new ArrayList<>(batch);
            other.set(1, update(two, "1", t.content()).withWriteId(UUID.randomUUID()));
            try {
                t.first().writeBatch(t.tenant(), other);
            } catch (AlreadyExistsException | VersionConflictException e) {
                before.requireUnchanged(t, "a batch that is repeated in part");
                return;
            }
            throw Expect.unmet("a batch that is repeated in part is refused", "it was accepted");
        });
    }
}

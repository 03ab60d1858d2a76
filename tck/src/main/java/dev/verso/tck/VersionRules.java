package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.present;
import static dev.verso.tck.Expect.resource;
import static dev.verso.tck.Expect.that;

import dev.verso.Capability;
import dev.verso.Change;
import dev.verso.Content;
import dev.verso.Erasure;
import dev.verso.HistoryQuery;
import dev.verso.IfMatch;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StorageException;
import dev.verso.StoredResource;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Chapter VER, rules 01 to 03 and 05: how versions are given. */
public interface VersionRules extends Chapter {

    /** A key that was never used begins at version 1, whichever operation creates it. */
    @Test
    default void VER_01_a_first_life_begins_at_version_1() {
        rule("VER-01", t -> {
            List<Revision> created = List.of(
                    t.first().create(t.tenant(), "Patient", t.content()),
                    t.first().create(t.tenant(), t.key("Patient"), t.content()),
                    t.second().createIfNotLive(t.tenant(), t.key("Patient"), t.content()),
                    t.second()
                            .createOrUpdate(t.tenant(), t.key("Patient"), t.content())
                            .resource());
            for (Revision revision : created) {
                equal("the version of a create", 1L, revision.version());
                equal("the version id of a create", "1", revision.versionId());
                equal("the entity tag of a create", "W/\"1\"", revision.etag());
                equal("the change of a create", Change.CREATE, revision.change());
                equal("head", Optional.of(revision), t.second().head(t.tenant(), revision.key()));
            }
        });
    }

    /** The ids that the storage makes are fresh, and UUIDv7 as the state table says. */
    @Test
    default void VER_01_an_id_that_is_made_is_a_fresh_UUIDv7() {
        rule("VER-01", t -> {
            Set<String> ids = new HashSet<>();
            for (int i = 0; i < 200; i++) {
                Content content = t.content();
                StoredResource created = t.either(i).create(t.tenant(), "Patient", content);
                String id = created.key().id();
                that("a made id is new", ids.add(id), id);
                that(
                        "a made id is a UUID of version 7 in lower case",
                        id.matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
                        id);
                resource(
                        "read",
                        present("read", t.either(i + 1).read(t.tenant(), created.key())),
                        created.key(),
                        1,
                        Change.CREATE,
                        content);
            }
        });
    }

    /** Updates, deletions and restores all count, whoever of the instances writes; refused writes do not. */
    @Test
    default void VER_02_each_accepted_write_raises_the_version_by_exactly_one() {
        rule("VER-02", t -> {
            ResourceKey key = t.key("Patient");
            equal("version", 1L, t.first().create(t.tenant(), key, t.content()).version());
            long version = 1;
            for (int round = 0; round < 12; round++) {
                VersionedStorage storage = t.either(round);
                equal(
                        "version",
                        ++version,
                        storage.update(t.tenant(), key, t.content()).version());
                equal(
                        "version",
                        ++version,
                        storage.updateWithMatch(t.tenant(), key, "" + (version - 1), t.content())
                                .version());
                refuse(() -> storage.create(t.tenant(), key, t.content()));
                refuse(() -> storage.restore(t.tenant(), key));
                refuse(() -> storage.updateWithMatch(t.tenant(), key, "1", t.content()));
                equal("version", ++version, storage.delete(t.tenant(), key).version());
                refuse(() -> storage.update(t.tenant(), key, t.content()));
                refuse(() -> storage.delete(t.tenant(), key));
                equal(
                        "version",
                        ++version,
                        round % 3 == 0
                                ? storage.restore(t.tenant(), key).version()
                                : round % 3 == 1
                                        ? storage.createIfNotLive(t.tenant(), key, t.content())
                                                .version()
                                        : storage.createOrUpdate(t.tenant(), key, t.content())
                                                .resource()
                                                .version());
            }
            Histories.requireVersions(t, key, 1, version);
        });
    }

    /** After an erasure the count goes on: the marker took one number, the next life takes the one after it. */
    @Test
    default void VER_02_no_version_is_used_again_after_an_erasure() {
        rule("VER-02", Capability.ERASURE, t -> {
            ResourceKey key = t.key("Patient");
            long last = 0;
            for (int life = 0; life < 4; life++) {
                long first = t.either(life).create(t.tenant(), key, t.content()).version();
                equal("the first version of life " + life, life == 0 ? 1L : last + 2, first);
                last = t.either(life + 1).update(t.tenant(), key, t.content()).version();
                equal("the second version of life " + life, first + 1, last);
                Histories.requireVersions(t, key, first, last);
                t.first().erase(t.tenant(), key);
            }
        });
    }

    /** Many refused writes of every kind, then the next accepted one: no number is missing, and nothing else is there. */
    @Test
    default void VER_03_a_refused_write_consumes_no_version_and_leaves_no_trace() {
        rule("VER-03", t -> {
            EachState keys = EachState.of(t);
            ResourceKey live = keys.live();
            ResourceKey deleted = keys.deleted();
            ResourceKey absent = keys.absent();
            Snapshot before = Snapshot.of(t);
            List<UUID> refusedIds = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                refuseAll(t, t.either(i), live, refusedIds, true, false);
                refuseAll(t, t.either(i), deleted, refusedIds, false, true);
                refuseAll(t, t.either(i), absent, refusedIds, false, false);
            }
            before.requireUnchanged(t, "refused writes");
            for (ResourceKey key : List.of(live, deleted, absent)) {
                for (UUID id : refusedIds) {
                    Expect.empty("a refused write's id", t.second().findWrite(t.tenant(), key, id));
                }
            }
            equal(
                    "the next version",
                    2L,
                    t.first().update(t.tenant(), live, t.content()).version());
            equal("the next version", 3L, t.first().restore(t.tenant(), deleted).version());
            equal(
                    "the next version",
                    1L,
                    t.first().create(t.tenant(), absent, t.content()).version());
        });
    }

    /** What was acknowledged is what vread gives, byte for byte and in all its metadata, whatever happened since. */
    @Test
    default void VER_05_an_acknowledged_revision_never_changes() {
        rule("VER-05", t -> {
            ResourceKey key = t.key("Patient");
            List<Revision> acknowledged = new ArrayList<>();
            acknowledged.add(t.first().create(t.tenant(), key, t.content()));
            for (int i = 0; i < 12; i++) {
                VersionedStorage storage = t.either(i);
                acknowledged.add(
                        switch (i % 4) {
                            case 0 -> storage.update(t.tenant().withPrincipal("writer-" + i), key, t.content());
                            case 1 -> storage.delete(t.tenant(), key);
                            case 2 -> storage.restore(t.tenant(), key);
                            default -> storage.updateWithMatch(t.tenant(), key, "" + acknowledged.size(), t.content());
                        });
                for (Revision revision : acknowledged) {
                    equal(
                            "vread of version " + revision.version() + " after write " + i,
                            Optional.of(revision),
                            t.either(i + 1).vread(t.tenant(), key, revision.versionId()));
                }
            }
            equal(
                    "history, oldest first",
                    acknowledged,
                    t.second()
                            .historyStream(
                                    t.tenant(),
                                    HistoryQuery.ofResource(key.type(), key.id())
                                            .oldestFirst())
                            .toList());
            VersionedStorage fresh = t.open(t.options().build());
            for (Revision revision : acknowledged) {
                equal(
                        "vread by a new instance",
                        Optional.of(revision),
                        fresh.vread(t.tenant(), key, revision.versionId()));
            }
        });
    }

    /** The erasure of one version leaves all others as they were. */
    @Test
    default void VER_05_an_erasure_of_one_version_changes_no_other() {
        rule("VER-05", Capability.ERASURE, t -> {
            ResourceKey key = t.key("Patient");
            List<Revision> revisions = new ArrayList<>();
            revisions.add(t.first().create(t.tenant(), key, t.content()));
            for (int i = 0; i < 4; i++) {
                revisions.add(t.first().update(t.tenant(), key, t.content()));
            }
            t.second().erase(t.tenant(), Erasure.ofVersion(key.type(), key.id(), "3"));
            for (Revision revision : revisions) {
                if (revision.version() != 3) {
                    equal("vread", Optional.of(revision), t.first().vread(t.tenant(), key, revision.versionId()));
                }
            }
        });
    }

    private static void refuse(Expect.Call call) throws Exception {
        try {
            call.run();
        } catch (StorageException e) {
            return;
        }
        throw Expect.unmet("the write is refused", "it was accepted");
    }

    private static void refuseAll(
            Trial t, VersionedStorage storage, ResourceKey key, List<UUID> ids, boolean live, boolean deleted)
            throws Exception {
        List<Write> writes = new ArrayList<>();
        writes.add(Write.update(key.type(), key.id(), IfMatch.version("7"), t.content()));
        writes.add(Write.delete(key.type(), key.id(), IfMatch.version("7")));
        writes.add(Write.update(key.type(), key.id(), IfMatch.parse("\"7\", \"8\""), t.content()));
        if (live || deleted) {
            writes.add(Write.create(key.type(), key.id(), t.content()));
        }
        if (live) {
            writes.add(Write.createIfNotLive(key.type(), key.id(), t.content()));
            writes.add(Write.restore(key.type(), key.id()));
        } else {
            writes.add(Write.update(key.type(), key.id(), t.content()));
            writes.add(Write.update(key.type(), key.id(), IfMatch.any(), t.content()));
            writes.add(Write.delete(key.type(), key.id()));
            writes.add(Write.restore(key.type(), key.id(), "9"));
        }
        for (Write write : writes) {
            UUID id = UUID.randomUUID();
            ids.add(id);
            refuse(() -> storage.write(t.tenant(), write.withWriteId(id)));
        }
    }
}

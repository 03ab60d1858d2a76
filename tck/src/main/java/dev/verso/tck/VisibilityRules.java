package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.present;
import static dev.verso.tck.Expect.refused;
import static dev.verso.tck.Expect.that;

import dev.verso.AlreadyExistsException;
import dev.verso.Capability;
import dev.verso.GoneException;
import dev.verso.HistoryQuery;
import dev.verso.IfMatch;
import dev.verso.PageRequest;
import dev.verso.Permission;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StorageException;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionConflictException;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import dev.verso.tck.Rendezvous.Outcomes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Chapter LOCK, rules 05 and 06: what a writer is told, and what a reader sees. */
public interface VisibilityRules extends Chapter {

    /** Who may write but not read learns from a refusal that there was a conflict, and nothing else. */
    @Test
    default void LOCK_05_without_READ_a_refusal_tells_no_version_time_or_author() {
        rule("LOCK-05", t -> {
            TenantContext blind = t.tenant(TenantPermissions.builder()
                    .allow(Permission.CREATE, Permission.UPDATE, Permission.DELETE)
                    .allowOn("Other", Permission.READ)
                    .build());
            ResourceKey live = t.key("Patient");
            ResourceKey deleted = t.key("Patient");
            TenantContext author = t.tenant().withPrincipal("secret-author");
            for (int i = 0; i < 76; i++) {
                t.first().createOrUpdate(author, live, t.content());
                t.first().createOrUpdate(author, deleted, t.content());
            }
            t.first().delete(author, deleted);
            for (VersionedStorage s : List.of(t.first(), t.second())) {
                blindConflict(() -> s.updateWithMatch(blind, live, "3", t.content()));
                blindConflict(() -> s.deleteWithMatch(blind, live, "3"));
                blindConflict(() -> s.updateWithMatch(blind, live, "abc", t.content()));
                blindExists(() -> s.create(blind, live, t.content()));
                blindExists(() -> s.create(blind, deleted, t.content()));
                blindExists(() -> s.createIfNotLive(blind, live, t.content()));
                blindGone(() -> s.update(blind, deleted, t.content()));
                blindGone(() -> s.updateWithMatch(blind, deleted, "77", t.content()));
                blindGone(() -> s.delete(blind, deleted));
                blindGone(() -> s.deleteWithMatch(blind, deleted, "77"));
            }
            equal(
                    "a blind writer's own version",
                    77L,
                    t.first().update(blind, live, t.content()).version());
        });
    }

    /** The same for the entries of a batch. */
    @Test
    default void LOCK_05_without_READ_a_refused_batch_tells_no_version_time_or_author() {
        rule("LOCK-05", Capability.ATOMIC_BATCH, t -> {
            TenantContext blind = t.tenant(TenantPermissions.builder()
                    .allow(Permission.CREATE, Permission.UPDATE, Permission.DELETE)
                    .build());
            ResourceKey live = t.key("Patient");
            ResourceKey deleted = t.key("Patient");
            TenantContext author = t.tenant().withPrincipal("secret-author");
            for (int i = 0; i < 76; i++) {
                t.first().createOrUpdate(author, live, t.content());
                t.first().createOrUpdate(author, deleted, t.content());
            }
            t.first().delete(author, deleted);
            Write good = Write.create("Patient", t.content());
            blindConflict(() -> t.first()
                    .writeBatch(
                            blind,
                            List.of(good, Write.update(live.type(), live.id(), IfMatch.version("3"), t.content()))));
            blindExists(() ->
                    t.first().writeBatch(blind, List.of(good, Write.create(live.type(), live.id(), t.content()))));
            blindGone(() -> t.second().writeBatch(blind, List.of(Write.delete(deleted.type(), deleted.id()), good)));
        });
    }

    private static void blindConflict(Expect.Call call) {
        VersionConflictException conflict = refused(VersionConflictException.class, "a blind match", call);
        Expect.empty("the actual version", conflict.actualVersion());
        Expect.empty("the head", conflict.head());
        requireSilent(conflict);
    }

    private static void blindExists(Expect.Call call) {
        AlreadyExistsException exists = refused(AlreadyExistsException.class, "a blind create", call);
        Expect.empty("the version", exists.versionId());
        Expect.empty("the head", exists.head());
        requireSilent(exists);
    }

    private static void blindGone(Expect.Call call) {
        GoneException gone = refused(GoneException.class, "a blind write", call);
        Expect.empty("the version", gone.versionId());
        Expect.empty("the time", gone.deletedAt());
        Expect.empty("the tombstone", gone.tombstone());
        requireSilent(gone);
    }

    private static void requireSilent(StorageException refusal) {
        String message = String.valueOf(refusal.getMessage()).replaceAll("tck-[0-9a-f]+/Patient/[-r0-9a-f]+", "");
        that(
                "the message of a blind refusal tells no version, time or author",
                !message.matches("(?s).*\\b7[67]\\b.*") && !message.contains("2024-") && !Secrets.leak(message),
                message);
    }

    /** Each acknowledged write is seen by the other instance at once, by every read there is. */
    @Test
    default void LOCK_06_an_acknowledged_write_is_seen_by_every_read_of_every_instance() {
        rule("LOCK-06", t -> {
            ResourceKey key = t.key("Patient");
            for (int round = 0; round < 10; round++) {
                VersionedStorage writer = t.either(round);
                VersionedStorage reader = t.either(round + 1);
                StoredResource written =
                        writer.createOrUpdate(t.tenant(), key, t.content()).resource();
                requireSeen(t, reader, written, round > 0);
                StoredResource matched = writer.updateWithMatch(t.tenant(), key, written.versionId(), t.content());
                requireSeen(t, reader, matched, true);
                Revision deleted = writer.delete(t.tenant(), key);
                equal("head after a deletion", Optional.of(deleted), reader.head(t.tenant(), key));
                Expect.empty("read after a deletion", reader.read(t.tenant(), key));
                Expect.empty("currentVersion after a deletion", reader.currentVersion(t.tenant(), key));
                equal("exists after a deletion", false, reader.exists(t.tenant(), key));
                equal("readBatch after a deletion", List.of(), reader.readBatch(t.tenant(), List.of(key)));
                requireSeen(t, reader, writer.restore(t.tenant(), key), true);
            }
        });
    }

    private static void requireSeen(Trial t, VersionedStorage reader, StoredResource written, boolean earlier) {
        ResourceKey key = written.key();
        equal("read", Optional.of(written), reader.read(t.tenant(), key));
        equal("head", Optional.of((Revision) written), reader.head(t.tenant(), key));
        equal("exists", true, reader.exists(t.tenant(), key));
        equal("currentVersion", Optional.of(written.versionId()), reader.currentVersion(t.tenant(), key));
        equal("vread", Optional.of((Revision) written), reader.vread(t.tenant(), key, written.versionId()));
        equal("readBatch", List.of(written), reader.readBatch(t.tenant(), List.of(key)));
        List<String> versions = reader.listVersions(t.tenant(), key);
        equal("the last of listVersions", written.versionId(), versions.get(versions.size() - 1));
        equal("whether there are earlier versions", earlier, versions.size() > 1);
        equal("readAsOf", Optional.of((Revision) written), reader.readAsOf(t.tenant(), key, written.lastUpdated()));
        equal(
                "the newest of the history",
                written,
                reader.history(t.tenant(), HistoryQuery.ofResource(key.type(), key.id()), PageRequest.first())
                        .items()
                        .get(0));
    }

    /** List, count and the wide histories include whatever was acknowledged before they began. */
    @Test
    default void LOCK_06_scans_include_what_was_acknowledged_before() {
        rule("LOCK-06", Capability.SCANS, t -> {
            for (int i = 1; i <= 30; i++) {
                StoredResource written = t.either(i).create(t.tenant(), t.key("Patient"), t.content());
                VersionedStorage reader = t.either(i + 1);
                equal("count", (long) i, reader.count(t.tenant(), "Patient"));
                equal("count of the tenant", (long) i, reader.count(t.tenant()));
                that(
                        "list has the newest resource",
                        reader.listStream(t.tenant(), "Patient").anyMatch(written::equals),
                        written);
                for (HistoryQuery query : List.of(HistoryQuery.ofType("Patient"), HistoryQuery.ofTenant())) {
                    that(
                            "the history has the newest revision",
                            reader.historyStream(t.tenant(), query).anyMatch(written::equals),
                            written);
                }
            }
        });
    }

    /** Readers beside writers never see a version older than one that was acknowledged, or seen, before they began. */
    @Test
    default void LOCK_06_no_read_goes_back_behind_an_acknowledged_write() {
        rule("LOCK-06", t -> {
            Race race = new Race(t);
            ResourceKey key = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            AtomicLong acknowledged = new AtomicLong(1);
            AtomicLong running = new AtomicLong(2);
            Outcomes<Integer> outcomes = race.run(5, task -> {
                if (task < 2) {
                    try {
                        for (int i = 0; i < 150; i++) {
                            long version = t.either(task)
                                    .update(t.tenant(), key, t.content())
                                    .version();
                            acknowledged.accumulateAndGet(version, Math::max);
                        }
                    } finally {
                        running.decrementAndGet();
                    }
                    return 0;
                }
                int reads = 0;
                while (running.get() > 0) {
                    readOnce(t, t.either(task), key, acknowledged, reads++);
                }
                return reads;
            });
            outcomes.onlyThrown("a reader or writer", List.of());
            t.note("reads beside writes "
                    + outcomes.values().stream().mapToInt(Integer::intValue).sum());
            race.report();
        });
    }

    private static void readOnce(Trial t, VersionedStorage storage, ResourceKey key, AtomicLong floor, int turn) {
        long before = floor.get();
        long seen = switch (turn % 5) {
            case 0 -> present("read", storage.read(t.tenant(), key)).version();
            case 1 -> present("head", storage.head(t.tenant(), key)).version();
            case 2 -> Long.parseLong(present("currentVersion", storage.currentVersion(t.tenant(), key)));
            case 3 -> storage.listVersions(t.tenant(), key).size();
            default -> storage.readBatch(t.tenant(), List.of(key)).get(0).version();
        };
        that(
                "a read sees version " + before + " or a later one, which was acknowledged or seen before",
                seen >= before,
                seen);
        floor.accumulateAndGet(seen, Math::max);
    }
}

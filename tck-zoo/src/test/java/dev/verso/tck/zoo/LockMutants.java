package dev.verso.tck.zoo;

import dev.verso.IfMatch;
import dev.verso.OptimisticLockFailureException;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.RevisionMetadata;
import dev.verso.TenantContext;
import dev.verso.TenantId;
import dev.verso.TenantPermissions;
import dev.verso.VersionConflictException;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.AppendOutcome.Refused;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.spi.Slice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Chapter LOCK: optimistic locking. */
final class LockMutants {

    private LockMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofStore(LosesAnUpdate.class, LosesAnUpdate::new)
                        .killedBy(Kit.STORAGE, "LOCK-01", "LOCK_01_of_concurrent_matches")
                        .killedBy(Kit.STORE, "LOCK-01", "LOCK_01_of_racing_updates_of"),
                Mutant.ofStore(ChecksThenDeletes.class, ChecksThenDeletes::new)
                        .killedBy(Kit.STORAGE, "LOCK-01", "LOCK_01_of_concurrent_updates_and_deletions")
                        .killedBy(Kit.STORE, "LOCK-01", "LOCK_01_of_racing_updates_and_deletions"),
                Mutant.ofStore(TakesAnOlderVersion.class, TakesAnOlderVersion::new)
                        .killedBy("LOCK-01"),
                Mutant.ofStore(AcknowledgesAVersionTwice.class, AcknowledgesAVersionTwice::new)
                        .killedBy("LOCK-01"),
                Mutant.ofStore(TellsAWrongActual.class, TellsAWrongActual::new)
                        .killedBy(Kit.STORAGE, "LOCK-02")
                        .killedBy(Kit.STORE, "LOCK-01"),
                Mutant.ofStorage(ThrowsAnotherError.class, ThrowsAnotherError::new)
                        .killedBy("LOCK-02"),
                Mutant.ofStorage(IgnoresALongIfMatch.class, IgnoresALongIfMatch::new)
                        .killedBy(Kit.STORAGE, "LOCK-01", "LOCK_01_of_concurrent_lists"),
                Mutant.ofStore(SwallowsALostRace.class, SwallowsALostRace::new)
                        .killedBy(Kit.STORAGE, "LOCK-03", "LOCK_03_sixteen")
                        .killedBy(Kit.STORE, "LOCK-03", "LOCK_03_racing"),
                Mutant.ofStore(LetsTwoCreatesWin.class, LetsTwoCreatesWin::new)
                        .killedBy(Kit.STORAGE, "LOCK-04", "LOCK_04_of_concurrent_creates_exactly")
                        .killedBy(Kit.STORE, "LOCK-04", "LOCK_04_of_racing"),
                Mutant.ofStore(CreateRevives.class, CreateRevives::new)
                        .killedBy(Kit.STORAGE, "VER-03", "VER_03_a_refused")
                        .killedBy(Kit.STORE, "LOCK-01"),
                Mutant.ofStorage(TellsBlindWriters.class, TellsBlindWriters::new)
                        .killedBy("LOCK-05"),
                Mutant.ofStore(CachesHeads.class, CachesHeads::new).killedBy("LOCK-06"),
                Mutant.ofStore(ListsLate.class, ListsLate::new)
                        .killedBy(Kit.STORAGE, "LOCK-06")
                        .killedBy(Kit.STORE, "LST-01"));
    }

    /** Judges a condition by a look, and lets two that looked at the same head meet before they write. */
    private abstract static class LooksThenWrites extends Decorator {

        /** Shared by all instances, so that writers of two of them meet; keys of one run are in no other. */
        private static final Map<String, Meeting> MEETINGS = new ConcurrentHashMap<>();

        private final Thread owner = Thread.currentThread();

        LooksThenWrites(RevisionStore sound) {
            super(sound);
        }

        AppendOutcome lookThenWrite(Append append, Condition afterwards) {
            Optional<RevisionMetadata> head =
                    super.head(append.key(), Detail.METADATA).map(RevisionRecord::metadata);
            if (!append.condition().holds(head)) {
                return new Refused(head);
            }
            if (Thread.currentThread() != owner) {
                MEETINGS.computeIfAbsent(getClass() + "/" + append.key() + append.condition(), any -> new Meeting())
                        .await();
            }
            return super.append(Parts.withCondition(append, afterwards));
        }
    }

    /** Looks whether the expected version is the head, then writes over whatever the head is by then. */
    private static final class LosesAnUpdate extends LooksThenWrites {

        LosesAnUpdate(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            return append instanceof Append.Put && append.condition() instanceof Condition.LiveAt
                    ? lookThenWrite(append, new Condition.Any())
                    : super.append(append);
        }
    }

    /** Checks the expected version in one step with the write when updating, but before it when deleting. */
    private static final class ChecksThenDeletes extends Decorator {

        /** Shared by all instances; keys of one run are in no other. */
        private static final Map<String, Handover> LOOKED = new ConcurrentHashMap<>();

        private static final Map<String, Handover> UPDATED = new ConcurrentHashMap<>();

        private final Thread owner = Thread.currentThread();

        ChecksThenDeletes(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            if (!(append.condition() instanceof Condition.LiveAt expected)) {
                return super.append(append);
            }
            boolean races = Thread.currentThread() != owner;
            String version = append.key() + "@" + expected.version();
            return append instanceof Append.Delete
                    ? delete(append, expected, races, version)
                    : update(append, races, version);
        }

        /** Holds an update until a deletion has looked. */
        private AppendOutcome update(Append append, boolean races, String version) {
            if (races) {
                at(LOOKED, version).await();
            }
            AppendOutcome outcome = super.append(append);
            at(UPDATED, version).now();
            return outcome;
        }

        /** Holds a deletion between its look and its write until an update has been written. */
        private AppendOutcome delete(Append append, Condition expected, boolean races, String version) {
            Optional<RevisionMetadata> head =
                    super.head(append.key(), Detail.METADATA).map(RevisionRecord::metadata);
            if (!expected.holds(head)) {
                return new Refused(head);
            }
            if (races) {
                at(LOOKED, version).now();
                at(UPDATED, version).await();
            }
            return super.append(Parts.withCondition(append, new Condition.Live()));
        }

        private static Handover at(Map<String, Handover> handovers, String version) {
            return handovers.computeIfAbsent(version, any -> new Handover());
        }
    }

    /** Takes a match on any version that the key has had. */
    private static final class TakesAnOlderVersion extends Decorator {

        TakesAnOlderVersion(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            AppendOutcome outcome = super.append(append);
            boolean older = append.condition() instanceof Condition.LiveAt expected
                    && outcome instanceof Refused refused
                    && refused.head()
                            .filter(head -> head.version() > expected.version())
                            .isPresent();
            return older ? super.append(Parts.withCondition(append, new Condition.Live())) : outcome;
        }
    }

    /** Tells a match that lost to the very next version that it won it. */
    private static final class AcknowledgesAVersionTwice extends Decorator {

        AcknowledgesAVersionTwice(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            AppendOutcome outcome = super.append(append);
            return append.condition() instanceof Condition.LiveAt expected
                            && outcome instanceof Refused refused
                            && refused.head()
                                    .filter(head -> head.version() == expected.version() + 1)
                                    .isPresent()
                    ? new Appended(refused.head().get())
                    : outcome;
        }
    }

    /** Tells a refused match of a head that is one further than it is. */
    private static final class TellsAWrongActual extends Decorator {

        TellsAWrongActual(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            AppendOutcome outcome = super.append(append);
            return append.condition() instanceof Condition.LiveAt && outcome instanceof Refused refused
                    ? new Refused(refused.head().map(head -> Parts.withVersion(head, head.version() + 1)))
                    : outcome;
        }
    }

    /** Reports a conflict as a lock failure, which tells neither version. */
    private static final class ThrowsAnotherError extends StorageDecorator {

        ThrowsAnotherError(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public Revision write(TenantContext context, Write write) {
            try {
                return super.write(context, write);
            } catch (VersionConflictException e) {
                throw new OptimisticLockFailureException(e.key(), "The resource was changed meanwhile; try again");
            }
        }
    }

    /** Takes an If-Match that lists several tags for one that says anything goes. */
    private static final class IgnoresALongIfMatch extends StorageDecorator {

        IgnoresALongIfMatch(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public Revision write(TenantContext context, Write write) {
            if (write instanceof Write.Update update
                    && update.ifMatch()
                            .filter(ifMatch -> ifMatch.versionIds().size() > 1)
                            .isPresent()) {
                return super.write(
                        context,
                        new Write.Update(
                                update.type(),
                                update.id(),
                                Optional.of(IfMatch.any()),
                                update.content(),
                                update.writeId()));
            }
            return super.write(context, write);
        }
    }

    /** Swallows the loss of a race between two unconditional writes, and reports success to both. */
    private static final class SwallowsALostRace extends Decorator {

        private static final Map<ResourceKey, Meeting> MEETINGS = new ConcurrentHashMap<>();

        private final Thread owner = Thread.currentThread();

        SwallowsALostRace(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            boolean races = Thread.currentThread() != owner
                    && append instanceof Append.Put
                    && (append.condition() instanceof Condition.Live || append.condition() instanceof Condition.Any);
            if (races
                    && !MEETINGS.computeIfAbsent(append.key(), any -> new Meeting())
                            .await()) {
                return new Appended(Parts.following(
                        super.head(append.key(), Detail.METADATA).map(RevisionRecord::metadata), append));
            }
            return super.append(append);
        }
    }

    /** Looks whether a key is absent, then creates it whether it still is or not. */
    private static final class LetsTwoCreatesWin extends LooksThenWrites {

        LetsTwoCreatesWin(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            return append.condition() instanceof Condition.Absent
                    ? lookThenWrite(append, new Condition.Any())
                    : super.append(append);
        }
    }

    /** Lets a create bring a deleted id back to life. */
    private static final class CreateRevives extends Decorator {

        CreateRevives(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            return super.append(
                    append.condition() instanceof Condition.Absent
                            ? Parts.withCondition(append, new Condition.NotLive())
                            : append);
        }
    }

    /** Tells a conflict's version to writers who may not read. */
    private static final class TellsBlindWriters extends StorageDecorator {

        TellsBlindWriters(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public Revision write(TenantContext context, Write write) {
            try {
                return super.write(context, write);
            } catch (VersionConflictException e) {
                TenantContext all = TenantContext.of(context.tenant().value(), TenantPermissions.fullAccess());
                throw new VersionConflictException(
                        e.key(), e.expectedVersion(), sound().head(all, e.key()).map(Revision::metadata));
            }
        }
    }

    /** Remembers heads, and forgets them only at its own writes. */
    private static final class CachesHeads extends Decorator {

        private final Map<ResourceKey, Optional<RevisionRecord>> heads = new ConcurrentHashMap<>();

        CachesHeads(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            AppendOutcome outcome = super.append(append);
            heads.remove(append.key());
            return outcome;
        }

        @Override
        public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
            Optional<RevisionRecord> head = heads.computeIfAbsent(key, any -> super.head(key, Detail.CONTENT));
            return detail == Detail.CONTENT
                    ? head
                    : head.map(found -> new RevisionRecord(found.metadata(), found.erased(), Optional.empty()));
        }
    }

    /** Lists from an index that the newest creation has not come to. */
    private static final class ListsLate extends Decorator {

        private static final Map<TenantId, ResourceKey> NEWEST = new ConcurrentHashMap<>();

        ListsLate(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            AppendOutcome outcome = super.append(append);
            if (outcome instanceof Appended done && done.metadata().version() == 1) {
                NEWEST.put(append.key().tenant(), append.key());
            }
            return outcome;
        }

        @Override
        public Slice<RevisionRecord, String> list(
                TenantId tenant, String type, Optional<String> afterId, PageBounds bounds) {
            Slice<RevisionRecord, String> slice = super.list(tenant, type, afterId, bounds);
            return new Slice<>(
                    slice.items().stream()
                            .filter(item -> !item.metadata().key().equals(NEWEST.get(tenant)))
                            .toList(),
                    slice.next());
        }
    }
}

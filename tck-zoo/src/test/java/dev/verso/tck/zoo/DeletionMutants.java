package dev.verso.tck.zoo;

import dev.verso.Change;
import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.RevisionMetadata;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.AppendOutcome.Refused;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.Erase;
import dev.verso.spi.EraseOutcome;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Chapters DEL and RES: deletion and restore. */
final class DeletionMutants {

    private DeletionMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofStore(DeleteLeavesReadAlive.class, DeleteLeavesReadAlive::new)
                        .killedBy("DEL-01"),
                Mutant.ofStore(DeleteDropsHistory.class, DeleteDropsHistory::new)
                        .killedBy("DEL-02"),
                Mutant.ofStore(WritesASecondTombstone.class, WritesASecondTombstone::new)
                        .killedBy("DEL-03"),
                Mutant.ofStorage(RestoresTheFirstVersion.class, RestoresTheFirstVersion::new)
                        .killedBy("RES-01"),
                Mutant.ofStorage(RestoreKeepsTheHead.class, RestoreKeepsTheHead::new)
                        .killedBy("RES-01"),
                Mutant.ofStore(RestoresWhatItReadBefore.class, RestoresWhatItReadBefore::new)
                        .killedBy(Kit.STORAGE, "RES-02")
                        .killedBy(Kit.STORE, "LOCK-01"),
                Mutant.ofStore(RestoredCopySharesContent.class, RestoredCopySharesContent::new)
                        .killedBy("RES-03"));
    }

    /** Writes the tombstone, and goes on to give the last content as the head. */
    private static final class DeleteLeavesReadAlive extends Decorator {

        DeleteLeavesReadAlive(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
            Optional<RevisionRecord> head = super.head(key, detail);
            return head.isPresent() && head.get().isTombstone()
                    ? super.revision(key, head.get().metadata().version() - 1)
                    : head;
        }
    }

    /** Keeps no version of a resource that is deleted but the tombstone. */
    private static final class DeleteDropsHistory extends Decorator {

        DeleteDropsHistory(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Optional<RevisionRecord> revision(ResourceKey key, long version) {
            boolean dropped = super.head(key, Detail.METADATA)
                    .filter(head -> head.isTombstone() && head.metadata().version() > version)
                    .isPresent();
            return dropped ? Optional.empty() : super.revision(key, version);
        }
    }

    /** Deletes what is deleted already, by way of a revision in between. */
    private static final class WritesASecondTombstone extends Decorator {

        WritesASecondTombstone(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            AppendOutcome outcome = super.append(append);
            if (append instanceof Append.Delete delete
                    && outcome instanceof Refused refused
                    && refused.head().map(RevisionMetadata::change).equals(Optional.of(Change.DELETE))) {
                super.append(new Append.Put(
                        delete.key(),
                        new Condition.Any(),
                        Content.of("{}"),
                        delete.author(),
                        UUID.randomUUID(),
                        delete.now(),
                        false));
                return super.append(new Append.Delete(
                        delete.key(), new Condition.Live(), delete.author(), delete.writeId(), delete.now()));
            }
            return outcome;
        }
    }

    /** Restores the first content of a life, not the newest. */
    private static final class RestoresTheFirstVersion extends StorageDecorator {

        RestoresTheFirstVersion(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public Revision write(TenantContext context, Write write) {
            if (write instanceof Write.Restore restore && restore.versionId().isEmpty()) {
                TenantContext all = TenantContext.of(context.tenant().value(), TenantPermissions.fullAccess());
                List<String> versions = sound().listVersions(all, restore.type(), restore.id());
                if (!versions.isEmpty()) {
                    return super.write(
                            context,
                            new Write.Restore(
                                    restore.type(), restore.id(), Optional.of(versions.get(0)), restore.writeId()));
                }
            }
            return super.write(context, write);
        }
    }

    /** Restores the newest content whichever version is named. */
    private static final class RestoreKeepsTheHead extends StorageDecorator {

        RestoreKeepsTheHead(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public Revision write(TenantContext context, Write write) {
            return super.write(
                    context,
                    write instanceof Write.Restore restore
                            ? new Write.Restore(restore.type(), restore.id(), Optional.empty(), restore.writeId())
                            : write);
        }
    }

    /** Restores content onto another tombstone than the one below which it was read. */
    private static final class RestoresWhatItReadBefore extends Decorator {

        /** Shared by all instances; keys of one run are in no other. */
        private static final Map<ResourceKey, Held> HELD = new ConcurrentHashMap<>();

        private final Thread owner = Thread.currentThread();

        RestoresWhatItReadBefore(RevisionStore sound) {
            super(sound);
        }

        /** The first racing restore of a key, which is held until others have given the key a newer tombstone. */
        private static final class Held {

            private final AtomicBoolean taken = new AtomicBoolean();
            private final Handover hasRead = new Handover();
            private final Handover deletedAgain = new Handover();
            private final Handover done = new Handover();
        }

        @Override
        public AppendOutcome append(Append append) {
            boolean restores = append.condition() instanceof Condition.DeletedAt;
            Append weaker = restores ? Parts.withCondition(append, new Condition.NotLive()) : append;
            if (Thread.currentThread() == owner) {
                return super.append(weaker);
            }
            Held held = HELD.computeIfAbsent(append.key(), any -> new Held());
            if (append instanceof Append.Delete) {
                return delete(append, held);
            }
            if (!restores) {
                return put(append, held);
            }
            if (!held.taken.compareAndSet(false, true)) {
                held.done.await();
                return super.append(append);
            }
            held.hasRead.now();
            held.deletedAgain.await();
            try {
                return super.append(weaker);
            } finally {
                held.done.now();
            }
        }

        /** Lets a put come in once the restore has read, and no other before the restore is done. */
        private AppendOutcome put(Append append, Held held) {
            held.hasRead.await();
            synchronized (held) {
                if (!held.deletedAgain.isOver()) {
                    return super.append(append);
                }
            }
            held.done.await();
            return super.append(append);
        }

        private AppendOutcome delete(Append append, Held held) {
            synchronized (held) {
                AppendOutcome outcome = super.append(append);
                if (outcome instanceof AppendOutcome.Appended) {
                    held.deletedAgain.now();
                }
                return outcome;
            }
        }
    }

    /** Lets a restored copy point to its source, and so be erased with it. */
    private static final class RestoredCopySharesContent extends Retelling {

        private static final Map<ResourceKey, Set<Content>> ERASED = new ConcurrentHashMap<>();

        RestoredCopySharesContent(RevisionStore sound) {
            super(sound);
        }

        @Override
        public EraseOutcome erase(Erase erase) {
            if (erase.version().isPresent()) {
                super.revision(erase.key(), erase.version().getAsLong())
                        .flatMap(RevisionRecord::content)
                        .ifPresent(content -> ERASED.computeIfAbsent(erase.key(), any -> ConcurrentHashMap.newKeySet())
                                .add(content));
            }
            return super.erase(erase);
        }

        @Override
        RevisionRecord read(RevisionRecord revision) {
            Set<Content> erased = ERASED.getOrDefault(revision.metadata().key(), Set.of());
            return revision.content().filter(erased::contains).isPresent()
                    ? new RevisionRecord(Parts.withoutAuthor(revision.metadata()), true, Optional.empty())
                    : revision;
        }
    }
}

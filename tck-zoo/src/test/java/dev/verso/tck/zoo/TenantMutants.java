package dev.verso.tck.zoo;

import dev.verso.NotFoundException;
import dev.verso.Permission;
import dev.verso.PermissionDeniedException;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.TenantId;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.Erase;
import dev.verso.spi.EraseOutcome;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.spi.Slice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Chapter TEN: tenancy and permission. */
final class TenantMutants {

    private TenantMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofStore(ReadIgnoresTenant.class, ReadIgnoresTenant::new).killedBy("TEN-01"),
                Mutant.ofStore(VreadIgnoresTenant.class, VreadIgnoresTenant::new)
                        .killedBy("TEN-01"),
                Mutant.ofStore(HistoryIgnoresTenant.class, HistoryIgnoresTenant::new)
                        .killedBy("TEN-01"),
                Mutant.ofStore(ListIgnoresTenant.class, ListIgnoresTenant::new).killedBy("TEN-01"),
                Mutant.ofStore(CountIgnoresTenant.class, CountIgnoresTenant::new)
                        .killedBy("TEN-01"),
                Mutant.ofStore(FeedIgnoresTenant.class, FeedIgnoresTenant::new).killedBy("TEN-01"),
                Mutant.ofStore(DeletesTheNamesake.class, DeletesTheNamesake::new)
                        .killedBy("TEN-01"),
                Mutant.ofStore(ErasesTheNamesake.class, ErasesTheNamesake::new)
                        .killedBy(Kit.STORAGE, "TEN-01")
                        .killedBy(Kit.STORE, "TEN-01", "ERA-01"),
                Mutant.ofStorage(LeaksExistence.class, LeaksExistence::new).killedBy("TEN-02"),
                Mutant.ofStorage(FiltersInSilence.class, FiltersInSilence::new).killedBy("TEN-02"),
                Mutant.ofStorage(WritesWhatIsPermitted.class, WritesWhatIsPermitted::new)
                        .killedBy("TEN-03"));
    }

    /** Knows which other key has the same type and id: the first that was written. */
    private static class Namesakes extends Decorator {

        private static final Map<UUID, Map<String, ResourceKey>> FIRST = new ConcurrentHashMap<>();

        private final Map<String, ResourceKey> first;

        Namesakes(RevisionStore sound) {
            super(sound);
            this.first = FIRST.computeIfAbsent(sound.identity(), any -> new ConcurrentHashMap<>());
        }

        @Override
        public AppendOutcome append(Append append) {
            first.putIfAbsent(name(append.key()), append.key());
            return super.append(append);
        }

        ResourceKey namesake(ResourceKey key) {
            return first.getOrDefault(name(key), key);
        }

        private static String name(ResourceKey key) {
            return key.type() + "/" + key.id();
        }
    }

    /** Knows the tenant that was written to last before another one. */
    private static class OtherTenants extends Decorator {

        private static final Map<UUID, List<TenantId>> WRITTEN = new ConcurrentHashMap<>();

        private final List<TenantId> written;

        OtherTenants(RevisionStore sound) {
            super(sound);
            this.written = WRITTEN.computeIfAbsent(sound.identity(), any -> new ArrayList<>());
        }

        @Override
        public AppendOutcome append(Append append) {
            synchronized (written) {
                written.remove(append.key().tenant());
                written.add(append.key().tenant());
            }
            return super.append(append);
        }

        TenantId otherThan(TenantId tenant) {
            synchronized (written) {
                for (int i = written.size() - 1; i >= 0; i--) {
                    if (!written.get(i).equals(tenant)) {
                        return written.get(i);
                    }
                }
                return tenant;
            }
        }
    }

    /** Reads by type and id, from whichever tenant used them first. */
    private static final class ReadIgnoresTenant extends Namesakes {

        ReadIgnoresTenant(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
            return super.head(namesake(key), detail);
        }
    }

    /** Reads a version by type, id and number, from whichever tenant used them first. */
    private static final class VreadIgnoresTenant extends Namesakes {

        VreadIgnoresTenant(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Optional<RevisionRecord> revision(ResourceKey key, long version) {
            return super.revision(namesake(key), version);
        }
    }

    /** Shows the history of a type and id, of whichever tenant used them first. */
    private static final class HistoryIgnoresTenant extends Namesakes {

        HistoryIgnoresTenant(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Slice<RevisionRecord, HistoryRequest.Position> history(HistoryRequest request) {
            return super.history(
                    request.scope() instanceof HistoryRequest.OfKey ofKey
                            ? Parts.withScope(request, new HistoryRequest.OfKey(namesake(ofKey.key())))
                            : request);
        }
    }

    /** Lists another tenant's resources after one's own. */
    private static final class ListIgnoresTenant extends OtherTenants {

        ListIgnoresTenant(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Slice<RevisionRecord, String> list(
                TenantId tenant, String type, Optional<String> afterId, PageBounds bounds) {
            Slice<RevisionRecord, String> own = super.list(tenant, type, afterId, bounds);
            if (own.next().isPresent() || own.items().size() >= bounds.limit()) {
                return own;
            }
            List<RevisionRecord> items = new ArrayList<>(own.items());
            int room = bounds.limit() - items.size();
            super.list(otherThan(tenant), type, afterId, PageBounds.of(room)).items().stream()
                    .filter(theirs -> !theirs.metadata().key().tenant().equals(tenant))
                    .forEach(items::add);
            return new Slice<>(items, own.next());
        }
    }

    /** Counts the resources of another tenant too. */
    private static final class CountIgnoresTenant extends OtherTenants {

        CountIgnoresTenant(RevisionStore sound) {
            super(sound);
        }

        @Override
        public long count(TenantId tenant, Optional<String> type) {
            TenantId other = otherThan(tenant);
            return super.count(tenant, type) + (other.equals(tenant) ? 0 : super.count(other, type));
        }
    }

    /** Shows another tenant's oldest revision at the end of the feed. */
    private static final class FeedIgnoresTenant extends OtherTenants {

        FeedIgnoresTenant(RevisionStore sound) {
            super(sound);
        }

        @Override
        public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
            FeedSlice own = super.changes(tenant, position, bounds);
            if (own.entries().isEmpty() || own.entries().size() >= bounds.limit() || !own.caughtUp()) {
                return own;
            }
            List<FeedSlice.Entry> entries = new ArrayList<>(own.entries());
            super.changes(otherThan(tenant), new FeedPosition.Oldest(), PageBounds.of(1)).entries().stream()
                    .map(theirs -> new FeedSlice.Entry(theirs.revision(), own.token()))
                    .forEach(entries::add);
            return new FeedSlice(entries, own.token(), own.caughtUp(), own.heldBackSince());
        }
    }

    /** Deletes what has the same type and id in another tenant as well. */
    private static final class DeletesTheNamesake extends Namesakes {

        DeletesTheNamesake(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            AppendOutcome outcome = super.append(append);
            ResourceKey namesake = namesake(append.key());
            if (append instanceof Append.Delete && !namesake.equals(append.key())) {
                sound().append(new Append.Delete(
                        namesake, new Condition.Live(), append.author(), UUID.randomUUID(), append.now()));
            }
            return outcome;
        }
    }

    /** Erases what has the same type and id in another tenant as well. */
    private static final class ErasesTheNamesake extends Namesakes {

        ErasesTheNamesake(RevisionStore sound) {
            super(sound);
        }

        @Override
        public EraseOutcome erase(Erase erase) {
            ResourceKey namesake = namesake(erase.key());
            if (!namesake.equals(erase.key())) {
                super.erase(new Erase(namesake, erase.version(), UUID.randomUUID(), erase.now()));
            }
            return super.erase(erase);
        }
    }

    /** Tells who may not update that a resource does not exist. */
    private static final class LeaksExistence extends StorageDecorator {

        LeaksExistence(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public Revision write(TenantContext context, Write write) {
            try {
                return super.write(context, write);
            } catch (PermissionDeniedException denied) {
                ResourceKey key = new ResourceKey(context.tenant(), write.type(), Parts.id(write));
                TenantContext all = TenantContext.of(context.tenant().value(), TenantPermissions.fullAccess());
                if (write instanceof Write.Update && !sound().exists(all, key)) {
                    throw new NotFoundException(key, key + " does not exist");
                }
                throw denied;
            }
        }
    }

    /** Leaves out of a readBatch what may not be read, in the place of refusing it. */
    private static final class FiltersInSilence extends StorageDecorator {

        FiltersInSilence(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public List<StoredResource> readBatch(TenantContext context, Collection<ResourceKey> keys) {
            return super.readBatch(
                    context,
                    keys.stream()
                            .filter(key -> context.permissions().allows(Permission.READ, key.type()))
                            .toList());
        }
    }

    /** Writes the entries of a batch that are permitted before it refuses the one that is not. */
    private static final class WritesWhatIsPermitted extends StorageDecorator {

        WritesWhatIsPermitted(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public List<Revision> writeBatch(TenantContext context, List<Write> writes) {
            try {
                return super.writeBatch(context, writes);
            } catch (PermissionDeniedException denied) {
                for (Write write : writes) {
                    try {
                        super.write(context, write);
                    } catch (PermissionDeniedException again) {
                        throw denied;
                    }
                }
                throw denied;
            }
        }
    }
}

package dev.verso.tck.zoo;

import dev.verso.ResourceKey;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.TenantId;
import dev.verso.VersionedStorage;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.Detail;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.spi.Slice;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Chapter LST: list, count, batch reads. */
final class ListMutants {

    private ListMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofStore(ListsTheDeleted.class, ListsTheDeleted::new).killedBy(Kit.STORAGE, "LST-01"),
                Mutant.ofStore(ListsByCollation.class, ListsByCollation::new).killedBy("LST-01"),
                Mutant.ofStore(CountsTheDeleted.class, CountsTheDeleted::new).killedBy("LST-02"),
                Mutant.ofStorage(ReadsARepeatedKeyTwice.class, ReadsARepeatedKeyTwice::new)
                        .killedBy("LST-03"),
                Mutant.ofStore(LosesTheLastOfManyHeads.class, LosesTheLastOfManyHeads::new)
                        .killedBy("LST-03"));
    }

    /** Lists a deleted resource with the content that it had. */
    private static final class ListsTheDeleted extends Decorator {

        private static final Map<TenantId, Set<ResourceKey>> DELETED = new ConcurrentHashMap<>();

        ListsTheDeleted(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            if (append instanceof Append.Delete) {
                DELETED.computeIfAbsent(append.key().tenant(), any -> ConcurrentHashMap.newKeySet())
                        .add(append.key());
            }
            return super.append(append);
        }

        @Override
        public Slice<RevisionRecord, String> list(
                TenantId tenant, String type, Optional<String> afterId, PageBounds bounds) {
            Slice<RevisionRecord, String> slice = super.list(tenant, type, afterId, bounds);
            Optional<RevisionRecord> deleted = DELETED.getOrDefault(tenant, Set.of()).stream()
                    .filter(key -> key.type().equals(type))
                    .flatMap(key -> super.head(key, Detail.METADATA).stream())
                    .filter(RevisionRecord::isTombstone)
                    .flatMap(head -> super.revision(
                            head.metadata().key(), head.metadata().version() - 1)
                            .stream())
                    .findFirst();
            boolean room = slice.next().isEmpty() && slice.items().size() < bounds.limit();
            return deleted.isEmpty() || !room
                    ? slice
                    : new Slice<>(
                            Stream.concat(slice.items().stream(), deleted.stream())
                                    .toList(),
                            Optional.empty());
        }
    }

    /** Lists the ids of a page in the order of a collation, which puts a before B. */
    private static final class ListsByCollation extends Decorator {

        ListsByCollation(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Slice<RevisionRecord, String> list(
                TenantId tenant, String type, Optional<String> afterId, PageBounds bounds) {
            Slice<RevisionRecord, String> slice = super.list(tenant, type, afterId, bounds);
            return new Slice<>(
                    slice.items().stream()
                            .sorted(Comparator.comparing(
                                    item -> item.metadata().key().id().toLowerCase(Locale.ROOT)))
                            .toList(),
                    slice.next());
        }
    }

    /** Counts deleted resources too. */
    private static final class CountsTheDeleted extends Decorator {

        private static final Map<TenantId, Set<ResourceKey>> WRITTEN = new ConcurrentHashMap<>();

        CountsTheDeleted(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            WRITTEN.computeIfAbsent(append.key().tenant(), any -> ConcurrentHashMap.newKeySet())
                    .add(append.key());
            return super.append(append);
        }

        @Override
        public long count(TenantId tenant, Optional<String> type) {
            long deleted = WRITTEN.getOrDefault(tenant, Set.of()).stream()
                    .filter(key -> type.isEmpty() || type.get().equals(key.type()))
                    .filter(key -> super.head(key, Detail.METADATA)
                            .filter(RevisionRecord::isTombstone)
                            .isPresent())
                    .count();
            return super.count(tenant, type) + deleted;
        }
    }

    /** Gives a resource as often as a batch read names it. */
    private static final class ReadsARepeatedKeyTwice extends StorageDecorator {

        ReadsARepeatedKeyTwice(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public List<StoredResource> readBatch(TenantContext context, Collection<ResourceKey> keys) {
            List<StoredResource> once = super.readBatch(context, keys);
            return keys.stream()
                    .flatMap(key ->
                            once.stream().filter(resource -> resource.key().equals(key)))
                    .toList();
        }
    }

    /** Reads at most a hundred keys at once, and forgets the others. */
    private static final class LosesTheLastOfManyHeads extends Decorator {

        LosesTheLastOfManyHeads(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Map<ResourceKey, RevisionRecord> heads(Collection<ResourceKey> keys, Detail detail) {
            Map<ResourceKey, RevisionRecord> heads = new HashMap<>();
            keys.stream().limit(100).forEach(key -> super.head(key, detail).ifPresent(head -> heads.put(key, head)));
            return heads;
        }
    }
}

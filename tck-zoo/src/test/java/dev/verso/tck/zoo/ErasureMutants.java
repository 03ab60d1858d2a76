package dev.verso.tck.zoo;

import dev.verso.Change;
import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.TenantId;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Chapter ERA: erasure. */
final class ErasureMutants {

    private ErasureMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofStore(ErasureLeavesVread.class, ErasureLeavesVread::new)
                        .killedBy("ERA-01"),
                Mutant.ofStore(RebirthRestartsVersions.class, RebirthRestartsVersions::new)
                        .killedBy("ERA-02"),
                Mutant.ofStore(ErasesTheLiveHead.class, ErasesTheLiveHead::new).killedBy("ERA-03"),
                Mutant.ofStore(ErasedRevisionKeepsItsAuthor.class, ErasedRevisionKeepsItsAuthor::new)
                        .killedBy(Kit.STORE, "ERA-03"),
                Mutant.ofStore(ErasureIsNotInTheFeed.class, ErasureIsNotInTheFeed::new)
                        .killedBy("ERA-04"),
                Mutant.ofStore(ErasesAgain.class, ErasesAgain::new).killedBy("ERA-05"),
                Mutant.ofStore(ReceiptForgetsVersions.class, ReceiptForgetsVersions::new)
                        .killedBy(Kit.STORAGE, "ERA-05")
                        .killedBy(Kit.STORE, "ERA-01"),
                Mutant.ofStore(ErasureLeavesHistory.class, ErasureLeavesHistory::new)
                        .killedBy("ERA-06"),
                Mutant.ofStore(ErasureLeavesTheFeed.class, ErasureLeavesTheFeed::new)
                        .killedBy("ERA-06"));
    }

    /** Remembers what was read of a key before it was erased. */
    private abstract static class Remembering extends Decorator {

        private static final Map<ResourceKey, Map<Long, RevisionRecord>> ERASED = new ConcurrentHashMap<>();

        Remembering(RevisionStore sound) {
            super(sound);
        }

        @Override
        public EraseOutcome erase(Erase erase) {
            Map<Long, RevisionRecord> before = new ConcurrentHashMap<>();
            super.versions(erase.key())
                    .forEach(version -> super.revision(erase.key(), version)
                            .filter(RevisionRecord::isResource)
                            .ifPresent(revision -> before.put(version, revision)));
            EraseOutcome outcome = super.erase(erase);
            if (outcome instanceof EraseOutcome.Erased erased) {
                erased.versions().stream()
                        .filter(before::containsKey)
                        .forEach(version -> ERASED.computeIfAbsent(erase.key(), any -> new ConcurrentHashMap<>())
                                .put(version, before.get(version)));
            }
            return outcome;
        }

        static Optional<RevisionRecord> erased(ResourceKey key, long version) {
            return Optional.ofNullable(ERASED.getOrDefault(key, Map.of()).get(version));
        }

        static RevisionRecord unerased(RevisionRecord revision) {
            RevisionMetadata metadata = revision.metadata();
            return revision.erased() && metadata.change() != Change.ERASURE
                    ? erased(metadata.key(), metadata.version()).orElse(revision)
                    : revision;
        }
    }

    /** Erases a key for every read but that of a version. */
    private static final class ErasureLeavesVread extends Remembering {

        ErasureLeavesVread(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Optional<RevisionRecord> revision(ResourceKey key, long version) {
            Optional<RevisionRecord> revision = super.revision(key, version);
            return revision.isPresent() ? revision : erased(key, version);
        }
    }

    /** Numbers the life after an erasure from 1 again, so that an old entity tag matches new content. */
    private static final class RebirthRestartsVersions extends Retelling {

        RebirthRestartsVersions(RevisionStore sound) {
            super(sound);
        }

        @Override
        RevisionMetadata told(RevisionMetadata metadata) {
            return metadata.change() == Change.CREATE ? Parts.withVersion(metadata, 1) : metadata;
        }
    }

    /** Gives a receipt for the erasure of the live head alone, which it has to refuse. */
    private static final class ErasesTheLiveHead extends Decorator {

        ErasesTheLiveHead(RevisionStore sound) {
            super(sound);
        }

        @Override
        public EraseOutcome erase(Erase erase) {
            EraseOutcome outcome = super.erase(erase);
            return outcome instanceof EraseOutcome.Refused refused
                            && erase.version()
                                    .equals(OptionalLong.of(refused.head().version()))
                    ? new EraseOutcome.Erased(List.of(refused.head().version()), erase.now())
                    : outcome;
        }
    }

    /** Leaves the author on a revision whose content it erased. */
    private static final class ErasedRevisionKeepsItsAuthor extends Retelling {

        private static final Map<UUID, String> AUTHORS = new ConcurrentHashMap<>();

        ErasedRevisionKeepsItsAuthor(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            append.author().ifPresent(author -> AUTHORS.put(append.writeId(), author));
            return super.append(append);
        }

        @Override
        RevisionMetadata told(RevisionMetadata m) {
            Optional<String> author = m.author().or(() -> Optional.ofNullable(AUTHORS.get(m.writeId())));
            return new RevisionMetadata(
                    m.key(), m.version(), m.change(), m.lastUpdated(), m.createdAt(), author, m.writeId());
        }
    }

    /** Erases without an entry in the feed, so that a consumer keeps what it has. */
    private static final class ErasureIsNotInTheFeed extends Decorator {

        ErasureIsNotInTheFeed(RevisionStore sound) {
            super(sound);
        }

        @Override
        public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
            FeedSlice slice = super.changes(tenant, position, bounds);
            return new FeedSlice(
                    slice.entries().stream()
                            .filter(entry -> !entry.revision().erased())
                            .toList(),
                    slice.token(),
                    slice.caughtUp(),
                    slice.heldBackSince());
        }
    }

    /** Writes another marker when a key is erased that is erased already. */
    private static final class ErasesAgain extends Decorator {

        private static final Set<ResourceKey> ERASED = ConcurrentHashMap.newKeySet();

        ErasesAgain(RevisionStore sound) {
            super(sound);
        }

        @Override
        public EraseOutcome erase(Erase erase) {
            boolean again = erase.version().isEmpty()
                    && !ERASED.add(erase.key())
                    && super.head(erase.key(), Detail.METADATA).isEmpty();
            if (again) {
                super.append(new Append.Put(
                        erase.key(),
                        new Condition.Absent(),
                        Content.of("{}"),
                        Optional.empty(),
                        UUID.randomUUID(),
                        erase.now(),
                        false));
                super.erase(erase);
                return new EraseOutcome.Erased(List.of(), erase.now());
            }
            return super.erase(erase);
        }
    }

    /** Gives a receipt of one version, however many it erased. */
    private static final class ReceiptForgetsVersions extends Decorator {

        ReceiptForgetsVersions(RevisionStore sound) {
            super(sound);
        }

        @Override
        public EraseOutcome erase(Erase erase) {
            EraseOutcome outcome = super.erase(erase);
            return outcome instanceof EraseOutcome.Erased erased
                            && erased.versions().size() > 1
                    ? new EraseOutcome.Erased(erased.versions().subList(0, 1), erased.at())
                    : outcome;
        }
    }

    /** Shows in a history the content that was erased. */
    private static final class ErasureLeavesHistory extends Remembering {

        ErasureLeavesHistory(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Slice<RevisionRecord, HistoryRequest.Position> history(HistoryRequest request) {
            Slice<RevisionRecord, HistoryRequest.Position> slice = super.history(request);
            return new Slice<>(slice.items().stream().map(Remembering::unerased).toList(), slice.next());
        }
    }

    /** Shows in the feed the content that was erased. */
    private static final class ErasureLeavesTheFeed extends Remembering {

        ErasureLeavesTheFeed(RevisionStore sound) {
            super(sound);
        }

        @Override
        public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
            FeedSlice slice = super.changes(tenant, position, bounds);
            return new FeedSlice(
                    slice.entries().stream()
                            .map(entry -> new FeedSlice.Entry(unerased(entry.revision()), entry.token()))
                            .toList(),
                    slice.token(),
                    slice.caughtUp(),
                    slice.heldBackSince());
        }
    }
}

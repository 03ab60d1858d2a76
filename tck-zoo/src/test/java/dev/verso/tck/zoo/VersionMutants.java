package dev.verso.tck.zoo;

import dev.verso.Change;
import dev.verso.Content;
import dev.verso.IfMatch;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.RevisionMetadata;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.AppendOutcome.Refused;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.spi.Slice;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Chapter VER: versions. */
final class VersionMutants {

    private VersionMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofStore(BeginsWithAPlaceholder.class, BeginsWithAPlaceholder::new)
                        .killedBy("VER-01"),
                Mutant.ofStore(RestartsVersions.class, RestartsVersions::new).killedBy("VER-02"),
                Mutant.ofStore(UpdateUpserts.class, UpdateUpserts::new)
                        .killedBy(Kit.STORAGE, "VER-03", "VER_03_a_refused")
                        .killedBy(Kit.STORE, "LOCK-01"),
                Mutant.ofStore(RefusedWriteTakesAVersion.class, RefusedWriteTakesAVersion::new)
                        .killedBy("VER-03"),
                Mutant.ofStore(OrdersVersionsAsText.class, OrdersVersionsAsText::new)
                        .killedBy("VER-04"),
                Mutant.ofStore(ReadsVersionsAs32Bits.class, ReadsVersionsAs32Bits::new)
                        .killedBy(Kit.STORAGE, "VER-05", KitRun.TABLE)
                        .killedBy(Kit.STORE, "VER-05"),
                Mutant.ofStore(RewritesTheRevisionBefore.class, RewritesTheRevisionBefore::new)
                        .killedBy("VER-05"),
                Mutant.ofStorage(TakesAnyDecimal.class, TakesAnyDecimal::new).killedBy("VER-06"),
                Mutant.ofStorage(TakesATagForAVersion.class, TakesATagForAVersion::new)
                        .killedBy("VER-06"),
                Mutant.ofStore(CurrentWithoutHistory.class, CurrentWithoutHistory::new)
                        .killedBy("VER-07"),
                Mutant.ofStore(LeavesTombstonesOutOfVersions.class, LeavesTombstonesOutOfVersions::new)
                        .killedBy("VER-07"));
    }

    /** Takes version 1 for an empty placeholder, so that a new key begins at 2. */
    private static final class BeginsWithAPlaceholder extends Decorator {

        BeginsWithAPlaceholder(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            AppendOutcome outcome = super.append(append);
            return outcome instanceof Appended done && done.metadata().change() == Change.CREATE
                    ? super.append(Parts.withCondition(
                            append, new Condition.LiveAt(done.metadata().version())))
                    : outcome;
        }
    }

    /** Numbers a restored key from 1 again. */
    private static final class RestartsVersions extends Retelling {

        RestartsVersions(RevisionStore sound) {
            super(sound);
        }

        @Override
        RevisionMetadata told(RevisionMetadata metadata) {
            return metadata.change() == Change.RESTORE ? Parts.withVersion(metadata, 1) : metadata;
        }
    }

    /** Creates what an update does not find. */
    private static final class UpdateUpserts extends Decorator {

        UpdateUpserts(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            boolean updates = append instanceof Append.Put
                    && (append.condition() instanceof Condition.Live || append.condition() instanceof Condition.LiveAt);
            AppendOutcome outcome = super.append(append);
            return updates
                            && outcome instanceof Refused refused
                            && refused.head().isEmpty()
                    ? super.append(Parts.withCondition(append, new Condition.Absent()))
                    : outcome;
        }
    }

    /** Lets a refused match take a version, which holds a copy of the head. */
    private static final class RefusedWriteTakesAVersion extends Decorator {

        RefusedWriteTakesAVersion(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            AppendOutcome outcome = super.append(append);
            if (outcome instanceof Refused && append.condition() instanceof Condition.LiveAt) {
                Content content = super.head(append.key(), Detail.CONTENT)
                        .flatMap(RevisionRecord::content)
                        .orElse(Content.of("{}"));
                super.append(new Append.Put(
                        append.key(),
                        new Condition.Live(),
                        content,
                        append.author(),
                        UUID.randomUUID(),
                        append.now(),
                        false));
            }
            return outcome;
        }
    }

    /** Orders versions as text, 10 before 9. */
    private static final class OrdersVersionsAsText extends Decorator {

        OrdersVersionsAsText(RevisionStore sound) {
            super(sound);
        }

        @Override
        public List<Long> versions(ResourceKey key) {
            return super.versions(key).stream()
                    .sorted(Comparator.comparing(String::valueOf))
                    .toList();
        }
    }

    /** Cuts a version that is asked for to 32 bits. */
    private static final class ReadsVersionsAs32Bits extends Decorator {

        ReadsVersionsAs32Bits(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Optional<RevisionRecord> revision(ResourceKey key, long version) {
            return super.revision(key, (int) version);
        }
    }

    /** Lets an update write its content into the revision before it as well. */
    private static final class RewritesTheRevisionBefore extends Decorator {

        RewritesTheRevisionBefore(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Optional<RevisionRecord> revision(ResourceKey key, long version) {
            Optional<Content> next = super.revision(key, version + 1)
                    .filter(after -> after.metadata().change() == Change.UPDATE)
                    .flatMap(RevisionRecord::content);
            return super.revision(key, version)
                    .map(revision -> revision.isResource() && next.isPresent()
                            ? Parts.withContent(revision, next.get())
                            : revision);
        }
    }

    /** Reads a version id with leading zeros, a sign or spaces as the number that is meant. */
    private static final class TakesAnyDecimal extends StorageDecorator {

        TakesAnyDecimal(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public Optional<Revision> vread(TenantContext context, String type, String id, String versionId) {
            return super.vread(context, type, id, versionId.strip().replaceFirst("^[+]?0*(?=[1-9])", ""));
        }
    }

    /** Takes an entity tag for the version that it names. */
    private static final class TakesATagForAVersion extends StorageDecorator {

        TakesATagForAVersion(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public Revision write(TenantContext context, Write write) {
            if (write instanceof Write.Update update && update.ifMatch().isPresent()) {
                List<String> expected = update.ifMatch().get().versionIds();
                if (expected.size() == 1 && expected.get(0).matches("(W/)?\"[0-9]+\"")) {
                    return super.write(
                            context,
                            new Write.Update(
                                    update.type(),
                                    update.id(),
                                    Optional.of(IfMatch.parse(expected.get(0))),
                                    update.content(),
                                    update.writeId()));
                }
            }
            return super.write(context, write);
        }
    }

    /** Commits the current state, but not the newest revision of the history. */
    private static final class CurrentWithoutHistory extends Decorator {

        CurrentWithoutHistory(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Slice<RevisionRecord, HistoryRequest.Position> history(HistoryRequest request) {
            Slice<RevisionRecord, HistoryRequest.Position> slice = super.history(request);
            return new Slice<>(
                    slice.items().stream()
                            .filter(item -> item.metadata().version()
                                    < super.head(item.metadata().key(), Detail.METADATA)
                                            .map(head -> head.metadata().version())
                                            .orElse(Long.MAX_VALUE))
                            .toList(),
                    slice.next());
        }
    }

    /** Leaves the versions of tombstones out of the list of versions. */
    private static final class LeavesTombstonesOutOfVersions extends Decorator {

        LeavesTombstonesOutOfVersions(RevisionStore sound) {
            super(sound);
        }

        @Override
        public List<Long> versions(ResourceKey key) {
            return super.versions(key).stream()
                    .filter(version -> super.revision(key, version)
                            .filter(RevisionRecord::isTombstone)
                            .isEmpty())
                    .toList();
        }
    }
}

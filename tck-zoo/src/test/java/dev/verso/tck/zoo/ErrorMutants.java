package dev.verso.tck.zoo;

import dev.verso.AlreadyExistsException;
import dev.verso.BackendFaultException;
import dev.verso.BackendUnavailableException;
import dev.verso.Capabilities;
import dev.verso.Capability;
import dev.verso.HistoryQuery;
import dev.verso.InvalidArgumentException;
import dev.verso.Page;
import dev.verso.PageRequest;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.RevisionMetadata;
import dev.verso.StorageException;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Chapters ERR and CAP: errors, write ids, closing, capabilities. */
final class ErrorMutants {

    private ErrorMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofStorage(LetsTheDriversExceptionOut.class, LetsTheDriversExceptionOut::new)
                        .killedBy("ERR-01"),
                Mutant.ofStorage(TellsContentInMessages.class, TellsContentInMessages::new)
                        .killedBy("ERR-01"),
                Mutant.ofStorage(TakesNullForNothing.class, TakesNullForNothing::new)
                        .killedBy("ERR-01"),
                Mutant.ofStore(ReadsAfterClose.class, ReadsAfterClose::new).killedBy(Kit.STORE, "ERR-01"),
                Mutant.ofStorage(CallsARefusalRetryable.class, CallsARefusalRetryable::new)
                        .killedBy("ERR-02"),
                Mutant.ofStore(ForgetsWriteIds.class, ForgetsWriteIds::new).killedBy("ERR-05"),
                Mutant.ofStore(LosesTheAuthor.class, LosesTheAuthor::new)
                        .killedBy(Kit.STORAGE, "DEL-01")
                        .killedBy(Kit.STORE, "ERR-05"),
                Mutant.ofStorage(RepeatsARepeatedWrite.class, RepeatsARepeatedWrite::new)
                        .killedBy("ERR-06"),
                Mutant.ofStore(AppendsARetryTwice.class, AppendsARetryTwice::new)
                        .killedBy(Kit.STORAGE, "ERR-06")
                        .killedBy(Kit.STORE, "ERR-05"),
                Mutant.ofStorage(TakesAnIdForTheSameWrite.class, TakesAnIdForTheSameWrite::new)
                        .killedBy("ERR-06"),
                Mutant.ofStore(TakesTheHeadForTheSameWrite.class, TakesTheHeadForTheSameWrite::new)
                        .killedBy("ERR-06"),
                Mutant.ofStorage(LooksAtTheCursorFirst.class, LooksAtTheCursorFirst::new)
                        .killedBy("ERR-07"),
                Mutant.ofStorage(SwallowsTheInterrupt.class, SwallowsTheInterrupt::new)
                        .killedBy("ERR-09"),
                Mutant.ofStore(ClosesWhatItWasGiven.class, ClosesWhatItWasGiven::new)
                        .killedBy("ERR-09"),
                Mutant.ofStore(DeclaresMoreLater.class, DeclaresMoreLater::new).killedBy("CAP-01"),
                Mutant.ofStore(DeclaresABatchItLacks.class, DeclaresABatchItLacks::new)
                        .killedBy("CAP-02"),
                Mutant.ofStore(HalfWorksWithoutDeclaring.class, HalfWorksWithoutDeclaring::new)
                        .declaring(Capability.SCANS, Capability.CHANGE_FEED, Capability.ERASURE)
                        .killedBy(Kit.STORE, "CAP-02"),
                Mutant.ofStorage(WritesABatchUndeclared.class, WritesABatchUndeclared::new)
                        .declaring(Capability.SCANS, Capability.CHANGE_FEED, Capability.ERASURE)
                        .killedBy("CAP-02"));
    }

    /** Lets the driver's exception out where an id is taken. */
    private static final class LetsTheDriversExceptionOut extends StorageDecorator {

        LetsTheDriversExceptionOut(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public Revision write(TenantContext context, Write write) {
            try {
                return super.write(context, write);
            } catch (AlreadyExistsException e) {
                throw new IllegalArgumentException("duplicate key value violates unique constraint", e);
            }
        }
    }

    /** Puts the content that was refused into the message, for whoever debugs. */
    private static final class TellsContentInMessages extends StorageDecorator {

        TellsContentInMessages(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public Revision write(TenantContext context, Write write) {
            try {
                return super.write(context, write);
            } catch (AlreadyExistsException e) {
                throw Parts.content(write)
                        .<StorageException>map(content ->
                                new InvalidArgumentException(e.getMessage() + "; the content was " + content.json()))
                        .orElse(e);
            }
        }
    }

    /** Takes a missing id for one that does not exist. */
    private static final class TakesNullForNothing extends StorageDecorator {

        TakesNullForNothing(VersionedStorage sound) {
            super(sound);
        }

        @Override
        @SuppressWarnings("NullAway")
        public boolean exists(TenantContext context, String type, String id) {
            return id != null && super.exists(context, type, id);
        }
    }

    /** Goes on to read after it was closed. */
    private static final class ReadsAfterClose extends Decorator {

        ReadsAfterClose(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
            try {
                return super.head(key, detail);
            } catch (IllegalStateException closed) {
                return Optional.empty();
            }
        }
    }

    /** Calls a create of an id that is taken unavailable, and so worth another try. */
    private static final class CallsARefusalRetryable extends StorageDecorator {

        CallsARefusalRetryable(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public Revision write(TenantContext context, Write write) {
            try {
                return super.write(context, write);
            } catch (AlreadyExistsException e) {
                throw new BackendUnavailableException("The backend refused; try again", e);
            }
        }
    }

    /** Keeps a revision without the id of its write, and makes one up when it is read. */
    private static final class ForgetsWriteIds extends Retelling {

        ForgetsWriteIds(RevisionStore sound) {
            super(sound);
        }

        @Override
        RevisionMetadata told(RevisionMetadata m) {
            return new RevisionMetadata(
                    m.key(),
                    m.version(),
                    m.change(),
                    m.lastUpdated(),
                    m.createdAt(),
                    m.author(),
                    new UUID(m.key().hashCode(), m.version()));
        }
    }

    /** Keeps a revision without its author. */
    private static final class LosesTheAuthor extends Retelling {

        LosesTheAuthor(RevisionStore sound) {
            super(sound);
        }

        @Override
        RevisionMetadata told(RevisionMetadata m) {
            return new RevisionMetadata(
                    m.key(), m.version(), m.change(), m.lastUpdated(), m.createdAt(), Optional.empty(), m.writeId());
        }
    }

    /** Gives a repeated write a new id, and so refuses it because of itself. */
    private static final class RepeatsARepeatedWrite extends StorageDecorator {

        private static final Set<UUID> USED = ConcurrentHashMap.newKeySet();

        RepeatsARepeatedWrite(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public Revision write(TenantContext context, Write write) {
            boolean repeated = write.writeId().filter(id -> !USED.add(id)).isPresent();
            return super.write(context, repeated ? write.withWriteId(UUID.randomUUID()) : write);
        }
    }

    /** Appends a write once more that was sent again after it had taken effect. */
    private static final class AppendsARetryTwice extends Decorator {

        private static final Set<UUID> WRITTEN = ConcurrentHashMap.newKeySet();

        AppendsARetryTwice(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            boolean again = !WRITTEN.add(append.writeId());
            return super.append(
                    again && append instanceof Append.Put ? Parts.withCondition(append, new Condition.Any()) : append);
        }
    }

    /** Takes a write with an id that was used for the write that used it, whatever its content is. */
    private static final class TakesAnIdForTheSameWrite extends StorageDecorator {

        private static final Map<UUID, Revision> DONE = new ConcurrentHashMap<>();

        TakesAnIdForTheSameWrite(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public Revision write(TenantContext context, Write write) {
            Optional<Revision> done = write.writeId().map(DONE::get);
            if (done.isPresent() && done.get().key().tenant().equals(context.tenant())) {
                return done.get();
            }
            Revision written = super.write(context, write);
            write.writeId().ifPresent(id -> DONE.put(id, written));
            return written;
        }
    }

    /** Answers a write whose id the head has with the head, whatever its content is. */
    private static final class TakesTheHeadForTheSameWrite extends Decorator {

        TakesTheHeadForTheSameWrite(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            AppendOutcome outcome = super.append(append);
            return outcome instanceof AppendOutcome.Refused refused
                            && refused.head()
                                    .filter(head -> head.writeId().equals(append.writeId()))
                                    .isPresent()
                    ? new AppendOutcome.Appended(refused.head().get())
                    : outcome;
        }
    }

    /** Looks at a cursor before it looks at the limit and the bounds that came with it. */
    private static final class LooksAtTheCursorFirst extends StorageDecorator {

        LooksAtTheCursorFirst(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public Page<Revision> history(TenantContext context, HistoryQuery query, PageRequest page) {
            if (page.cursor().isPresent()) {
                super.history(
                        context,
                        new HistoryQuery(query.type(), query.id(), query.order(), Optional.empty(), Optional.empty()),
                        page.withLimit(1));
            }
            return super.history(context, query, page);
        }
    }

    /** Clears the interrupt flag of the thread that it was called on. */
    private static final class SwallowsTheInterrupt extends StorageDecorator {

        SwallowsTheInterrupt(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public Optional<StoredResource> read(TenantContext context, String type, String id) {
            Thread.interrupted();
            return super.read(context, type, id);
        }
    }

    /** Closes with itself what all instances over the same backend share. */
    private static final class ClosesWhatItWasGiven extends Decorator {

        private static final Map<UUID, Set<RevisionStore>> OPEN = new ConcurrentHashMap<>();

        private final Set<RevisionStore> open;
        private volatile boolean closed;

        ClosesWhatItWasGiven(RevisionStore sound) {
            super(sound);
            this.open = OPEN.computeIfAbsent(sound.identity(), any -> ConcurrentHashMap.newKeySet());
            open.add(sound);
        }

        @Override
        public void close() {
            closed = true;
            open.forEach(RevisionStore::close);
            open.clear();
        }

        @Override
        public AppendOutcome append(Append append) {
            return shared(() -> super.append(append));
        }

        @Override
        public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
            return shared(() -> super.head(key, detail));
        }

        private <T> T shared(Supplier<T> call) {
            try {
                return call.get();
            } catch (IllegalStateException e) {
                throw closed ? e : new BackendFaultException("The pool is closed", e);
            }
        }
    }

    /** Declares a capability fewer until it has written something. */
    private static final class DeclaresMoreLater extends Decorator {

        private volatile boolean written;

        DeclaresMoreLater(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            written = true;
            return super.append(append);
        }

        @Override
        public Capabilities capabilities() {
            return written ? super.capabilities() : Declaring.without(super.capabilities(), Capability.ERASURE);
        }
    }

    /** Declares atomic batches, and writes the first entry alone. */
    private static final class DeclaresABatchItLacks extends Decorator {

        DeclaresABatchItLacks(RevisionStore sound) {
            super(sound);
        }

        @Override
        public BatchOutcome appendAll(List<Append> appends) {
            AppendOutcome first = super.append(appends.get(0));
            return first instanceof AppendOutcome.Appended appended
                    ? new BatchOutcome.AllAppended(appends.stream()
                            .map(append -> Parts.withKey(appended.metadata(), append.key()))
                            .toList())
                    : new BatchOutcome.Rejected(0, (AppendOutcome.NotAppended) first);
        }
    }

    /** Says of capabilities what is not so. */
    private static final class Declaring {

        static Capabilities without(Capabilities all, Capability less) {
            Set<Capability> declared = EnumSet.copyOf(all.declared());
            declared.remove(less);
            return new Capabilities(all.backend(), declared, all.reads(), all.maxContentBytes(), all.feedRetention());
        }
    }

    /** Does not declare atomic batches, and appends them all the same. */
    private static final class HalfWorksWithoutDeclaring extends Decorator {

        HalfWorksWithoutDeclaring(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Capabilities capabilities() {
            return Declaring.without(super.capabilities(), Capability.ATOMIC_BATCH);
        }
    }

    /** Does not declare atomic batches, and writes the entries one after the other. */
    private static final class WritesABatchUndeclared extends StorageDecorator {

        WritesABatchUndeclared(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public List<Revision> writeBatch(TenantContext context, List<Write> writes) {
            return writes.stream().map(write -> super.write(context, write)).toList();
        }

        @Override
        public Capabilities capabilities() {
            return Declaring.without(super.capabilities(), Capability.ATOMIC_BATCH);
        }
    }
}

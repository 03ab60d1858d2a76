package dev.verso.tck.zoo;

import dev.verso.BackendFaultException;
import dev.verso.BackendUnavailableException;
import dev.verso.Inconsistency;
import dev.verso.OutcomeUnknownException;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.AppendOutcome.Refused;
import dev.verso.spi.CheckSlice;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Chapter FLT, and the rules of ERR about faults: what shows when connections are cut or a server dies. */
final class FaultMutants {

    private FaultMutants() {}

    static List<Mutant> all() {
        return List.of(
                underFaults(RetriesBlindly.class, RetriesBlindly::new).killedBy(Kit.STORAGE, "ERR-03"),
                underFaults(RetriesWhatHasNoCondition.class, RetriesWhatHasNoCondition::new)
                        .killedBy(Kit.STORAGE, "ERR-05"),
                underFaults(CallsTheUnknownAConflict.class, CallsTheUnknownAConflict::new)
                        .killedBy(Kit.STORAGE, "ERR-03"),
                underFaults(CallsAnOutageAFault.class, CallsAnOutageAFault::new).killedBy(Kit.STORAGE, "ERR-04"),
                Mutant.underFaults(
                                AcknowledgesBeforeItIsDurable.class,
                                UnaryOperator.identity(),
                                store -> new Harbour(store, AcknowledgesBeforeItIsDurable.LOST, 0))
                        .killedBy(Kit.STORAGE, "FLT-01"),
                Mutant.ofStore(VerifiesNothing.class, VerifiesNothing::new).killedBy("FLT-02"),
                Mutant.ofStore(FindsWhatIsNotWrong.class, FindsWhatIsNotWrong::new)
                        .killedBy("FLT-02"),
                underFaults(CallsALostWriteDone.class, CallsALostWriteDone::new).killedBy(Kit.STORAGE, "FLT-03"),
                Mutant.underFaults(
                                FailsOverToALaggard.class,
                                UnaryOperator.identity(),
                                store -> new Harbour(store, 0, FailsOverToALaggard.BEHIND))
                        .killedBy(Kit.STORAGE, "FLT-04"));
    }

    private static Mutant underFaults(Class<?> defect, UnaryOperator<RevisionStore> store) {
        return Mutant.underFaults(defect, store, broken -> new Harbour(broken, 0, 0));
    }

    /** Sends a write again whose answer was lost, and takes the conflict with itself for another's. */
    private static final class RetriesBlindly extends Decorator {

        RetriesBlindly(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            try {
                return super.append(append);
            } catch (OutcomeUnknownException e) {
                return super.append(append);
            }
        }
    }

    /** Sends a write without a condition again whose answer was lost, so that it takes effect twice. */
    private static final class RetriesWhatHasNoCondition extends Decorator {

        RetriesWhatHasNoCondition(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            try {
                return super.append(append);
            } catch (OutcomeUnknownException e) {
                boolean blind = append.condition() instanceof Condition.Any
                        || append.condition() instanceof Condition.Live
                        || append.condition() instanceof Condition.NotLive;
                if (blind) {
                    return super.append(append);
                }
                throw e;
            }
        }
    }

    /** Reports a write whose answer was lost as refused. */
    private static final class CallsTheUnknownAConflict extends Decorator {

        CallsTheUnknownAConflict(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            try {
                return super.append(append);
            } catch (OutcomeUnknownException e) {
                return new Refused(Optional.empty());
            }
        }
    }

    /** Reports a backend that is down as one that is broken, which nobody tries again. */
    private static final class CallsAnOutageAFault extends Decorator {

        CallsAnOutageAFault(RevisionStore sound) {
            super(sound);
        }

        @Override
        public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
            try {
                return super.head(key, detail);
            } catch (BackendUnavailableException e) {
                throw new BackendFaultException("connection refused", e);
            }
        }
    }

    /** Acknowledges a write before it is on disk, and has lost the newest when the server was killed. */
    private static final class AcknowledgesBeforeItIsDurable {

        /** More than the kit's eight writers can have on their way: an acknowledged one is among them. */
        static final int LOST = 16;
    }

    /** Verifies a store without a look at it. */
    private static final class VerifiesNothing extends Decorator {

        VerifiesNothing(RevisionStore sound) {
            super(sound);
        }

        @Override
        public CheckSlice check(Optional<String> position, int keys) {
            return new CheckSlice(List.of(), 0, 0, Optional.empty());
        }
    }

    /** Calls a key with a tombstone inconsistent, for it has a revision without content. */
    private static final class FindsWhatIsNotWrong extends Decorator {

        private static final Map<UUID, ResourceKey> DELETED = new ConcurrentHashMap<>();

        FindsWhatIsNotWrong(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            if (append instanceof Append.Delete) {
                DELETED.put(identity(), append.key());
            }
            return super.append(append);
        }

        @Override
        public CheckSlice check(Optional<String> position, int keys) {
            CheckSlice slice = super.check(position, keys);
            List<Inconsistency> found = Optional.ofNullable(DELETED.get(identity())).stream()
                    .map(key -> new Inconsistency(key, Inconsistency.Kind.CONTENT, "A revision has no content"))
                    .toList();
            return new CheckSlice(found, slice.keys(), slice.revisions(), slice.next());
        }
    }

    /** Takes the head that it finds after a lost answer for its own write. */
    private static final class CallsALostWriteDone extends Decorator {

        CallsALostWriteDone(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            try {
                return super.append(append);
            } catch (OutcomeUnknownException e) {
                Optional<RevisionMetadata> head =
                        super.head(append.key(), Detail.METADATA).map(RevisionRecord::metadata);
                return head.<AppendOutcome>map(Appended::new).orElseThrow(() -> e);
            }
        }
    }

    /** Fails over to a server that the newest acknowledged writes have not reached. */
    private static final class FailsOverToALaggard {

        /** More than the kit's eight writers can have on their way: an acknowledged one is among them. */
        static final int BEHIND = 16;
    }
}

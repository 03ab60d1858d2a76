package dev.verso.engine;

import dev.verso.BackendUnavailableException;
import dev.verso.OptimisticLockFailureException;
import dev.verso.RevisionMetadata;
import dev.verso.StorageException;
import dev.verso.engine.PlannedWrite.Fixed;
import dev.verso.spi.AppendOutcome.NotAppended;
import dev.verso.spi.AppendOutcome.Refused;
import dev.verso.spi.Condition;
import java.util.Optional;

/** Decides whether a write that the store did not take is refused for good, or is to be tried again (LOCK-02, LOCK-03). */
final class Judge {

    private final Resolver resolver;

    Judge(Resolver resolver) {
        this.resolver = resolver;
    }

    /**
     * A refusal for good.
     *
     * @param head the head that the write is refused for; empty if the key is absent
     */
    record Verdict(Optional<RevisionMetadata> head) {}

    /**
     * Judges a write that was not taken.
     *
     * @return the verdict; empty if the write is to be tried again
     */
    Optional<Verdict> judge(PlannedWrite write, NotAppended outcome) {
        if (!(write.target() instanceof Fixed fixed)) {
            // What was found by a look is looked for anew when the head has moved (RES-02).
            return Optional.empty();
        }
        if (outcome instanceof Refused refused) {
            return Optional.of(new Verdict(refused.head()));
        }
        Condition condition = fixed.condition();
        boolean decidedByTheHead = condition instanceof Condition.Absent || condition instanceof Condition.LiveAt;
        if (!decidedByTheHead) {
            return Optional.empty();
        }
        Optional<RevisionMetadata> head = look(write, condition);
        return condition.holds(head) ? Optional.empty() : Optional.of(new Verdict(head));
    }

    private Optional<RevisionMetadata> look(PlannedWrite write, Condition condition) {
        try {
            return resolver.head(write.key());
        } catch (StorageException e) {
            if (condition instanceof Condition.Absent) {
                // LOCK-04: a create is never told of a lock; nothing was written, so the look's own fault says it all.
                throw e;
            }
            OptimisticLockFailureException failure = new OptimisticLockFailureException(
                    write.key(),
                    "The write of " + write.key() + " lost a race, and what it lost to could not be read; try again");
            failure.addSuppressed(e);
            throw failure;
        }
    }

    /** The exception for a write that lost as often as the policy allows. */
    static StorageException exhausted(PlannedWrite write, int tries) {
        return write.target() instanceof Fixed fixed && fixed.condition() instanceof Condition.Absent
                ? new BackendUnavailableException(
                        "The creation of " + write.key() + " lost " + tries
                                + " races, yet its key is absent; try again later",
                        null)
                : new OptimisticLockFailureException(
                        write.key(), "The write of " + write.key() + " lost " + tries + " races; try again later");
    }
}

package dev.verso.memory;

import dev.verso.BackendUnavailableException;
import dev.verso.Capability;
import dev.verso.OutcomeUnknownException;
import dev.verso.RetryPolicy;
import dev.verso.VersionedStorage;
import dev.verso.tck.Subject;
import dev.verso.tck.Trial;
import java.time.Duration;

/**
 * Checks in the manner of the kit, on a memory store to whose calls a script does what no kit can ask of every backend: at
 * this very call an answer is lost, or another writer comes first.
 */
abstract class ScriptedKit extends KitByChapter {

    static final RetryPolicy FOUR_TRIES = new RetryPolicy(4, Duration.ZERO, Duration.ZERO);

    private static final MemoryRevisionStore BACKEND = MemoryRevisionStore.create();

    final Script script = new Script();

    @Override
    Subject subject() {
        return Subject.of(
                        "memory, scripted",
                        "0.1.0",
                        options -> VersionedStorage.over(script.over(BACKEND.sibling()), options))
                .declares(Capability.SCANS, Capability.ATOMIC_BATCH, Capability.CHANGE_FEED, Capability.ERASURE);
    }

    /** An instance over the same backend that the script does not reach. */
    static VersionedStorage rival(Trial t) {
        return VersionedStorage.over(BACKEND.sibling(), t.options().build());
    }

    /** An instance that tries four times, without a pause. */
    static VersionedStorage fourTimes(Trial t) throws Exception {
        return t.open(t.options().retryPolicy(FOUR_TRIES).build());
    }

    static OutcomeUnknownException lost() {
        return new OutcomeUnknownException("The script lost the answer", new IllegalStateException("driver"));
    }

    static BackendUnavailableException away() {
        return new BackendUnavailableException("The script says that the backend is away", null);
    }
}

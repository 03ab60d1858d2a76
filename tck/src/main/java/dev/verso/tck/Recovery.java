package dev.verso.tck;

import dev.verso.BackendUnavailableException;
import dev.verso.VersionedStorage;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits until instances that faults have hit work again, as they must without being opened anew (ERR-04). */
final class Recovery {

    private Recovery() {}

    /** The audit that follows a check reads through the trial's own instances, which the faults may have hit too. */
    static void ofTrial(Trial t) {
        of(t, t.first());
        of(t, t.second());
    }

    static void of(Trial t, VersionedStorage storage) {
        t.await(
                "a backend that is well answers",
                () -> attempt(t, () -> storage.head(t.tenant(), "Patient", "nobody")));
    }

    /** What an attempt gives, which must end within the deadline; empty if the backend was not there. */
    static <T> Optional<T> attempt(Trial t, Supplier<T> call) {
        try {
            return Optional.of(t.inTime(call));
        } catch (BackendUnavailableException e) {
            return Optional.empty();
        }
    }
}

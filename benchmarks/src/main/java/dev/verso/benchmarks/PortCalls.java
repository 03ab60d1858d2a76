package dev.verso.benchmarks;

import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.Condition;
import dev.verso.spi.RevisionStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Calls of the driven port as the engine makes them, whose answers are looked at. */
final class PortCalls {

    private static final Optional<String> AUTHOR = Optional.of("practitioner");

    private PortCalls() {}

    static Append.Put put(ResourceKey key, Condition condition, Content content) {
        return new Append.Put(key, condition, content, AUTHOR, UUID.randomUUID(), now(), false);
    }

    static Append.Put putFresh(ResourceKey key, Content content) {
        return new Append.Put(key, new Condition.Absent(), content, AUTHOR, UUID.randomUUID(), now(), true);
    }

    static Append.Delete delete(ResourceKey key, Condition condition) {
        return new Append.Delete(key, condition, AUTHOR, UUID.randomUUID(), now());
    }

    static void appended(RevisionStore store, Append append) {
        AppendOutcome outcome = store.append(append);
        if (!(outcome instanceof AppendOutcome.Appended)) {
            throw new IllegalStateException("The benchmark's own write was not taken: " + outcome);
        }
    }

    static void allAppended(RevisionStore store, List<Append> appends) {
        BatchOutcome outcome = store.appendAll(appends);
        if (!(outcome instanceof BatchOutcome.AllAppended)) {
            throw new IllegalStateException("The benchmark's own batch was not taken: " + outcome);
        }
    }

    static void refused(RevisionStore store, Append append) {
        if (!(store.append(append) instanceof AppendOutcome.Refused)) {
            throw new IllegalStateException("The benchmark's own write was taken");
        }
    }

    static void found(Optional<?> answer) {
        if (answer.isEmpty()) {
            throw new IllegalStateException("The benchmark's own key was not found");
        }
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}

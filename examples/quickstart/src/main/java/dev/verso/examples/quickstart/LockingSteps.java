package dev.verso.examples.quickstart;

import static dev.verso.examples.quickstart.Stage.name;

import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.VersionConflictException;
import dev.verso.VersionedStorage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Versions, and what they are good for: no writer overwrites what it has not seen. */
final class LockingSteps {

    private static final int RACING_WRITERS = 8;

    private final Stage stage;
    private final VersionedStorage storage;
    private final Screen screen;

    LockingSteps(Stage stage) {
        this.stage = stage;
        this.storage = stage.storage;
        this.screen = stage.screen;
    }

    void tell() throws InterruptedException {
        StoredResource wardsCopy = storage.read(stage.ward, stage.jessie).orElseThrow();
        versionsGrow();
        aStaleWriterIsRefused(wardsCopy);
        ofManyWritersOneWins();
    }

    private void versionsGrow() {
        screen.step("Versions grow", "A writer names the version that it has seen; its update becomes the next one.");
        StoredResource seen = storage.read(stage.reception, stage.jessie).orElseThrow();
        screen.call("read(%s)", name(stage.jessie));
        screen.revision(seen);
        for (String phone : List.of("617-555-0114", "617-555-0141")) {
            screen.call("updateWithMatch(%s, expected %s, phone %s)", name(stage.jessie), seen.versionId(), phone);
            seen = storage.updateWithMatch(
                    stage.reception, stage.jessie, seen.versionId(), Fhir.withPhone(seen.content(), phone));
            screen.revision(seen);
        }
    }

    private void aStaleWriterIsRefused(StoredResource wardsCopy) {
        screen.step("A stale writer is refused", "The ward read before reception wrote; its update would undo both.");
        screen.call("updateWithMatch(%s, expected %s, ...)", name(stage.jessie), wardsCopy.versionId());
        VersionConflictException refusal = stage.refused(
                VersionConflictException.class,
                () -> storage.updateWithMatch(
                        stage.ward, stage.jessie, wardsCopy.versionId(), Fhir.withActive(wardsCopy.content(), true)));
        screen.refused(refusal, "expected %s, actual %s", refusal.expectedVersion(), actualVersion(refusal));

        StoredResource current = storage.read(stage.ward, stage.jessie).orElseThrow();
        screen.call(
                "read(%s), then updateWithMatch(..., expected %s, active true)",
                name(stage.jessie), current.versionId());
        screen.revision(storage.updateWithMatch(
                stage.ward, stage.jessie, current.versionId(), Fhir.withActive(current.content(), true)));
    }

    private void ofManyWritersOneWins() throws InterruptedException {
        screen.step("Of many writers one wins", "Check and write are one atomic step at the backend.");
        StoredResource seen = storage.read(stage.ward, stage.jessie).orElseThrow();
        screen.call(
                "updateWithMatch(%s, expected %s, active false)   by %d threads at once",
                name(stage.jessie), seen.versionId(), RACING_WRITERS);

        List<VersionConflictException> refusals = race(stage.ward, seen);
        stage.addConflicts(refusals.size());
        screen.revision(storage.read(stage.ward, stage.jessie).orElseThrow());
        screen.result(
                "%d won, %d refused; the refused were told: actual version %s",
                RACING_WRITERS - refusals.size(),
                refusals.size(),
                refusals.stream().map(LockingSteps::actualVersion).distinct().toList());
    }

    private List<VersionConflictException> race(TenantContext writer, StoredResource seen) throws InterruptedException {
        CyclicBarrier start = new CyclicBarrier(RACING_WRITERS);
        Callable<Optional<VersionConflictException>> attempt = () -> {
            start.await();
            try {
                storage.updateWithMatch(writer, seen.key(), seen.versionId(), Fhir.withActive(seen.content(), false));
                return Optional.empty();
            } catch (VersionConflictException refusal) {
                return Optional.of(refusal);
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(RACING_WRITERS);
        try {
            List<VersionConflictException> refusals = new ArrayList<>();
            for (Future<Optional<VersionConflictException>> outcome :
                    threads.invokeAll(Collections.nCopies(RACING_WRITERS, attempt))) {
                outcome.get().ifPresent(refusals::add);
            }
            return refusals;
        } catch (ExecutionException e) {
            throw new IllegalStateException("A writer met something else than a version conflict", e.getCause());
        } finally {
            threads.shutdown();
        }
    }

    private static String actualVersion(VersionConflictException refusal) {
        return refusal.actualVersion().orElse("not told");
    }
}

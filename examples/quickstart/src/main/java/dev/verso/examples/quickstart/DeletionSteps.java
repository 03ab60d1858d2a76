package dev.verso.examples.quickstart;

import static dev.verso.examples.quickstart.Stage.found;
import static dev.verso.examples.quickstart.Stage.name;
import static dev.verso.examples.quickstart.Stage.status;

import dev.verso.GoneException;
import dev.verso.Revision;
import dev.verso.StoredResource;
import dev.verso.VersionedStorage;
import java.util.Optional;

/** Deletion, which is a version like any other, and the way back. */
final class DeletionSteps {

    private final Stage stage;
    private final VersionedStorage storage;
    private final Screen screen;

    DeletionSteps(Stage stage) {
        this.stage = stage;
        this.storage = stage.storage;
        this.screen = stage.screen;
    }

    void tell() {
        StoredResource last = storage.read(stage.reception, stage.jessie).orElseThrow();
        deleteLeavesATombstone(last);
        anUpdateOfADeletedResourceIsRefused(last);
        restoreBringsItBack();
    }

    private void deleteLeavesATombstone(StoredResource last) {
        screen.step("Delete leaves a tombstone", "The past stays readable, and a web layer can tell 410 from 404.");
        screen.call("deleteWithMatch(%s, expected %s)", name(stage.jessie), last.versionId());
        screen.revision(storage.deleteWithMatch(stage.reception, stage.jessie, last.versionId()));

        screen.call("read(%s)", name(stage.jessie));
        screen.result("%s", found(storage.read(stage.reception, stage.jessie)));
        screen.call("head(%s)", name(stage.jessie));
        Optional<Revision> deleted = storage.head(stage.reception, stage.jessie);
        screen.result("%-14s HTTP %s", found(deleted), status(deleted));
        screen.call("head(Patient/nobody)");
        Optional<Revision> absent = storage.head(stage.reception, "Patient", "nobody");
        screen.result("%-14s HTTP %s", found(absent), status(absent));
        screen.call("vread(%s, %s)", name(stage.jessie), last.versionId());
        screen.revision(
                storage.vread(stage.reception, stage.jessie, last.versionId()).orElseThrow());
    }

    private void anUpdateOfADeletedResourceIsRefused(StoredResource last) {
        screen.call("update(%s, ...)", name(stage.jessie));
        GoneException gone =
                stage.refused(GoneException.class, () -> storage.update(stage.reception, stage.jessie, last.content()));
        screen.refused(gone, "deleted as of version %s", gone.versionId().orElse("not told"));
    }

    private void restoreBringsItBack() {
        screen.step("Restore brings it back", "With its newest content, or with that of a version that you name.");
        screen.call("restore(%s)", name(stage.jessie));
        screen.revision(storage.restore(stage.reception, stage.jessie));
        screen.call("delete(%s), then restore(..., version 3)", name(stage.jessie));
        screen.revision(storage.delete(stage.reception, stage.jessie));
        screen.revision(storage.restore(stage.reception, stage.jessie, "3"));
    }
}

package dev.verso.examples.quickstart;

import static dev.verso.examples.quickstart.Stage.name;

import dev.verso.IfMatch;
import dev.verso.StoredResource;
import dev.verso.VersionConflictException;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import java.util.List;

/** Several writes as one: all or none. */
final class BatchSteps {

    private static final String SOCIAL_FINDING = "Housing unsatisfactory (finding)";

    private final Stage stage;
    private final VersionedStorage storage;
    private final Screen screen;

    BatchSteps(Stage stage) {
        this.stage = stage;
        this.storage = stage.storage;
        this.screen = stage.screen;
    }

    void tell() {
        StoredResource finding = storage.listStream(stage.ward, "Condition")
                .filter(condition -> Fhir.isAbout(condition, stage.vonda.id()))
                .filter(condition -> Fhir.describe(condition).equals(SOCIAL_FINDING))
                .findFirst()
                .orElseThrow();
        allIsWritten(finding);
        orNothing(finding);
    }

    private void allIsWritten(StoredResource finding) {
        screen.step("A batch is atomic", "A care plan, a note and a phone number, written together or not at all.");
        StoredResource vonda = storage.read(stage.ward, stage.vonda).orElseThrow();
        screen.call("writeBatch(create CarePlan,");
        screen.call("           update %s if version %s,", name(finding.key()), finding.versionId());
        screen.call("           update %s if version %s)", name(stage.vonda), vonda.versionId());
        storage.writeBatch(
                        stage.ward,
                        List.of(
                                Write.create(
                                        "CarePlan",
                                        Fhir.carePlan(
                                                stage.vonda.id(), finding.key().id())),
                                updateIfUnchanged(finding, "Housing support arranged"),
                                Write.update(
                                        "Patient",
                                        stage.vonda.id(),
                                        IfMatch.version(vonda.versionId()),
                                        Fhir.withPhone(vonda.content(), "508-555-0123"))))
                .forEach(screen::keyedRevision);
    }

    private void orNothing(StoredResource finding) {
        screen.step("A refused batch leaves nothing", "The ward still holds the old version of the finding.");
        showState("before", finding);
        screen.call("writeBatch(create CarePlan,");
        screen.call("           update %s if version %s)", name(finding.key()), finding.versionId());
        VersionConflictException refusal = stage.refused(
                VersionConflictException.class,
                () -> storage.writeBatch(
                        stage.ward,
                        List.of(
                                Write.create(
                                        "CarePlan",
                                        Fhir.carePlan(
                                                stage.vonda.id(), finding.key().id())),
                                updateIfUnchanged(finding, "No support needed"))));
        screen.refused(
                refusal,
                "%s: expected %s, actual %s",
                name(refusal.key()),
                refusal.expectedVersion(),
                refusal.actualVersion().orElse("not told"));
        showState("after", finding);
    }

    private static Write updateIfUnchanged(StoredResource condition, String note) {
        return Write.update(
                "Condition",
                condition.key().id(),
                IfMatch.version(condition.versionId()),
                Fhir.withNote(condition.content(), note));
    }

    private void showState(String when, StoredResource finding) {
        screen.call("count(CarePlan), currentVersion(%s)   %s", name(finding.key()), when);
        screen.result(
                "%d, %s",
                storage.count(stage.ward, "CarePlan"),
                storage.currentVersion(stage.ward, finding.key()).orElse("none"));
    }
}

package dev.verso.examples.quickstart;

import static dev.verso.examples.quickstart.Stage.found;
import static dev.verso.examples.quickstart.Stage.name;

import dev.verso.HistoryQuery;
import dev.verso.Page;
import dev.verso.PageRequest;
import dev.verso.Revision;
import dev.verso.VersionedStorage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The past: versions one by one, histories, and the state at an instant. */
final class HistorySteps {

    private final Stage stage;
    private final VersionedStorage storage;
    private final Screen screen;

    HistorySteps(Stage stage) {
        this.stage = stage;
        this.storage = stage.storage;
        this.screen = stage.screen;
    }

    void tell() {
        everyVersionCanBeRead();
        historyOfOneResource();
        historyOfAType();
        readAsOfAnInstant();
    }

    private void everyVersionCanBeRead() {
        screen.step("Every version can be read", "A revision never changes once it is acknowledged.");
        screen.call("listVersions(%s), currentVersion(...)", name(stage.jessie));
        screen.result(
                "%s, current %s",
                storage.listVersions(stage.ward, stage.jessie),
                storage.currentVersion(stage.ward, stage.jessie).orElse("none"));
        screen.call("vread(%s, 1)", name(stage.jessie));
        screen.revision(storage.vread(stage.ward, stage.jessie, "1").orElseThrow());
        screen.call("vread(%s, 99)", name(stage.jessie));
        screen.result("%s", found(storage.vread(stage.ward, stage.jessie, "99")));
    }

    private void historyOfOneResource() {
        screen.step("History of one resource", "Newest first; a stream of any length needs memory for one page.");
        screen.call("historyStream(ofResource(%s))", name(stage.jessie));
        storage.historyStream(stage.ward, HistoryQuery.ofResource(stage.jessie.type(), stage.jessie.id()))
                .forEach(screen::revision);
    }

    private void historyOfAType() {
        screen.step("History of a type", "All patients in one order, page by page; a cursor leads to the next page.");
        HistoryQuery patients = HistoryQuery.ofType("Patient").oldestFirst();
        PageRequest request = PageRequest.first().withLimit(5);
        Page<Revision> page = storage.history(stage.ward, patients, request);
        screen.call("history(ofType(Patient).oldestFirst(), limit 5)");
        page.items().forEach(screen::keyedRevision);
        while (page.next().isPresent()) {
            page = storage.history(
                    stage.ward, patients, request.withCursor(page.next().get()));
            screen.call("history(..., limit 5, after the cursor)");
            page.items().forEach(screen::keyedRevision);
        }
    }

    private void readAsOfAnInstant() {
        screen.step("Read as of an instant", "What did the record say then?");
        Instant then =
                storage.vread(stage.ward, stage.jessie, "2").orElseThrow().lastUpdated();
        screen.call("readAsOf(%s, %s)", name(stage.jessie), Screen.time(then));
        screen.revision(storage.readAsOf(stage.ward, stage.jessie, then).orElseThrow());

        Instant before = then.minus(1, ChronoUnit.MICROS);
        screen.call("readAsOf(%s, %s)", name(stage.jessie), Screen.time(before));
        screen.revision(storage.readAsOf(stage.ward, stage.jessie, before).orElseThrow());
    }
}

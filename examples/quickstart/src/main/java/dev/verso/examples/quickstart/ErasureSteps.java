package dev.verso.examples.quickstart;

import static dev.verso.examples.quickstart.Stage.found;
import static dev.verso.examples.quickstart.Stage.name;

import dev.verso.Erasure;
import dev.verso.ErasureReceipt;
import dev.verso.HistoryQuery;
import dev.verso.NotFoundException;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StoredResource;
import dev.verso.VersionedStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The right to be forgotten: content goes, and no version number is ever taken twice. */
final class ErasureSteps {

    private final Stage stage;
    private final VersionedStorage storage;
    private final Screen screen;

    ErasureSteps(Stage stage) {
        this.stage = stage;
        this.storage = stage.storage;
        this.screen = stage.screen;
    }

    void tell(FeedSteps feed) {
        oneVersionIsErased();
        StoredResource lastSeen = aPersonIsErased();
        whatIsLeft(lastSeen, feed);
    }

    private void oneVersionIsErased() {
        screen.step("One version is erased", "Its number had been another person's. The slot stays, its content goes.");
        screen.call("erase(ofVersion(%s, 2).because(\"number of another person\"))", name(stage.jessie));
        show(storage.erase(
                stage.privacy,
                Erasure.ofVersion("Patient", stage.jessie.id(), "2").because("number of another person")));
        screen.call("vread(%s, 2)", name(stage.jessie));
        screen.revision(storage.vread(stage.privacy, stage.jessie, "2").orElseThrow());
        screen.call("listVersions(%s)", name(stage.jessie));
        screen.result("%s", storage.listVersions(stage.privacy, stage.jessie));
    }

    private StoredResource aPersonIsErased() {
        screen.step("A person is erased", "The patient, and every resource that is about him.");
        StoredResource first = storage.read(stage.reception, stage.xavier).orElseThrow();
        screen.call("updateWithMatch(%s, expected %s, phone 781-555-0190)", name(stage.xavier), first.versionId());
        StoredResource last = storage.updateWithMatch(
                stage.reception, stage.xavier, first.versionId(), Fhir.withPhone(first.content(), "781-555-0190"));
        screen.revision(last);

        screen.call("erase(%s)", name(stage.xavier));
        show(storage.erase(
                stage.privacy, Erasure.ofResource("Patient", stage.xavier.id()).because("his wish")));

        List<ResourceKey> about = new ArrayList<>();
        for (String type : new TreeSet<>(SampleData.types())) {
            storage.listStream(stage.privacy, type)
                    .filter(resource -> Fhir.isAbout(resource, stage.xavier.id()))
                    .map(Revision::key)
                    .forEach(about::add);
        }
        screen.call("erase(key)   for each resource that refers to him as its subject");
        int revisions = 0;
        for (ResourceKey key : about) {
            revisions += storage.erase(stage.privacy, key).revisions();
        }
        screen.result("%d resources, %d revisions erased", about.size(), revisions);
        return last;
    }

    private void whatIsLeft(StoredResource lastSeen, FeedSteps feed) {
        ResourceKey xavier = stage.xavier;
        screen.step(
                "What an erasure leaves", "Nothing that any call returns, but a marker without content in the feed.");
        screen.call("read, head, vread 1, listVersions, history of %s", name(xavier));
        screen.result(
                "%s, %s, %s, %s, %d entries",
                found(storage.read(stage.privacy, xavier)),
                found(storage.head(stage.privacy, xavier)),
                found(storage.vread(stage.privacy, xavier, "1")),
                storage.listVersions(stage.privacy, xavier),
                storage.historyStream(stage.privacy, HistoryQuery.ofResource(xavier.type(), xavier.id()))
                        .count());
        screen.call("updateWithMatch(%s, expected %s, ...)", name(xavier), lastSeen.versionId());
        NotFoundException refusal = stage.refused(
                NotFoundException.class,
                () -> storage.updateWithMatch(stage.reception, xavier, lastSeen.versionId(), lastSeen.content()));
        screen.refused(refusal, "the version that reception has seen brings nothing back");
        feed.follow(xavier);
    }

    private void show(ErasureReceipt receipt) {
        screen.result(
                "receipt: versions %s erased at %s by %s, reason: %s",
                receipt.versionIds(),
                Screen.time(receipt.erasedAt()),
                receipt.erasedBy().orElse("-"),
                receipt.reason().orElse("-"));
    }
}

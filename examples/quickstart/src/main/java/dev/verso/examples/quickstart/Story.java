package dev.verso.examples.quickstart;

import static dev.verso.examples.quickstart.Stage.found;
import static dev.verso.examples.quickstart.Stage.name;

import dev.verso.PageRequest;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.Verification;
import dev.verso.VersionedStorage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tour: what Verso does, in the order in which a newcomer meets it.
 *
 * <p>Here are its first and its last steps; the others are in {@link LockingSteps}, {@link HistorySteps},
 * {@link DeletionSteps}, {@link BatchSteps}, {@link FeedSteps} and {@link ErasureSteps}, one method each. Everything
 * printed is what the storage gave back. The patients are synthetic: see {@code ORIGIN.md} beside the data.
 */
final class Story {

    private final VersionedStorage storage;
    private final Screen screen;
    private final Stage stage;

    Story(VersionedStorage storage, TenantContext context, Screen screen) {
        this.storage = storage;
        this.screen = screen;
        this.stage = new Stage(storage, context, screen);
    }

    void tell() throws InterruptedException {
        long begun = System.nanoTime();
        screen.title(
                "Verso: versioned JSON resources with optimistic locking",
                storage.capabilities().backend() + ", tenant " + stage.loader.tenant() + ", times in UTC");
        loadRealData();
        FeedSteps feed = new FeedSteps(stage);
        new LockingSteps(stage).tell();
        new HistorySteps(stage).tell();
        new DeletionSteps(stage).tell();
        new BatchSteps(stage).tell();
        feed.tell();
        anotherTenantSeesNothing();
        new ErasureSteps(stage).tell(feed);
        Verification verification = verifyTheStore();
        sumUp(verification, System.nanoTime() - begun);
    }

    private void loadRealData() {
        screen.step("Load real data", "FHIR resources of four patients; each is version 1 of its type and id.");
        List<SampleData.Sample> samples = SampleData.load();
        Map<String, Integer> byType = new TreeMap<>();
        for (SampleData.Sample sample : samples) {
            StoredResource created = storage.create(stage.loader, sample.type(), sample.id(), sample.content());
            byType.merge(created.key().type(), 1, Integer::sum);
        }
        screen.call("create(type, id, content)   for each of %d resources; then count(type)", samples.size());
        byType.forEach((type, created) ->
                screen.result("%-18s %4d created, %4d live", type, created, storage.count(stage.loader, type)));
        screen.call("list(Patient, first page)");
        storage.list(stage.loader, "Patient", PageRequest.first()).items().forEach(screen::keyedRevision);
    }

    private void anotherTenantSeesNothing() {
        screen.step(
                "Another tenant sees nothing", "Same type, same id, full access to its own data: no trace of ours.");
        String name = stage.loader.tenant().value().equals("another-clinic") ? "a-third-clinic" : "another-clinic";
        TenantContext other = TenantContext.of(name, TenantPermissions.fullAccess());
        screen.call("read(%s), listVersions(...), count() as %s", name(stage.jessie), other.tenant());
        screen.result(
                "%s, %s, %d",
                found(storage.read(other, stage.jessie.type(), stage.jessie.id())),
                storage.listVersions(other, stage.jessie.type(), stage.jessie.id()),
                storage.count(other));
    }

    private Verification verifyTheStore() {
        screen.step("Verify", "An operator's check of every key: no gap, no duplicate, no content where none may be.");
        screen.call("verify()");
        Verification verification = storage.verify(inconsistency ->
                screen.result("%s %s: %s", inconsistency.key(), inconsistency.kind(), inconsistency.detail()));
        screen.result(
                "%,d keys, %,d version slots, %,d inconsistencies",
                verification.keys(), verification.revisions(), verification.inconsistencies());
        return verification;
    }

    private void sumUp(Verification verification, long nanos) {
        screen.heading("In sum");
        screen.total("Resources", "%,d live of %,d keys", storage.count(stage.loader), verification.keys());
        screen.total("Revisions", "%,d, erased ones and markers included", verification.revisions());
        screen.total("Conflicts", "%,d writes refused and told the actual version", stage.conflicts());
        screen.total("Time", "%.2f s", nanos / 1e9);
    }
}

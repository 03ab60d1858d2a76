package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.erased;
import static dev.verso.tck.Expect.present;
import static dev.verso.tck.Expect.refused;
import static dev.verso.tck.Expect.resource;

import dev.verso.Change;
import dev.verso.Content;
import dev.verso.Erasure;
import dev.verso.ErasureReceipt;
import dev.verso.HistoryQuery;
import dev.verso.InvalidArgumentException;
import dev.verso.NotFoundException;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StoredResource;
import dev.verso.VersionedStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Chapter ERA, rule 03: the erasure of one version. */
public interface ErasedVersionRules extends Chapter {
    /** One version's content and author are gone; its place, change, times and write id stay. */
    @Test
    default void ERA_03_an_erased_version_stays_visible_without_content_and_author() {
        rule("ERA-03", t -> {
            ResourceKey key = t.key("Patient");
            List<Revision> revisions = Histories.oneOfEach(t, key);
            for (Revision original : revisions) {
                if (original instanceof StoredResource && original.version() < revisions.size()) {
                    ErasureReceipt receipt =
                            t.second().erase(t.tenant(), Erasure.ofVersion(key.type(), key.id(), original.versionId()));
                    equal("the receipt", List.of(original.versionId()), receipt.versionIds());
                    for (VersionedStorage storage : List.of(t.first(), t.second())) {
                        requireErased(
                                original,
                                erased(
                                        "vread",
                                        present("vread", storage.vread(t.tenant(), key, original.versionId())),
                                        key,
                                        original.version()));
                    }
                }
            }
            List<Revision> history = t.second()
                    .historyStream(
                            t.tenant(),
                            HistoryQuery.ofResource(key.type(), key.id()).oldestFirst())
                    .toList();
            equal("the number of revisions", revisions.size(), history.size());
            for (int i = 0; i < history.size() - 1; i++) {
                if (revisions.get(i) instanceof StoredResource) {
                    requireErased(revisions.get(i), erased("the history", history.get(i), key, i + 1));
                } else {
                    equal("a tombstone", revisions.get(i), history.get(i));
                }
            }
            equal("the live head", revisions.get(7), present("read", t.first().read(t.tenant(), key)));
            equal(
                    "the next version",
                    9L,
                    t.first().update(t.tenant(), key, t.content()).version());
        });
    }

    private static void requireErased(Revision original, Revision left) {
        equal("its change", original.change(), left.change());
        equal("its time", original.lastUpdated(), left.lastUpdated());
        equal("its createdAt", original.createdAt(), left.createdAt());
        equal("its write id", original.writeId(), left.writeId());
        equal("its author", Optional.empty(), left.author());
    }

    /** The live head is not erased alone, and a version that is none is not found. */
    @Test
    default void ERA_03_the_live_head_and_versions_that_are_none_are_refused() {
        rule("ERA-03", t -> {
            ResourceKey key = t.key("Patient");
            ResourceKey deleted = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            t.first().update(t.tenant(), key, t.content());
            t.first().create(t.tenant(), deleted, t.content());
            t.first().delete(t.tenant(), deleted);
            Snapshot before = Snapshot.of(t);
            refused(
                    InvalidArgumentException.class,
                    "the erasure of the live head",
                    () -> t.second().erase(t.tenant(), Erasure.ofVersion(key.type(), key.id(), "2")));
            List<String> none = new ArrayList<>(VersionText.MALFORMED);
            none.addAll(List.of("3", "4", "9223372036854775806", "9223372036854775807", "4294967297", "*"));
            for (String version : none) {
                for (ResourceKey each : List.of(key, deleted)) {
                    equal(
                            "the key",
                            each,
                            refused(
                                            NotFoundException.class,
                                            "the erasure of " + Words.of(version),
                                            () -> t.first()
                                                    .erase(
                                                            t.tenant(),
                                                            Erasure.ofVersion(each.type(), each.id(), version)))
                                    .key());
                }
            }
            before.requireUnchanged(t, "refused erasures");
        });
    }

    /** A version of a deleted resource can be erased, up to the last one before the tombstone. */
    @Test
    default void ERA_03_every_version_of_a_deleted_resource_can_be_erased() {
        rule("ERA-03", t -> {
            ResourceKey key = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            t.first().update(t.tenant(), key, t.content());
            Revision tombstone = t.first().delete(t.tenant(), key);
            for (String version : List.of("2", "1")) {
                equal(
                        "the receipt",
                        List.of(version),
                        t.second()
                                .erase(t.tenant(), Erasure.ofVersion(key.type(), key.id(), version))
                                .versionIds());
            }
            equal("head", Optional.of(tombstone), t.first().head(t.tenant(), key));
            equal("the versions", List.of("1", "2", "3"), t.first().listVersions(t.tenant(), key));
            Content content = t.content();
            resource(
                    "createIfNotLive",
                    t.first().createIfNotLive(t.tenant(), key, content),
                    key,
                    4,
                    Change.RESTORE,
                    content);
        });
    }
}

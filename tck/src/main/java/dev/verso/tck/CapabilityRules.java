package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.that;

import dev.verso.Capabilities;
import dev.verso.Capability;
import dev.verso.FeedStart;
import dev.verso.HistoryQuery;
import dev.verso.PageRequest;
import dev.verso.ResourceKey;
import dev.verso.StoredResource;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Chapter CAP: what is declared. */
public interface CapabilityRules extends Chapter {

    /** The instance declares what the subject declares: nothing less, and nothing that is not tested. */
    @Test
    default void CAP_01_an_instance_declares_what_the_subject_declares() {
        rule("CAP-01", t -> {
            for (VersionedStorage storage : List.of(t.first(), t.second())) {
                Capabilities capabilities = storage.capabilities();
                equal("the declared capabilities", t.subject().declared(), capabilities.declared());
                that("the backend has a name", !capabilities.backend().isBlank(), capabilities.backend());
                that(
                        "content of 8 MiB is taken",
                        capabilities.maxContentBytes() >= 8 << 20,
                        capabilities.maxContentBytes());
                that(
                        "a feed's retention is positive, and there is none without a feed",
                        capabilities.feedRetention().isEmpty()
                                || (capabilities.has(Capability.CHANGE_FEED)
                                        && !capabilities.feedRetention().get().isNegative()),
                        capabilities.feedRetention());
                for (Capability capability : Capability.values()) {
                    equal("has(" + capability + ")", t.declares(capability), capabilities.has(capability));
                }
            }
        });
    }

    /** Nothing that is done changes what an instance declares. */
    @Test
    default void CAP_01_capabilities_do_not_change_while_the_instance_lives() {
        rule("CAP-01", t -> {
            Capabilities before = t.first().capabilities();
            ResourceKey key = t.key("Patient");
            Histories.oneOfEach(t, key);
            VersionedStorage another = t.open(t.options().build());
            another.close();
            Expect.alreadyExists("create", key, 8, () -> t.first().create(t.tenant(), key, t.content()));
            equal("the capabilities", before, t.first().capabilities());
            equal("the capabilities of the other instance", before, t.second().capabilities());
        });
    }

    /** The core of every backend works, whatever else it declares. */
    @Test
    default void CAP_01_the_core_works_on_every_backend() {
        rule("CAP-01", t -> {
            ResourceKey key = t.key("Patient");
            Histories.oneOfEach(t, key);
            StoredResource read = Expect.present("read", t.second().read(t.tenant(), key));
            equal("the version", 8L, read.version());
            equal("readBatch", List.of(read), t.first().readBatch(t.tenant(), List.of(key)));
            equal(
                    "the history",
                    8,
                    t.second()
                            .history(t.tenant(), HistoryQuery.ofResource(key.type(), key.id()), PageRequest.first())
                            .items()
                            .size());
            equal("readAsOf", Optional.of(read), t.first().readAsOf(t.tenant(), key, read.lastUpdated()));
        });
    }

    /** Lists, counts and wide histories work where SCANS is declared, and refuse where it is not. */
    @Test
    default void CAP_02_SCANS_works_or_refuses() {
        rule("CAP-02", Capability.SCANS, t -> {
            StoredResource created = t.first().create(t.tenant(), t.key("Patient"), t.content());
            equal(
                    "list",
                    List.of(created),
                    t.second().listStream(t.tenant(), "Patient").toList());
            equal("count", 1L, t.second().count(t.tenant()));
            equal(
                    "the tenant's history",
                    1L,
                    t.second()
                            .historyStream(t.tenant(), HistoryQuery.ofTenant())
                            .count());
        });
    }

    /** Batches work where ATOMIC_BATCH is declared, and refuse where it is not. */
    @Test
    default void CAP_02_ATOMIC_BATCH_works_or_refuses() {
        rule("CAP-02", Capability.ATOMIC_BATCH, t -> {
            ResourceKey key = t.key("Patient");
            ResourceKey other = t.key("Patient");
            equal(
                    "the number written",
                    2,
                    t.first()
                            .writeBatch(
                                    t.tenant(),
                                    List.of(
                                            Write.create(key.type(), key.id(), t.content()),
                                            Write.create(other.type(), other.id(), t.content())))
                            .size());
            equal("exists", true, t.second().exists(t.tenant(), key));
            equal("exists", true, t.second().exists(t.tenant(), other));
        });
    }

    /** The feed works where CHANGE_FEED is declared, and refuses where it is not. */
    @Test
    default void CAP_02_CHANGE_FEED_works_or_refuses() {
        rule("CAP-02", Capability.CHANGE_FEED, t -> {
            StoredResource created = t.first().create(t.tenant(), t.key("Patient"), t.content());
            equal("the feed", 1, new Feed(t, t.tenant()).all(t.second()).size());
            t.first().changes(t.tenant(), FeedStart.now(), 1);
            equal("the version", 1L, created.version());
        });
    }

    /** Erasure works where ERASURE is declared, and refuses where it is not. */
    @Test
    default void CAP_02_ERASURE_works_or_refuses() {
        rule("CAP-02", Capability.ERASURE, t -> {
            ResourceKey key = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            equal("the number erased", 1, t.second().erase(t.tenant(), key).revisions());
            equal("exists", false, t.first().exists(t.tenant(), key));
        });
    }
}

package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.that;

import dev.verso.Capability;
import dev.verso.Erasure;
import dev.verso.Inconsistency;
import dev.verso.ResourceKey;
import dev.verso.StorageException;
import dev.verso.Verification;
import dev.verso.VersionedStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Chapter FLT, rule 02: the store's own check of itself. What needs faults is not checked here. */
public interface IntegrityRules extends Chapter {

    /** After writes of every kind verify() counts at least what was written, and finds nothing wrong. */
    @Test
    default void FLT_02_verify_finds_a_healthy_store_sound() {
        rule("FLT-02", t -> {
            List<ResourceKey> keys = List.of(t.key("Patient"), t.key("Patient"), t.key("Other"));
            keys.forEach(key -> Histories.oneOfEach(t, key));
            requireSound(t.first(), 6, 27);
            requireSound(t.second(), 6, 27);
        });
    }

    /** Erased keys, erased versions and new lives are sound too. */
    @Test
    default void FLT_02_verify_finds_erasures_sound() {
        rule("FLT-02", Capability.ERASURE, t -> {
            List<ResourceKey> keys = List.of(t.key("Patient"), t.key("Patient"), t.key("Patient"));
            keys.forEach(key -> Histories.oneOfEach(t, key));
            t.first().erase(t.tenant(), keys.get(0));
            t.second().erase(t.tenant(), keys.get(1));
            t.first().create(t.tenant(), keys.get(1), t.content());
            t.first().erase(t.tenant(), Erasure.ofVersion("Patient", keys.get(2).id(), "3"));
            requireSound(t.second(), 6, 29);
        });
    }

    private static void requireSound(VersionedStorage storage, long keys, long revisions) {
        List<Inconsistency> found = new ArrayList<>();
        Verification verification = storage.verify(found::add);
        equal("the inconsistencies", List.of(), found);
        equal("the inconsistencies in the sum", List.of(), verification.first());
        equal("their number", 0L, verification.inconsistencies());
        that("the store is sound", verification.isSound(), verification);
        that("at least " + keys + " keys were checked", verification.keys() >= keys, verification.keys());
        that(
                "at least " + revisions + " slots were checked",
                verification.revisions() >= revisions,
                verification.revisions());
        that("verify without a consumer finds the same", storage.verify().isSound(), "another answer");
    }

    /** On a live store, beside writers, nothing is reported that is not so. */
    @Test
    default void FLT_02_verify_beside_writers_reports_nothing() {
        rule("FLT-02", t -> {
            Race race = new Race(t);
            List<ResourceKey> keys = List.of(t.key("Patient"), t.key("Patient"));
            List<Inconsistency> found = new CopyOnWriteArrayList<>();
            race.run(4, task -> {
                        for (int i = 0; i < (task == 0 ? 3 : 60); i++) {
                            if (task == 0) {
                                t.first().verify(found::add);
                            } else {
                                write(t, t.either(task), keys.get(i % 2), i);
                            }
                        }
                        return task;
                    })
                    .onlyThrown("a verification or a write", List.of());
            equal("the inconsistencies", List.of(), List.copyOf(found));
            long acknowledged = keys.stream()
                    .mapToLong(key -> t.acknowledged().getOrDefault(key, 0L))
                    .sum();
            requireSound(t.second(), 4, acknowledged + 2);
            race.report();
        });
    }

    private static void write(Trial t, VersionedStorage storage, ResourceKey key, int turn) {
        try {
            if (turn % 10 == 9 && t.declares(Capability.ERASURE)) {
                storage.erase(t.tenant(), key);
            } else if (turn % 5 == 4) {
                storage.delete(t.tenant(), key);
            } else {
                storage.createOrUpdate(t.tenant(), key, t.content());
            }
        } catch (StorageException e) {
            that("a refusal is known", !e.isOutcomeUnknown(), e);
        }
    }
}

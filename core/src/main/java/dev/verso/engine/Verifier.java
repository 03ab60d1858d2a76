package dev.verso.engine;

import dev.verso.Inconsistency;
import dev.verso.Verification;
import dev.verso.spi.CheckSlice;
import dev.verso.spi.RevisionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Walks the store's own check from end to end (FLT-02). */
final class Verifier {

    private static final int KEYS_AT_A_TIME = 1000;

    private final RevisionStore store;

    Verifier(RevisionStore store) {
        this.store = store;
    }

    Verification verify(Consumer<? super Inconsistency> found) {
        long keys = 0;
        long revisions = 0;
        long inconsistencies = 0;
        List<Inconsistency> first = new ArrayList<>();
        Optional<String> position = Optional.empty();
        do {
            CheckSlice slice = store.check(position, KEYS_AT_A_TIME);
            keys += slice.keys();
            revisions += slice.revisions();
            inconsistencies += slice.found().size();
            for (Inconsistency inconsistency : slice.found()) {
                if (first.size() < Verification.LISTED) {
                    first.add(inconsistency);
                }
                found.accept(inconsistency);
            }
            position = slice.next();
        } while (position.isPresent());
        return new Verification(keys, revisions, inconsistencies, first);
    }
}

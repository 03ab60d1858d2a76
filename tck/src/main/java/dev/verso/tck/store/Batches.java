package dev.verso.tck.store;

import dev.verso.RevisionMetadata;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.BatchOutcome;
import java.util.ArrayList;
import java.util.List;

/** Batches sent one after another, with the outcome that the contract says. */
final class Batches {

    private Batches() {}

    /** Appends a batch that must be accepted. */
    static void accept(StoreTrial trial, List<Append> appends) {
        List<RevisionMetadata> expected = new ArrayList<>();
        for (Append append : appends) {
            expected.add(((AppendOutcome.Appended) key(trial, append).expected(append)).metadata());
        }
        BatchOutcome outcome = trial.store().appendAll(appends);
        if (outcome instanceof BatchOutcome.AllAppended all) {
            Require.equalLists(expected, all.metadata(), "The revisions of the batch, in its order");
        } else {
            throw Require.unmet("a batch whose conditions all hold is appended", Trace.show(outcome));
        }
        for (int i = 0; i < appends.size(); i++) {
            key(trial, appends.get(i)).wrote(appends.get(i), expected.get(i));
        }
        // The entries of one batch are one write: their order in the feed is the store's.
        trial.home().feedOrderIsOpen();
    }

    /** Appends a batch that must be refused by one of the entries whose own condition does not hold. */
    static void refuse(StoreTrial trial, List<Append> appends) {
        BatchOutcome outcome = trial.store().appendAll(appends);
        if (!(outcome instanceof BatchOutcome.Rejected rejected)) {
            throw Require.unmet("a batch with a condition that does not hold is refused", Trace.show(outcome));
        }
        Require.that(
                rejected.index() >= 0 && rejected.index() < appends.size(),
                "The batch has no entry " + rejected.index());
        Append named = appends.get(rejected.index());
        AppendOutcome expected = key(trial, named).expected(named);
        Require.that(
                expected instanceof AppendOutcome.Refused,
                "The refusal names entry " + rejected.index() + ", whose own condition holds");
        Require.equal(expected, rejected.reason(), "The reason of entry " + rejected.index());
    }

    private static KeyModel key(StoreTrial trial, Append append) {
        return trial.home().key(append.key().type(), append.key().id());
    }
}

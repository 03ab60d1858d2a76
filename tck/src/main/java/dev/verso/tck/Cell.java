package dev.verso.tck;

import dev.verso.AlreadyExistsException;
import dev.verso.Capability;
import dev.verso.Change;
import dev.verso.Content;
import dev.verso.ErasedRevision;
import dev.verso.ErasureReceipt;
import dev.verso.GoneException;
import dev.verso.NotRestorableException;
import dev.verso.Revision;
import dev.verso.VersionConflictException;
import dev.verso.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A cell of the contract's table: what an operation does in a state, and what is left of it afterwards. */
interface Cell {

    /**
     * Makes the call and requires what the cell says.
     *
     * @param x the situation
     * @param what the operation, in words
     * @param withId whether the call carries the situation's write id
     * @param call the call
     */
    void judge(Situation x, String what, boolean withId, Expect.Call call) throws Exception;

    /** A read, or a write that does nothing: it gives a value, and leaves no trace. */
    static Cell gives(Function<Situation, Object> expected) {
        return (x, what, withId, call) -> {
            Expect.equal(what, expected.apply(x), call.run());
            x.requireAsKnown(what);
        };
    }

    /** AlreadyExists(n); nothing written. */
    static Cell alreadyExists() {
        return refused((x, what, call) -> {
            Expect.alreadyExists(what, x.key, x.head, call);
            AlreadyExistsException again = Expect.refused(AlreadyExistsException.class, what + " once more", call);
            Expect.equal(
                    "the head in AlreadyExists of " + what,
                    x.newest().metadata(),
                    again.head().orElse(null));
        });
    }

    /** NotFound; nothing written. */
    static Cell notFound() {
        return refused((x, what, call) -> Expect.notFound(what, x.key, call));
    }

    /** Gone(n); nothing written. */
    static Cell gone() {
        return refused((x, what, call) -> {
            Expect.gone(what, x.key, x.head, call);
            GoneException again = Expect.refused(GoneException.class, what + " once more", call);
            Expect.equal("the time in Gone of " + what, Optional.of(x.newest().lastUpdated()), again.deletedAt());
            Expect.equal(
                    "the tombstone in Gone of " + what,
                    x.newest().metadata(),
                    again.tombstone().orElse(null));
        });
    }

    /** VersionConflict(e as given, n); nothing written. */
    static Cell conflict(Function<Situation, List<String>> expected) {
        return refused((x, what, call) -> {
            VersionConflictException conflict = Expect.refused(VersionConflictException.class, what, call);
            List<String> named = expected.apply(x);
            Expect.equal("the key of VersionConflict of " + what, x.key, conflict.key());
            Expect.that(
                    "VersionConflict of " + what + " names " + named,
                    named.size() == 1
                            ? conflict.expectedVersion().equals(named.get(0))
                            : named.stream().allMatch(conflict.expectedVersion()::contains),
                    conflict.expectedVersion());
            Expect.equal(
                    "the actual version of VersionConflict of " + what,
                    Optional.of(Long.toString(x.head)),
                    conflict.actualVersion());
            Expect.equal(
                    "the head in VersionConflict of " + what,
                    x.newest().metadata(),
                    conflict.head().orElse(null));
        });
    }

    /** NotRestorable; nothing written. */
    static Cell notRestorable() {
        return refused((x, what, call) -> Expect.equal(
                "the key of NotRestorable of " + what,
                x.key,
                Expect.refused(NotRestorableException.class, what, call).key()));
    }

    /** How a call is refused. */
    @FunctionalInterface
    interface Refusal {

        void require(Situation x, String what, Expect.Call call);
    }

    private static Cell refused(Refusal refusal) {
        return (x, what, withId, call) -> {
            List<Revision> feed = x.t.declares(Capability.CHANGE_FEED) ? x.feed() : List.of();
            refusal.require(x, what, call);
            x.requireAsKnown("the refused " + what);
            Expect.empty("the refused write's id after " + what, x.t.second().findWrite(x.tenant, x.key, x.writeId));
            if (x.t.declares(Capability.CHANGE_FEED)) {
                Expect.equal("the key's feed after the refused " + what, feed, x.feed());
            }
        };
    }

    /** The next version, with this change and this content. */
    static Cell writes(Change change, Function<Situation, Content> content) {
        return (x, what, withId, call) -> {
            List<Revision> feed = x.t.declares(Capability.CHANGE_FEED) ? x.feed() : List.of();
            long version = x.life.isEmpty() ? x.first : x.head + 1;
            Revision written = revisionOf(what, call.run(), change);
            if (change == Change.DELETE) {
                Expect.tombstone(what, written, x.key, version);
            } else {
                Expect.resource(what, written, x.key, version, change, content.apply(x));
            }
            Expect.equal("the author of " + what, Optional.of(Trial.AUTHOR), written.author());
            x.requireTime(written, x.life.isEmpty() ? Optional.empty() : Optional.of(x.newest()));
            if (withId) {
                Expect.equal("the write id of " + what, x.writeId, written.writeId());
            }
            Expect.that(
                    "the write id of " + what + " is no other revision's",
                    x.life.values().stream().noneMatch(other -> other.writeId().equals(written.writeId())),
                    written.writeId());
            x.life.put(version, written);
            x.head = version;
            x.requireAsKnown(what);
            Expect.equal(
                    "the revision found by the write id of " + what,
                    Optional.of(written),
                    x.t.second().findWrite(x.tenant, x.key, written.writeId()));
            if (x.t.declares(Capability.CHANGE_FEED)) {
                List<Revision> now = new ArrayList<>(feed);
                now.add(written);
                Expect.equal("the key's feed after " + what, now, x.feed());
            }
        };
    }

    private static Revision revisionOf(String what, @Nullable Object result, Change change) {
        if (result instanceof Written written) {
            Expect.equal("created of " + what, change != Change.UPDATE, written.created());
            return written.resource();
        }
        if (result instanceof List<?> batch && batch.size() == 1 && batch.get(0) instanceof Revision revision) {
            return revision;
        }
        if (result instanceof Revision revision) {
            return revision;
        }
        throw Expect.unmet(what + " gives the revision that it wrote", result);
    }

    /** A receipt of this life's versions; a marker takes version n+1, and the key is absent. */
    static Cell erases() {
        return (x, what, withId, call) -> {
            if (!(call.run() instanceof ErasureReceipt receipt)) {
                throw Expect.unmet(what + " gives a receipt", "none");
            }
            Expect.equal("the key of the receipt of " + what, x.key, receipt.key());
            Expect.equal("the versions of the receipt of " + what, x.versions(), receipt.versionIds());
            Expect.equal("who erased", Optional.of(Trial.AUTHOR), receipt.erasedBy());
            long marker = x.head + 1;
            x.life.clear();
            x.head = marker;
            x.first = marker + 1;
            x.requireAsKnown(what);
            if (x.t.declares(Capability.CHANGE_FEED)) {
                List<Revision> feed = x.feed();
                Expect.that("the feed shows the key's marker alone after " + what, feed.size() == 1, feed);
                ErasedRevision last = Expect.erased("the feed after " + what, feed.get(0), x.key, marker);
                Expect.equal("the marker's change after " + what, Change.ERASURE, last.change());
            }
        };
    }

    /** A receipt of nothing; no trace. */
    static Cell erasesNothing() {
        return (x, what, withId, call) -> {
            if (!(call.run() instanceof ErasureReceipt receipt)) {
                throw Expect.unmet(what + " gives a receipt", "none");
            }
            Expect.equal("the key of the receipt of " + what, x.key, receipt.key());
            Expect.equal("the versions of the receipt of " + what, List.of(), receipt.versionIds());
            x.requireAsKnown(what);
        };
    }
}

package dev.verso.tck.store;

import dev.verso.Capability;
import dev.verso.Change;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.RevisionRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Compare-and-append, one call after another. */
interface AppendRules extends StoreChapter {

    /**
     * Outcome, change, version, times, author, write id, and a re-read, of a put under every condition.
     *
     * @param state the state that the key is brought into first
     * @param requirement the condition
     */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("dev.verso.tck.store.Requirement#inEveryState")
    default void LOCK_01_a_put_is_judged_by_the_very_head(StartState state, Requirement requirement) {
        in(state, () -> {
            KeyModel key = trial().key("p1", state);
            key.append(key.put(requirement.on().apply(key.last())));
        });
    }

    /**
     * Outcome, change, version, times, author, write id, and a re-read, of a deletion under every condition.
     *
     * @param state the state that the key is brought into first
     * @param requirement the condition
     */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("dev.verso.tck.store.Requirement#ofDeletionsInEveryState")
    default void LOCK_01_a_deletion_is_judged_by_the_very_head(StartState state, Requirement requirement) {
        in(state, () -> {
            KeyModel key = trial().key("p1", state);
            key.append(key.delete(requirement.on().apply(key.last())));
        });
    }

    /** Both instances, in turns: neither may judge by what it remembers. */
    @Test
    default void LOCK_01_a_head_that_another_instance_wrote_is_the_one_that_counts() {
        KeyModel key = trial().key("p1");
        for (int i = 0; i < 20; i++) {
            Append.Put put = key.put(trial().here(key));
            AppendOutcome outcome = trial().store(i).append(put);
            Require.equal(key.expected(put), outcome, "An append by instance " + i % 2);
            key.wrote(put, ((AppendOutcome.Appended) outcome).metadata());
            Append.Put stale = key.put(new Condition.LiveAt(i));
            Require.equal(
                    new AppendOutcome.Refused(key.headMetadata()),
                    trial().store(i + 1).append(stale),
                    "A stale append by the other instance");
        }
    }

    /**
     * A store may find the slot taken by this very write, or be refused by the head that this very write made.
     *
     * @param state the state that the key is brought into first
     */
    @ParameterizedTest
    @EnumSource
    default void ERR_05_a_conditional_append_sent_again_is_answered_with_its_own_revision(StartState state) {
        in(state, () -> {
            KeyModel key = trial().key("p1", state);
            Append.Put put = key.put(trial().here(key));
            key.append(put);
            AppendOutcome again = trial().store().append(put);
            Require.that(
                    again.equals(new AppendOutcome.Appended(key.headMetadata().orElseThrow()))
                            || again.equals(new AppendOutcome.Refused(key.headMetadata())),
                    "The same append, sent again, is answered with " + Trace.show(again));
        });
    }

    /**
     * The id alone does not make it the same write; nor does it make another one of it.
     *
     * @param state the state that the key is brought into first
     */
    @ParameterizedTest
    @EnumSource
    default void ERR_06_a_write_id_with_other_content_is_not_the_same_write(StartState state) {
        in(state, () -> {
            KeyModel key = trial().key("p1", state);
            Append.Put put = key.put(trial().here(key));
            key.append(put);
            key.append(new Append.Put(
                    put.key(), put.condition(), trial().content(), put.author(), put.writeId(), put.now(), false));
        });
    }

    /** What the hint allows a store to leave out must not be missed. */
    @Test
    default void LOCK_04_a_fresh_key_begins_at_slot_one_and_is_taken_once() {
        KeyModel key = trial().key("fresh");
        Append.Put put = key.put(new Condition.Absent());
        Append.Put hinted =
                new Append.Put(put.key(), put.condition(), put.content(), put.author(), put.writeId(), put.now(), true);
        key.accept(hinted);
        AppendOutcome again = trial().store().append(hinted);
        Require.that(
                again.equals(new AppendOutcome.Appended(key.headMetadata().orElseThrow()))
                        || again.equals(new AppendOutcome.Refused(key.headMetadata())),
                "The same append, sent again, is answered with " + Trace.show(again));
        key.append(key.put(new Condition.Absent()));
    }

    /** The neighbour has used the same type and id before. */
    @Test
    default void VER_01_a_life_begins_at_version_one() {
        Require.equal(1L, trial().key("p1").create().metadata().version(), "The first version");
    }

    /** Twelve versions, with every kind of refusal in between. */
    @Test
    default void VER_02_versions_have_no_gap_across_refusals_deletions_and_restores() {
        KeyModel key = trial().key("p1");
        for (long version = 1; version <= 12; version += 3) {
            key.accept(key.put(new Condition.NotLive()));
            key.append(key.put(new Condition.Absent()));
            key.append(key.put(new Condition.LiveAt(version + 7)));
            key.update();
            key.append(key.put(new Condition.DeletedAt(version)));
            Require.equal(version + 2, key.remove().metadata().version(), "The tombstone's version");
            key.append(key.delete(new Condition.Live()));
        }
    }

    /**
     * The audit at the end finds any trace.
     *
     * @param state the state that the key is brought into first
     */
    @ParameterizedTest
    @EnumSource
    default void VER_03_a_refused_append_leaves_no_trace(StartState state) {
        in(state, () -> {
            KeyModel key = trial().key("p1", state);
            List<Append> refused = new ArrayList<>(List.of(
                    key.put(new Condition.LiveAt(key.last() + 1)),
                    key.delete(new Condition.LiveAt(key.last() + 1)),
                    key.put(new Condition.DeletedAt(key.last() + 1)),
                    key.put(key.isLive() ? new Condition.NotLive() : new Condition.Live()),
                    key.put(key.head().isPresent() ? new Condition.Absent() : new Condition.LiveAt(1))));
            for (Append append : refused) {
                Require.equal(
                        new AppendOutcome.Refused(key.headMetadata()),
                        key.append(append),
                        "The answer to " + Trace.show(append));
            }
        });
    }

    /** Also where content is asked for. */
    @Test
    default void DEL_01_a_deletion_leaves_a_tombstone_without_content() {
        KeyModel key = trial().key("p1", StartState.UPDATED);
        RevisionRecord tombstone = key.remove();
        Require.equal(Change.DELETE, tombstone.metadata().change(), "The change");
        Require.equal(
                Optional.of(tombstone), trial().store().head(key.key(), Detail.CONTENT), "The head, content asked for");
    }

    /** Each version is read after the deletion as it was before. */
    @Test
    default void DEL_02_revisions_before_a_tombstone_stay() {
        KeyModel key = trial().key("p1", StartState.UPDATED);
        List<RevisionRecord> before = key.life();
        key.remove();
        for (RevisionRecord revision : before) {
            Require.equal(
                    Optional.of(revision),
                    trial().store().revision(key.key(), revision.metadata().version()),
                    "A version before the tombstone");
        }
    }

    /** Under every condition that a deletion can have. */
    @Test
    default void DEL_03_a_second_deletion_writes_nothing() {
        KeyModel key = trial().key("p1", StartState.DELETED);
        for (Condition condition :
                List.of(new Condition.Live(), new Condition.LiveAt(key.last()), new Condition.LiveAt(1))) {
            Require.equal(
                    new AppendOutcome.Refused(key.headMetadata()),
                    key.append(key.delete(condition)),
                    "A second deletion if " + condition);
        }
    }

    private void in(StartState state, Runnable check) {
        if (state.needsErasure()) {
            trial().with(Capability.ERASURE, check);
        } else {
            check.run();
        }
    }
}

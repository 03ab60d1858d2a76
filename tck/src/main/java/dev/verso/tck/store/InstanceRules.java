package dev.verso.tck.store;

import dev.verso.Capability;
import dev.verso.spi.CheckSlice;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.Erase;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionStore;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What instances tell of themselves, and how they end. */
interface InstanceRules extends StoreChapter {

    /** What the author of the adapter declares, what each instance declares, and later on. */
    @Test
    default void CAP_01_capabilities_are_those_declared_on_every_instance() {
        Require.equal(trial().declared(), trial().capabilities().declared(), "The capabilities of the first instance");
        trial().key("p1").create();
        for (int i = 0; i < 2; i++) {
            Require.equal(trial().capabilities(), trial().store(i).capabilities(), "The capabilities later on");
        }
        Require.equal(trial().capabilities(), trial().open().capabilities(), "The capabilities of a new instance");
        Require.that(!trial().capabilities().backend().isBlank(), "The backend has no name");
        Require.that(
                trial().declared().contains(Capability.CHANGE_FEED)
                        || trial().capabilities().feedRetention().isEmpty(),
                "There is a retention of a feed that is not declared");
    }

    /**
     * One call of what is declared, every call of what is not.
     *
     * @param capability the capability
     */
    @ParameterizedTest
    @EnumSource(
            value = Capability.class,
            names = {"SCANS", "ATOMIC_BATCH", "CHANGE_FEED", "ERASURE"})
    default void CAP_02_what_is_declared_works_and_what_is_not_refuses(Capability capability) {
        trial().with(capability, () -> {
            KeyModel key = trial().key("p1", StartState.UPDATED);
            RevisionStore store = trial().store();
            PageBounds page = PageBounds.of(10);
            switch (capability) {
                case SCANS -> Require.equal(1L, store.count(trial().home().id(), Optional.empty()), "The count");
                case ATOMIC_BATCH ->
                    Batches.accept(
                            trial(),
                            List.of(
                                    key.put(new Condition.Live()),
                                    trial().key("p2").put(new Condition.Absent())));
                case CHANGE_FEED ->
                    Require.equal(
                            3,
                            Walks.feed(trial(), store, trial().home().id(), page)
                                    .size(),
                            "The entries of the feed");
                default -> Require.equal(List.of(1L, 2L, 3L), key.erase().versions(), "The versions that were erased");
            }
        });
    }

    /** Cursors carry it from one instance to another. */
    @Test
    default void HIS_03_identity_is_the_same_on_every_instance() {
        UUID identity = trial().store(0).identity();
        trial().key("p1").create();
        Require.equal(identity, trial().store(0).identity(), "The identity, asked for again");
        Require.equal(identity, trial().store(1).identity(), "The identity of another instance");
        Require.equal(identity, trial().open().identity(), "The identity of a new instance");
    }

    /** And every slot is looked at. */
    @Test
    default void FLT_02_a_sound_store_is_found_sound_in_pages_of_any_size() {
        for (StartState state : List.of(StartState.UPDATED, StartState.DELETED_AGAIN, StartState.RESTORED)) {
            trial().key(state.name(), state);
        }
        for (int keys : new int[] {1, 3, 1000}) {
            Set<String> places = new HashSet<>();
            Optional<String> position = Optional.empty();
            long slots = 0;
            do {
                CheckSlice slice = trial().store().check(position, keys);
                Require.equal(
                        List.of(),
                        slice.found().stream()
                                .filter(wrong -> trial().isOurs(wrong.key()))
                                .toList(),
                        "What check() finds");
                slots += slice.revisions();
                slice.next().ifPresent(next -> Require.that(places.add(next), "check() goes on twice at " + next));
                position = slice.next();
            } while (position.isPresent());
            long used = trial().home().history().size()
                    + trial().neighbour().history().size();
            Require.that(slots >= used, "check() saw " + slots + " slots, but at least " + used + " are taken");
        }
    }

    /** By IllegalStateException, reads and refusals included. */
    @Test
    default void ERR_01_a_closed_instance_refuses_every_call() {
        KeyModel key = trial().key("p1", StartState.UPDATED);
        KeyModel absent = trial().key("absent");
        RevisionStore closed = trial().open();
        Require.equal(key.head(), closed.head(key.key(), Detail.CONTENT), "The head before the end");
        closed.close();
        PageBounds page = PageBounds.of(10);
        Map<String, Runnable> calls = new LinkedHashMap<>();
        calls.put("append of a put", () -> closed.append(key.put(new Condition.Any())));
        calls.put("append of a refused put", () -> closed.append(key.put(new Condition.Absent())));
        calls.put("append of a deletion", () -> closed.append(key.delete(new Condition.Live())));
        calls.put("append to an absent key", () -> closed.append(absent.put(new Condition.Absent())));
        calls.put("head", () -> closed.head(key.key(), Detail.CONTENT));
        calls.put("head of an absent key", () -> closed.head(absent.key(), Detail.METADATA));
        calls.put("heads", () -> closed.heads(List.of(key.key()), Detail.CONTENT));
        calls.put("revision", () -> closed.revision(key.key(), 1));
        calls.put("versions", () -> closed.versions(key.key()));
        calls.put(
                "history",
                () -> closed.history(
                        Walks.History.of(new HistoryRequest.OfKey(key.key())).page(Optional.empty(), page)));
        calls.put("asOf", () -> closed.asOf(key.key(), trial().now()));
        calls.put("check", () -> closed.check(Optional.empty(), 10));
        calls.put("identity", closed::identity);
        calls.put("capabilities", closed::capabilities);
        if (trial().declared().contains(Capability.SCANS)) {
            calls.put("list", () -> closed.list(trial().home().id(), "Patient", Optional.empty(), page));
            calls.put("count", () -> closed.count(trial().home().id(), Optional.empty()));
        }
        if (trial().declared().contains(Capability.ATOMIC_BATCH)) {
            calls.put("appendAll", () -> closed.appendAll(List.of(key.put(new Condition.Any()))));
        }
        if (trial().declared().contains(Capability.CHANGE_FEED)) {
            calls.put("changes", () -> closed.changes(trial().home().id(), new FeedPosition.Oldest(), page));
        }
        if (trial().declared().contains(Capability.ERASURE)) {
            calls.put(
                    "erase",
                    () -> closed.erase(new Erase(key.key(), OptionalLong.empty(), trial().writeId(), trial().now())));
        }
        calls.forEach((name, call) -> Require.thrown(IllegalStateException.class, call, name + ", once closed,"));
    }

    /** Instances opened before and after it go on. */
    @Test
    default void ERR_09_closing_twice_does_nothing_and_leaves_other_instances_alone() {
        KeyModel key = trial().key("p1");
        RevisionStore closed = trial().open();
        closed.close();
        closed.close();
        key.create();
        key.update();
        RevisionStore later = trial().open();
        Require.equal(key.head(), later.head(key.key(), Detail.CONTENT), "The head, by an instance opened afterwards");
        closed.close();
        key.remove();
        Require.equal(key.head(), later.head(key.key(), Detail.CONTENT), "The head, by the same instance");
    }
}

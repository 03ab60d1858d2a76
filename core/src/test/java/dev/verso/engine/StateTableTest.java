package dev.verso.engine;

import static dev.verso.engine.Fixture.ACME;
import static dev.verso.engine.Fixture.ID;
import static dev.verso.engine.Fixture.KEY;
import static dev.verso.engine.Fixture.ONE;
import static dev.verso.engine.Fixture.TWO;
import static dev.verso.engine.Fixture.TYPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.verso.AlreadyExistsException;
import dev.verso.Change;
import dev.verso.Erasure;
import dev.verso.ErasureReceipt;
import dev.verso.GoneException;
import dev.verso.IfMatch;
import dev.verso.NotFoundException;
import dev.verso.Revision;
import dev.verso.StoredResource;
import dev.verso.Tombstone;
import dev.verso.VersionConflictException;
import dev.verso.Write;
import dev.verso.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract's table of states and operations, over full pages and over short ones. */
class StateTableTest {

    enum State {
        ABSENT,
        LIVE,
        DELETED,
        ERASED
    }

    /** What a write has to give: a change at a version, or an exception with the head's version in it. */
    private record Cell(State state, Write write, String outcome) {}

    private static final Write CREATE = Write.create(TYPE, ID, TWO);
    private static final Write CREATE_IF_NOT_LIVE = Write.createIfNotLive(TYPE, ID, TWO);
    private static final Write CREATE_OR_UPDATE = Write.createOrUpdate(TYPE, ID, TWO);
    private static final Write UPDATE = Write.update(TYPE, ID, TWO);
    private static final Write UPDATE_ANY = Write.update(TYPE, ID, IfMatch.any(), TWO);
    private static final Write DELETE = Write.delete(TYPE, ID);
    private static final Write RESTORE = Write.restore(TYPE, ID);

    private static Write match(String version) {
        return Write.update(TYPE, ID, IfMatch.version(version), TWO);
    }

    private static Write deletion(String version) {
        return Write.delete(TYPE, ID, IfMatch.version(version));
    }

    private static Write list(String header) {
        return Write.update(TYPE, ID, IfMatch.parse(header), TWO);
    }

    /** LIVE is version 1, DELETED is a tombstone 2, ERASED is a marker 3 over both. */
    static Stream<Arguments> cells() {
        List<Cell> cells = new ArrayList<>();
        for (State state : new State[] {State.ABSENT, State.ERASED}) {
            String first = state == State.ABSENT ? "CREATE 1" : "CREATE 4";
            cells.add(new Cell(state, CREATE, first));
            cells.add(new Cell(state, CREATE_IF_NOT_LIVE, first));
            cells.add(new Cell(state, CREATE_OR_UPDATE, first));
            for (Write write : List.of(
                    UPDATE,
                    UPDATE_ANY,
                    DELETE,
                    RESTORE,
                    match("1"),
                    match("3"),
                    match("007"),
                    list("\"1\", \"3\""),
                    deletion("1"),
                    deletion(""),
                    Write.restore(TYPE, ID, "1"),
                    Write.restore(TYPE, ID, "x"))) {
                cells.add(new Cell(state, write, "NotFound"));
            }
        }
        cells.add(new Cell(State.LIVE, CREATE, "AlreadyExists 1"));
        cells.add(new Cell(State.LIVE, CREATE_IF_NOT_LIVE, "AlreadyExists 1"));
        cells.add(new Cell(State.LIVE, CREATE_OR_UPDATE, "UPDATE 2"));
        cells.add(new Cell(State.LIVE, UPDATE, "UPDATE 2"));
        cells.add(new Cell(State.LIVE, UPDATE_ANY, "UPDATE 2"));
        cells.add(new Cell(State.LIVE, match("1"), "UPDATE 2"));
        cells.add(new Cell(State.LIVE, list("\"9\", \"1\""), "UPDATE 2"));
        cells.add(new Cell(State.LIVE, list("\"9\", \"2\", \"x\""), "VersionConflict 9, 2, x / 1"));
        cells.add(new Cell(State.LIVE, list("\"2\", \"x\""), "VersionConflict 2, x / 1"));
        cells.add(new Cell(State.LIVE, match("2"), "VersionConflict 2 / 1"));
        cells.add(new Cell(State.LIVE, match("01"), "VersionConflict 01 / 1"));
        cells.add(new Cell(State.LIVE, match("9223372036854775806"), "VersionConflict 9223372036854775806 / 1"));
        cells.add(new Cell(State.LIVE, match("9223372036854775807"), "VersionConflict 9223372036854775807 / 1"));
        cells.add(new Cell(State.LIVE, DELETE, "DELETE 2"));
        cells.add(new Cell(State.LIVE, deletion("1"), "DELETE 2"));
        cells.add(new Cell(State.LIVE, deletion("2"), "VersionConflict 2 / 1"));
        cells.add(new Cell(State.LIVE, RESTORE, "AlreadyExists 1"));
        cells.add(new Cell(State.LIVE, Write.restore(TYPE, ID, "x"), "AlreadyExists 1"));
        cells.add(new Cell(State.DELETED, CREATE, "AlreadyExists 2"));
        cells.add(new Cell(State.DELETED, CREATE_IF_NOT_LIVE, "RESTORE 3"));
        cells.add(new Cell(State.DELETED, CREATE_OR_UPDATE, "RESTORE 3"));
        cells.add(new Cell(State.DELETED, UPDATE, "Gone 2"));
        cells.add(new Cell(State.DELETED, UPDATE_ANY, "Gone 2"));
        cells.add(new Cell(State.DELETED, match("2"), "Gone 2"));
        cells.add(new Cell(State.DELETED, match("x"), "Gone 2"));
        cells.add(new Cell(State.DELETED, list("\"1\", \"2\""), "Gone 2"));
        cells.add(new Cell(State.DELETED, DELETE, "Gone 2"));
        cells.add(new Cell(State.DELETED, deletion("2"), "Gone 2"));
        cells.add(new Cell(State.DELETED, RESTORE, "RESTORE 3"));
        cells.add(new Cell(State.DELETED, Write.restore(TYPE, ID, "1"), "RESTORE 3"));
        return Stream.of(NaiveRevisionStore.Pages.values())
                .flatMap(pages ->
                        cells.stream().map(cell -> Arguments.of(pages, cell.state(), cell.write(), cell.outcome())));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void a_write_gets_what_the_table_says(NaiveRevisionStore.Pages pages, State state, Write write, String outcome) {
        Fixture fixture = in(state, pages);
        List<?> before = fixture.everything();

        assertThat(perform(() -> fixture.storage.write(ACME, write))).isEqualTo(outcome);

        if (!isWritten(outcome)) {
            assertThat(fixture.everything()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @MethodSource("cells")
    void a_batch_of_one_gets_what_the_write_alone_gets(
            NaiveRevisionStore.Pages pages, State state, Write write, String outcome) {
        Fixture fixture = in(state, pages);
        List<?> before = fixture.everything();

        assertThat(perform(
                        () -> fixture.storage.writeBatch(ACME, List.of(write)).get(0)))
                .isEqualTo(outcome);

        if (!isWritten(outcome)) {
            assertThat(fixture.everything()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void reads_of_an_absent_or_erased_key_are_empty(NaiveRevisionStore.Pages pages) {
        for (State state : new State[] {State.ABSENT, State.ERASED}) {
            Fixture fixture = in(state, pages);
            var storage = fixture.storage;
            assertThat(storage.read(ACME, KEY)).isEmpty();
            assertThat(storage.head(ACME, KEY)).isEmpty();
            assertThat(storage.exists(ACME, KEY)).isFalse();
            assertThat(storage.currentVersion(ACME, KEY)).isEmpty();
            assertThat(storage.listVersions(ACME, KEY)).isEmpty();
            for (String version : List.of("1", "2", "3", "x")) {
                assertThat(storage.vread(ACME, KEY, version)).isEmpty();
            }
            assertThat(storage.readBatch(ACME, List.of(KEY))).isEmpty();
            assertThat(storage.listStream(ACME, TYPE)).isEmpty();
            assertThat(storage.count(ACME, TYPE)).isZero();
            assertThat(storage.count(ACME)).isZero();
            assertThat(storage.readAsOf(ACME, KEY, Fixture.START.plusSeconds(9)))
                    .isEmpty();
            assertThat(fixture.history()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void reads_of_a_live_key_show_it(NaiveRevisionStore.Pages pages) {
        Fixture fixture = in(State.LIVE, pages);
        var storage = fixture.storage;
        StoredResource resource = storage.read(ACME, KEY).orElseThrow();
        assertThat(resource.content()).isEqualTo(ONE);
        assertThat(resource.change()).isEqualTo(Change.CREATE);
        assertThat(storage.head(ACME, KEY)).contains(resource);
        assertThat(storage.exists(ACME, KEY)).isTrue();
        assertThat(storage.currentVersion(ACME, KEY)).contains("1");
        assertThat(storage.listVersions(ACME, KEY)).containsExactly("1");
        assertThat(storage.vread(ACME, KEY, "1")).contains(resource);
        assertThat(storage.vread(ACME, KEY, "2")).isEmpty();
        assertThat(storage.readBatch(ACME, List.of(KEY, KEY))).containsExactly(resource);
        assertThat(storage.listStream(ACME, TYPE)).containsExactly(resource);
        assertThat(storage.count(ACME, TYPE)).isOne();
        assertThat(storage.count(ACME)).isOne();
        assertThat(storage.readAsOf(ACME, KEY, resource.lastUpdated())).contains(resource);
        assertThat(fixture.history()).containsExactly(resource);
    }

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void reads_of_a_deleted_key_show_its_tombstone_where_the_table_says(NaiveRevisionStore.Pages pages) {
        Fixture fixture = in(State.DELETED, pages);
        var storage = fixture.storage;
        Revision tombstone = storage.head(ACME, KEY).orElseThrow();
        assertThat(tombstone).isInstanceOf(Tombstone.class);
        assertThat(storage.read(ACME, KEY)).isEmpty();
        assertThat(storage.exists(ACME, KEY)).isFalse();
        assertThat(storage.currentVersion(ACME, KEY)).isEmpty();
        assertThat(storage.listVersions(ACME, KEY)).containsExactly("1", "2");
        assertThat(storage.vread(ACME, KEY, "2")).contains(tombstone);
        assertThat(storage.readBatch(ACME, List.of(KEY))).isEmpty();
        assertThat(storage.listStream(ACME, TYPE)).isEmpty();
        assertThat(storage.count(ACME, TYPE)).isZero();
        assertThat(storage.readAsOf(ACME, KEY, tombstone.lastUpdated())).contains(tombstone);
        assertThat(fixture.history()).hasSize(2).endsWith(tombstone);
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void createOrUpdate_says_whether_it_created(State state) {
        Written written = in(state, NaiveRevisionStore.Pages.FULL).storage.createOrUpdate(ACME, KEY, TWO);
        assertThat(written.created()).isEqualTo(state != State.LIVE);
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void erase_gives_a_receipt_and_makes_the_key_absent(State state) {
        Fixture fixture = in(state, NaiveRevisionStore.Pages.FULL);
        int taken = fixture.naive.slotsTaken();

        ErasureReceipt receipt = fixture.storage.erase(ACME, Erasure.ofResource(TYPE, ID));

        boolean nothing = state == State.ABSENT || state == State.ERASED;
        assertThat(receipt.versionIds())
                .isEqualTo(nothing ? List.of() : state == State.LIVE ? List.of("1") : List.of("1", "2"));
        assertThat(fixture.naive.slotsTaken()).isEqualTo(nothing ? taken : taken + 1);
        assertThat(fixture.storage.head(ACME, KEY)).isEmpty();
    }

    private static Fixture in(State state, NaiveRevisionStore.Pages pages) {
        Fixture fixture = new Fixture(pages);
        if (state == State.LIVE) {
            fixture.live();
        } else if (state != State.ABSENT) {
            fixture.deleted();
        }
        if (state == State.ERASED) {
            fixture.rival.erase(ACME, KEY);
        }
        return fixture;
    }

    private static boolean isWritten(String outcome) {
        return outcome.matches("(CREATE|UPDATE|RESTORE|DELETE) .*");
    }

    private static String perform(java.util.function.Supplier<Revision> call) {
        Revision[] written = new Revision[1];
        Throwable thrown = catchThrowable(() -> written[0] = call.get());
        if (thrown == null) {
            return written[0].change() + " " + written[0].versionId();
        }
        if (thrown instanceof AlreadyExistsException e) {
            return "AlreadyExists " + e.versionId().orElse("?");
        }
        if (thrown instanceof GoneException e) {
            return "Gone " + e.versionId().orElse("?");
        }
        if (thrown instanceof VersionConflictException e) {
            return "VersionConflict " + e.expectedVersion() + " / "
                    + e.actualVersion().orElse("?");
        }
        return thrown instanceof NotFoundException ? "NotFound" : thrown.toString();
    }
}

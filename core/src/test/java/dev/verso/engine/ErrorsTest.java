package dev.verso.engine;

import static dev.verso.engine.Fixture.ACME;
import static dev.verso.engine.Fixture.ID;
import static dev.verso.engine.Fixture.KEY;
import static dev.verso.engine.Fixture.ONE;
import static dev.verso.engine.Fixture.TWO;
import static dev.verso.engine.Fixture.TYPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.verso.AlreadyExistsException;
import dev.verso.BackendFaultException;
import dev.verso.BackendUnavailableException;
import dev.verso.Capability;
import dev.verso.Erasure;
import dev.verso.FeedStart;
import dev.verso.HistoryQuery;
import dev.verso.IfMatch;
import dev.verso.InvalidArgumentException;
import dev.verso.NotFoundException;
import dev.verso.OptimisticLockFailureException;
import dev.verso.OutcomeUnknownException;
import dev.verso.PageRequest;
import dev.verso.RevisionMetadata;
import dev.verso.StorageException;
import dev.verso.UnsupportedCapabilityException;
import dev.verso.VersionConflictException;
import dev.verso.VersionedStorage;
import dev.verso.Versions;
import dev.verso.VersionsExhaustedException;
import dev.verso.Write;
import dev.verso.engine.ScriptedStore.Op;
import dev.verso.engine.ScriptedStore.Step;
import dev.verso.spi.Append;
import dev.verso.spi.RevisionRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** ERR-01, ERR-02, ERR-04, ERR-09, VER-06, VER-08 and TIME-04. */
class ErrorsTest {

    /** Every call that touches the backend, on a key that is deleted at version 2. */
    static Stream<Named<Consumer<VersionedStorage>>> calls() {
        return Stream.concat(reads(), writes());
    }

    static Stream<Named<Consumer<VersionedStorage>>> reads() {
        return Stream.of(
                call("read", s -> s.read(ACME, KEY)),
                call("head", s -> s.head(ACME, KEY)),
                call("exists", s -> s.exists(ACME, KEY)),
                call("currentVersion", s -> s.currentVersion(ACME, KEY)),
                call("vread", s -> s.vread(ACME, KEY, "1")),
                call("listVersions", s -> s.listVersions(ACME, KEY)),
                call("readBatch", s -> s.readBatch(ACME, List.of(KEY))),
                call("readAsOf", s -> s.readAsOf(ACME, KEY, Fixture.START)),
                call("list", s -> s.list(ACME, TYPE, PageRequest.first())),
                call("listStream", s -> s.listStream(ACME, TYPE).toList()),
                call("count of a type", s -> s.count(ACME, TYPE)),
                call("count of the tenant", s -> s.count(ACME)),
                call("history", s -> s.history(ACME, HistoryQuery.ofTenant(), PageRequest.first())),
                call(
                        "historyStream",
                        s -> s.historyStream(ACME, HistoryQuery.ofTenant()).toList()),
                call("changes", s -> s.changes(ACME, FeedStart.oldest())),
                call("changes with a limit", s -> s.changes(ACME, FeedStart.now(), 7)),
                call("findWrite", s -> s.findWrite(ACME, KEY, UUID.randomUUID())),
                call("verify", VersionedStorage::verify));
    }

    static Stream<Named<Consumer<VersionedStorage>>> writes() {
        return Stream.of(
                call("create", s -> s.create(ACME, TYPE, ONE)),
                call("createOrUpdate", s -> s.createOrUpdate(ACME, KEY, ONE)),
                call("createIfNotLive", s -> s.createIfNotLive(ACME, KEY, ONE)),
                call("restore", s -> s.restore(ACME, KEY)),
                call("writeBatch", s -> s.writeBatch(ACME, List.of(Write.restore(TYPE, ID)))),
                call("erase", s -> s.erase(ACME, KEY)),
                call("erase a version", s -> s.erase(ACME, Erasure.ofVersion(TYPE, ID, "1"))));
    }

    private static Named<Consumer<VersionedStorage>> call(String name, Consumer<VersionedStorage> call) {
        return Named.of(name, call);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void ERR_01_only_this_projects_exceptions_leave(Consumer<VersionedStorage> call) {
        for (RuntimeException foreign : List.of(
                new IllegalStateException("driver"), new NullPointerException("driver"), new ClassCastException("x"))) {
            Fixture fixture = new Fixture().deleted();
            fixture.store.everywhere(Step.failBefore(foreign));

            Throwable thrown = catchThrowable(() -> call.accept(fixture.storage));

            assertThat(thrown)
                    .isInstanceOfAny(BackendFaultException.class, OutcomeUnknownException.class)
                    .hasRootCause(foreign);
            assertThat(thrown.getMessage()).doesNotContain("driver");
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void ERR_01_a_store_that_answers_null_is_at_fault_and_not_the_caller(Consumer<VersionedStorage> call) {
        Fixture fixture = new Fixture().deleted();
        fixture.store.everywhere(supplier -> null);
        fixture.store.always(Op.COUNT, Step.failBefore(new NullPointerException("driver")));

        assertThat(catchThrowable(() -> call.accept(fixture.storage)))
                .isInstanceOfAny(BackendFaultException.class, OutcomeUnknownException.class);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void ERR_04_a_backend_that_is_down_is_unavailable_and_works_again_later(Consumer<VersionedStorage> call) {
        Fixture fixture = new Fixture().deleted();
        BackendUnavailableException down = new BackendUnavailableException("down", null);
        fixture.store.everywhere(Step.failBefore(down));
        List<?> before = fixture.everything();

        assertThatThrownBy(() -> call.accept(fixture.storage)).isSameAs(down);
        assertThat(fixture.everything()).isEqualTo(before);

        fixture.store.reset();
        assertThatCode(() -> call.accept(fixture.storage)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void ERR_09_interrupted_before_it_is_sent_a_call_is_unavailable_and_the_flag_stays(
            Consumer<VersionedStorage> call) {
        Fixture fixture = new Fixture().deleted();
        Thread.currentThread().interrupt();

        Throwable thrown = catchThrowable(() -> call.accept(fixture.storage));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown).isExactlyInstanceOf(BackendUnavailableException.class);
        assertThat(fixture.store.calls()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void ERR_01_after_close_every_call_is_an_illegal_state(Consumer<VersionedStorage> call) {
        Fixture fixture = new Fixture().deleted();
        fixture.storage.close();
        fixture.store.reset();

        assertThatThrownBy(() -> call.accept(fixture.storage)).isExactlyInstanceOf(IllegalStateException.class);
        assertThat(fixture.store.calls()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void ERR_01_closed_meanwhile_a_call_is_an_illegal_state(Consumer<VersionedStorage> call) {
        Fixture fixture = new Fixture().deleted();
        fixture.store.everywhere(supplier -> {
            fixture.store.reset();
            fixture.storage.close();
            return supplier.get();
        });

        assertThatThrownBy(() -> call.accept(fixture.storage)).isExactlyInstanceOf(IllegalStateException.class);
    }

    @Test
    void ERR_09_close_closes_the_store_and_may_be_called_twice_and_when_interrupted() {
        Fixture fixture = new Fixture();
        Thread.currentThread().interrupt();
        fixture.storage.close();
        fixture.storage.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(fixture.store.calls(Op.CLOSE)).isPositive();
        assertThatThrownBy(() -> fixture.naive.check(Optional.empty(), 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(fixture.storage::capabilities).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void ERR_01_a_foreign_exception_of_closing_is_translated() {
        Fixture fixture = new Fixture();
        fixture.store.always(Op.CLOSE, Step.failBefore(new IllegalArgumentException("driver")));

        assertThatThrownBy(fixture.storage::close).isInstanceOf(BackendFaultException.class);
    }

    @Test
    void VER_06_a_malformed_version_is_never_sent_to_the_store() {
        for (String malformed : List.of(
                "",
                "abc",
                "0",
                "-1",
                "+1",
                "007",
                "1.0",
                " 1",
                "1 ",
                "*",
                "W/\"1\"",
                "9223372036854775808",
                "9223372036854775807",
                "99999999999999999999",
                "\u0661")) {
            Fixture fixture = new Fixture().live();
            assertThatThrownBy(() -> fixture.storage.updateWithMatch(ACME, KEY, malformed, TWO))
                    .isInstanceOfSatisfying(
                            VersionConflictException.class,
                            e -> assertThat(e.expectedVersion()).isEqualTo(malformed));
            assertThatThrownBy(() -> fixture.storage.deleteWithMatch(ACME, KEY, malformed))
                    .isInstanceOf(VersionConflictException.class);
            assertThat(fixture.storage.vread(ACME, KEY, malformed)).isEmpty();
            assertThat(fixture.store.appends()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CREATE", "CREATE_FRESH", "CREATE_IF_NOT_LIVE", "CREATE_OR_UPDATE_ABSENT"})
    void VER_08_on_the_last_version_every_write_is_refused(Kind kind) {
        Fixture fixture = new Fixture();
        plantLast(fixture, kind.start == Kind.Start.DELETED);
        Write write = onLast(kind);

        assertThatThrownBy(() -> fixture.storage.write(ACME, write))
                .isInstanceOfSatisfying(
                        VersionsExhaustedException.class,
                        e -> assertThat(e.key()).isEqualTo(KEY));
        assertThatThrownBy(() -> fixture.storage.writeBatch(ACME, List.of(write)))
                .isInstanceOf(VersionsExhaustedException.class);
        assertThat(fixture.naive.slotsTaken()).isEqualTo(2);
    }

    /** The write with the last version where the kind names version 1. */
    private static Write onLast(Kind kind) {
        String last = Versions.format(Versions.LAST);
        return switch (kind) {
            case UPDATE_MATCH -> Write.update(TYPE, ID, IfMatch.version(last), TWO);
            case DELETE_MATCH -> Write.delete(TYPE, ID, IfMatch.version(last));
            case UPDATE_LIST -> Write.update(TYPE, ID, IfMatch.parse("\"1\", \"" + last + "\""), TWO);
            case DELETE_LIST -> Write.delete(TYPE, ID, IfMatch.parse("\"1\", \"" + last + "\""));
            case RESTORE_NAMED -> Write.restore(TYPE, ID, Versions.format(Versions.LAST - 1));
            default -> kind.write;
        };
    }

    @Test
    void VER_08_an_erasure_needs_a_version_too_and_refusals_come_first() {
        Fixture fixture = new Fixture();
        plantLast(fixture, false);

        assertThatThrownBy(() -> fixture.storage.erase(ACME, KEY)).isInstanceOf(VersionsExhaustedException.class);
        assertThatThrownBy(() -> fixture.storage.create(ACME, KEY, TWO)).isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> fixture.storage.updateWithMatch(ACME, KEY, "1", TWO))
                .isInstanceOf(VersionConflictException.class);
        assertThat(fixture.storage.currentVersion(ACME, KEY)).contains("9223372036854775806");
        assertThat(fixture.storage
                        .erase(ACME, Erasure.ofVersion(TYPE, ID, Versions.format(Versions.LAST - 1)))
                        .revisions())
                .isOne();
    }

    private static void plantLast(Fixture fixture, boolean deleted) {
        Fixture template = new Fixture().deleted();
        for (int i = 0; i < 2; i++) {
            RevisionRecord from =
                    template.naive.revision(KEY, deleted ? i + 1 : 1).orElseThrow();
            var m = from.metadata();
            fixture.naive.plant(new RevisionRecord(
                    new RevisionMetadata(
                            KEY,
                            Versions.LAST - 1 + i,
                            m.change(),
                            Fixture.START.plusMillis(i),
                            m.createdAt(),
                            m.author(),
                            m.writeId()),
                    false,
                    from.content()));
        }
    }

    @Test
    void TIME_01_the_clock_is_cut_to_microseconds_once() {
        Fixture fixture = new Fixture();
        fixture.clock.set(Instant.parse("2026-01-02T03:04:05.123456789Z"));

        var created = fixture.storage.create(ACME, KEY, ONE);

        assertThat(created.lastUpdated()).isEqualTo(Instant.parse("2026-01-02T03:04:05.123456Z"));
        assertThat(fixture.storage.read(ACME, KEY)).contains(created);
        assertThat(fixture.store.appends()).extracting(Append::now).containsExactly(created.lastUpdated());
        assertThat(fixture.storage.erase(ACME, KEY).erasedAt().getNano() % 1000).isZero();
    }

    @Test
    void TIME_04_a_clock_outside_the_years_1970_to_9999_is_refused_before_the_backend() {
        Fixture fixture = new Fixture();
        for (String beyond :
                List.of("1969-12-31T23:59:59.999999999Z", "+10000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z")) {
            fixture.clock.set(Instant.parse(beyond));
            writes().forEach(call -> assertThatThrownBy(() -> call.getPayload().accept(fixture.storage))
                    .isInstanceOf(InvalidArgumentException.class)
                    .hasMessageContaining("clock"));
        }
        assertThat(fixture.store.calls()).isEmpty();
        for (String within : List.of("1970-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z")) {
            fixture.clock.set(Instant.parse(within));
            assertThat(fixture.storage
                            .createOrUpdate(ACME, TYPE, ID + within.charAt(0), ONE)
                            .created())
                    .isTrue();
        }
    }

    @Test
    void ERR_02_each_exception_says_whether_to_try_again() {
        assertThat(new BackendUnavailableException("m", null).isRetryable()).isTrue();
        assertThat(new OptimisticLockFailureException(KEY, "m").isRetryable()).isTrue();
        assertThat(new OutcomeUnknownException("m", null).isRetryable()).isFalse();
        assertThat(new OutcomeUnknownException("m", null).isOutcomeUnknown()).isTrue();
        for (StorageException refusal : List.of(
                new BackendFaultException("m", null),
                new VersionsExhaustedException(KEY),
                new InvalidArgumentException("m"),
                new NotFoundException(KEY, "m"),
                new UnsupportedCapabilityException(Capability.SCANS, "m"))) {
            assertThat(refusal.isRetryable()).isFalse();
            assertThat(refusal.isOutcomeUnknown()).isFalse();
        }
    }
}

package dev.verso.engine;

import static dev.verso.engine.Fixture.ID;
import static dev.verso.engine.Fixture.KEY;
import static dev.verso.engine.Fixture.ONE;
import static dev.verso.engine.Fixture.START;
import static dev.verso.engine.Fixture.TYPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verso.Capability;
import dev.verso.Content;
import dev.verso.Erasure;
import dev.verso.FeedStart;
import dev.verso.HistoryQuery;
import dev.verso.IfMatch;
import dev.verso.InvalidArgumentException;
import dev.verso.InvalidContentException;
import dev.verso.InvalidCursorException;
import dev.verso.InvalidKeyException;
import dev.verso.PageRequest;
import dev.verso.PermissionDeniedException;
import dev.verso.ResourceKey;
import dev.verso.StorageOptions;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.UnsupportedCapabilityException;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** ERR-07: of two flaws of one call the earlier one is reported, and the backend is not touched. */
class CheckOrderTest {

    /** What can be wrong with a call, in the order of ERR-07. */
    enum Flaw {
        NULL(NullPointerException.class),
        CLOSED(IllegalStateException.class),
        KEY(InvalidKeyException.class),
        PERMISSION(PermissionDeniedException.class),
        CAPABILITY(UnsupportedCapabilityException.class),
        ARGUMENT(InvalidArgumentException.class),
        CURSOR(InvalidCursorException.class),
        CONTENT(InvalidContentException.class);

        final Class<? extends RuntimeException> reported;

        Flaw(Class<? extends RuntimeException> reported) {
            this.reported = reported;
        }
    }

    /** A call that has the flaws it is told to have. */
    private record Call(String name, Set<Flaw> possible, Flawed call) {}

    private interface Flawed {
        void run(VersionedStorage storage, Flaws flaws);
    }

    private record Flaws(Set<Flaw> set) {

        boolean has(Flaw flaw) {
            return set.contains(flaw);
        }

        TenantContext context() {
            return TenantContext.of(
                    "acme", has(Flaw.PERMISSION) ? TenantPermissions.none() : TenantPermissions.fullAccess());
        }

        TenantContext contextOrNull() {
            return has(Flaw.NULL) ? null : context();
        }

        String type() {
            return has(Flaw.KEY) ? "a/b" : TYPE;
        }

        String id() {
            return has(Flaw.KEY) ? ".." : ID;
        }

        ResourceKey key() {
            return has(Flaw.KEY) ? ResourceKey.of("other", TYPE, ID) : KEY;
        }

        Content content() {
            return has(Flaw.CONTENT) ? Content.of("{\"a\":\"" + "x".repeat(100) + "\"}") : ONE;
        }

        Content contentOrNull() {
            return has(Flaw.NULL) ? null : content();
        }

        PageRequest page() {
            PageRequest page = PageRequest.first();
            page = has(Flaw.ARGUMENT) ? page.withLimit(1001) : page;
            return has(Flaw.CURSOR) ? page.withCursor("x") : page;
        }
    }

    private static Call call(String name, Set<Flaw> possible, Flawed call) {
        return new Call(name, possible, call);
    }

    static Stream<Arguments> pairs() {
        Set<Flaw> read = EnumSet.of(Flaw.NULL, Flaw.CLOSED, Flaw.KEY, Flaw.PERMISSION);
        Set<Flaw> write = EnumSet.of(Flaw.NULL, Flaw.CLOSED, Flaw.KEY, Flaw.PERMISSION, Flaw.ARGUMENT, Flaw.CONTENT);
        Set<Flaw> erase = EnumSet.of(Flaw.NULL, Flaw.CLOSED, Flaw.KEY, Flaw.PERMISSION, Flaw.CAPABILITY, Flaw.ARGUMENT);
        Set<Flaw> walk = EnumSet.complementOf(EnumSet.of(Flaw.CONTENT));
        Set<Flaw> feed = EnumSet.complementOf(EnumSet.of(Flaw.KEY, Flaw.CONTENT));
        List<Call> calls = List.of(
                call("read", read, (s, f) -> s.read(f.contextOrNull(), f.type(), f.id())),
                call("read by key", read, (s, f) -> s.read(f.contextOrNull(), f.key())),
                call("head", read, (s, f) -> s.head(f.context(), TYPE, f.has(Flaw.NULL) ? null : f.id())),
                call("exists", read, (s, f) -> s.exists(f.contextOrNull(), f.type(), f.id())),
                call("currentVersion", read, (s, f) -> s.currentVersion(f.contextOrNull(), f.key())),
                call("listVersions", read, (s, f) -> s.listVersions(f.contextOrNull(), f.type(), f.id())),
                call("vread by key", read, (s, f) -> s.vread(f.context(), f.key(), f.has(Flaw.NULL) ? null : "1")),
                call(
                        "readAsOf by key",
                        read,
                        (s, f) -> s.readAsOf(f.context(), f.key(), f.has(Flaw.NULL) ? null : START)),
                call(
                        "readBatch",
                        read,
                        (s, f) -> s.readBatch(f.context(), f.has(Flaw.NULL) ? null : List.of(KEY, f.key()))),
                call("findWrite", read, (s, f) -> s.findWrite(f.contextOrNull(), f.key(), UUID.randomUUID())),
                call("create", write, (s, f) -> s.create(f.context(), f.type(), f.contentOrNull())),
                call("create by key", write, (s, f) -> s.create(f.context(), f.key(), f.contentOrNull())),
                call(
                        "createIfNotLive by key",
                        write,
                        (s, f) -> s.createIfNotLive(f.context(), f.key(), f.contentOrNull())),
                call(
                        "createOrUpdate by key",
                        write,
                        (s, f) -> s.createOrUpdate(f.context(), f.key(), f.contentOrNull())),
                call("update by key", write, (s, f) -> s.update(f.context(), f.key(), f.contentOrNull())),
                call(
                        "update with a header",
                        write,
                        (s, f) -> s.update(f.context(), f.key(), f.has(Flaw.NULL) ? null : IfMatch.any(), f.content())),
                call(
                        "updateWithMatch by key",
                        write,
                        (s, f) -> s.updateWithMatch(f.context(), f.key(), f.has(Flaw.NULL) ? null : "1", f.content())),
                call(
                        "write",
                        write,
                        (s, f) -> s.write(f.contextOrNull(), Write.createIfNotLive(f.type(), f.id(), f.content()))),
                call("writeBatch", EnumSet.complementOf(EnumSet.of(Flaw.CURSOR)), (s, f) -> {
                    List<Write> writes = new ArrayList<>();
                    writes.add(Write.create(f.type(), f.id(), f.content()));
                    writes.add(Write.update(f.type(), f.has(Flaw.ARGUMENT) ? f.id() : "q", ONE));
                    if (f.has(Flaw.NULL)) {
                        writes.add(null);
                    }
                    s.writeBatch(f.context(), writes);
                }),
                call("erase", erase, (s, f) -> s.erase(f.contextOrNull(), Erasure.ofVersion(f.type(), f.id(), "x"))),
                call("erase by key", erase, (s, f) -> s.erase(f.contextOrNull(), f.key())),
                call("list", walk, (s, f) -> s.list(f.contextOrNull(), f.type(), f.page())),
                call(
                        "count",
                        EnumSet.of(Flaw.NULL, Flaw.CLOSED, Flaw.KEY, Flaw.PERMISSION, Flaw.CAPABILITY),
                        (s, f) -> s.count(f.contextOrNull(), f.type())),
                call(
                        "history of a type",
                        walk,
                        (s, f) -> s.history(f.contextOrNull(), HistoryQuery.ofType(f.type()), f.page())),
                call(
                        "history in a range",
                        walk,
                        (s, f) -> s.history(
                                f.contextOrNull(),
                                f.has(Flaw.ARGUMENT)
                                        ? HistoryQuery.ofType(f.type())
                                                .since(START)
                                                .before(START.minusNanos(1))
                                        : HistoryQuery.ofType(f.type()),
                                f.has(Flaw.CURSOR) ? PageRequest.after("x") : PageRequest.first())),
                call(
                        "changes",
                        feed,
                        (s, f) -> s.changes(
                                f.contextOrNull(),
                                f.has(Flaw.CURSOR) ? FeedStart.after("x") : FeedStart.oldest(),
                                f.has(Flaw.ARGUMENT) ? 0 : 5)));
        return calls.stream()
                .flatMap(call -> call.possible().stream()
                        .flatMap(first -> call.possible().stream()
                                .filter(second -> second.compareTo(first) >= 0)
                                .map(second -> Arguments.of(call.name(), first, second, call.call()))));
    }

    @ParameterizedTest(name = "{0}: {1} before {2}")
    @MethodSource("pairs")
    void of_two_flaws_the_earlier_one_is_reported(String name, Flaw first, Flaw second, Flawed call) {
        Flaws flaws = new Flaws(EnumSet.of(first, second));
        Fixture.StillClock clock = new Fixture.StillClock();
        clock.set(flaws.has(Flaw.ARGUMENT) ? Instant.EPOCH.minusNanos(1) : START);
        ScriptedStore store = new ScriptedStore(new NaiveRevisionStore(
                NaiveRevisionStore.Pages.FULL,
                flaws.has(Flaw.CAPABILITY) ? EnumSet.noneOf(Capability.class) : EnumSet.allOf(Capability.class)));
        VersionedStorage storage = VersionedStorage.over(
                store, StorageOptions.builder().clock(clock).contentLimit(64).build());
        if (flaws.has(Flaw.CLOSED)) {
            storage.close();
            store.reset();
        }

        assertThatThrownBy(() -> call.run(storage, flaws)).as(name).isExactlyInstanceOf(first.reported);
        assertThat(store.calls()).isEmpty();
    }
}

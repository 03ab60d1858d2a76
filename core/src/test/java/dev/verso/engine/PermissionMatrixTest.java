package dev.verso.engine;

import static dev.verso.engine.Fixture.ID;
import static dev.verso.engine.Fixture.KEY;
import static dev.verso.engine.Fixture.ONE;
import static dev.verso.engine.Fixture.START;
import static dev.verso.engine.Fixture.TYPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.verso.Erasure;
import dev.verso.FeedStart;
import dev.verso.HistoryQuery;
import dev.verso.IfMatch;
import dev.verso.PageRequest;
import dev.verso.Permission;
import dev.verso.PermissionDeniedException;
import dev.verso.ResourceKey;
import dev.verso.StorageException;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** TEN-02: every method of the driving port that takes a context checks it before the backend is touched. */
class PermissionMatrixTest {

    private static final Map<String, Set<Permission>> NEEDED = Map.ofEntries(
            Map.entry("create", EnumSet.of(Permission.CREATE)),
            Map.entry("createIfNotLive", EnumSet.of(Permission.CREATE)),
            Map.entry("createOrUpdate", EnumSet.of(Permission.CREATE, Permission.UPDATE)),
            Map.entry("update", EnumSet.of(Permission.UPDATE)),
            Map.entry("updateWithMatch", EnumSet.of(Permission.UPDATE)),
            Map.entry("delete", EnumSet.of(Permission.DELETE)),
            Map.entry("deleteWithMatch", EnumSet.of(Permission.DELETE)),
            Map.entry("restore", EnumSet.of(Permission.READ, Permission.UPDATE)),
            Map.entry("read", EnumSet.of(Permission.READ)),
            Map.entry("head", EnumSet.of(Permission.READ)),
            Map.entry("exists", EnumSet.of(Permission.READ)),
            Map.entry("readBatch", EnumSet.of(Permission.READ)),
            Map.entry("currentVersion", EnumSet.of(Permission.READ)),
            Map.entry("list", EnumSet.of(Permission.READ)),
            Map.entry("listStream", EnumSet.of(Permission.READ)),
            Map.entry("count", EnumSet.of(Permission.READ)),
            Map.entry("vread", EnumSet.of(Permission.READ)),
            Map.entry("listVersions", EnumSet.of(Permission.READ)),
            Map.entry("history", EnumSet.of(Permission.READ)),
            Map.entry("historyStream", EnumSet.of(Permission.READ)),
            Map.entry("readAsOf", EnumSet.of(Permission.READ)),
            Map.entry("findWrite", EnumSet.of(Permission.READ)),
            Map.entry("changes", EnumSet.of(Permission.FEED)),
            Map.entry("changesStream", EnumSet.of(Permission.FEED)),
            Map.entry("erase", EnumSet.of(Permission.ERASE)));

    /** Those that take a write as a value are covered kind by kind. */
    private static final Set<String> BY_KIND = Set.of("write", "writeBatch");

    private static final Set<String> WITHOUT_CONTEXT = Set.of("verify", "capabilities", "close");

    static Stream<Arguments> methods() {
        List<Arguments> all = new ArrayList<>();
        for (Method method : VersionedStorage.class.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers())
                    && Arrays.asList(method.getParameterTypes()).contains(TenantContext.class)
                    && !BY_KIND.contains(method.getName())) {
                boolean queries = Arrays.asList(method.getParameterTypes()).contains(HistoryQuery.class);
                for (HistoryQuery query : queries
                        ? List.of(HistoryQuery.ofResource(TYPE, ID), HistoryQuery.ofType(TYPE), HistoryQuery.ofTenant())
                        : List.of(HistoryQuery.ofResource(TYPE, ID))) {
                    all.add(Arguments.of(Named.of(method.getName(), method), query));
                }
            }
        }
        return all.stream();
    }

    @Test
    void every_method_of_the_port_is_in_the_matrix() {
        assertThat(Arrays.stream(VersionedStorage.class.getMethods())
                        .filter(method -> !Modifier.isStatic(method.getModifiers()))
                        .map(Method::getName)
                        .distinct())
                .allMatch(name -> NEEDED.containsKey(name) || BY_KIND.contains(name) || WITHOUT_CONTEXT.contains(name));
        assertThat(methods()).hasSizeGreaterThan(40);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void without_one_needed_permission_a_call_is_denied_and_touches_nothing(Method method, HistoryQuery query) {
        for (Permission missing : NEEDED.get(method.getName())) {
            Fixture fixture = new Fixture().live();
            TenantPermissions others = TenantPermissions.builder()
                    .allow(EnumSet.complementOf(EnumSet.of(missing)).toArray(new Permission[0]))
                    .allowOn("Other", missing)
                    .build();

            Throwable thrown = call(fixture, method, query, others);

            assertThat(thrown).isInstanceOfSatisfying(PermissionDeniedException.class, e -> {
                assertThat(e.permission()).isEqualTo(missing);
                assertThat(e.type().orElse(TYPE)).isEqualTo(TYPE);
                assertThat(e.getMessage()).doesNotContain(ID);
            });
            assertThat(fixture.store.calls()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void the_needed_permissions_suffice_and_a_call_that_spans_types_needs_them_everywhere(
            Method method, HistoryQuery query) {
        Permission[] needed = NEEDED.get(method.getName()).toArray(new Permission[0]);
        Fixture fixture = new Fixture().live();

        Throwable onType = call(
                fixture,
                method,
                query,
                TenantPermissions.builder().allowOn(TYPE, needed).build());

        if (spansTypes(method, query)) {
            assertThat(onType)
                    .isInstanceOfSatisfying(
                            PermissionDeniedException.class,
                            e -> assertThat(e.type()).isEmpty());
            assertThat(fixture.store.calls()).isEmpty();
            assertPermitted(call(
                    fixture,
                    method,
                    query,
                    TenantPermissions.builder().allow(needed).build()));
        } else {
            assertPermitted(onType);
        }
        assertThat(fixture.store.calls()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void TEN_03_a_write_alone_and_in_a_batch_needs_its_permissions(Kind kind) {
        for (Permission missing : kind.permissions()) {
            Fixture fixture = new Fixture();
            kind.prepare(fixture.rival);
            List<?> before = fixture.everything();
            TenantContext context = TenantContext.of(
                    "acme",
                    TenantPermissions.builder()
                            .allow(EnumSet.complementOf(EnumSet.of(missing)).toArray(new Permission[0]))
                            .allowOn("Other", Permission.values())
                            .build());

            assertThatThrownBy(() -> fixture.storage.write(context, kind.write))
                    .isInstanceOf(PermissionDeniedException.class);
            assertThatThrownBy(() -> fixture.storage.writeBatch(
                            context, List.of(Write.createOrUpdate("Other", "x", ONE), kind.write)))
                    .isInstanceOf(PermissionDeniedException.class);
            assertThat(fixture.store.calls()).isEmpty();
            assertThat(fixture.everything()).isEqualTo(before);
        }
        Fixture fixture = new Fixture();
        kind.prepare(fixture.rival);
        TenantContext exactly = TenantContext.of(
                "acme",
                TenantPermissions.builder()
                        .allowOn(TYPE, kind.permissions().toArray(new Permission[0]))
                        .build());
        assertThat(fixture.storage.write(exactly, kind.write).change()).isEqualTo(kind.change);
    }

    @Test
    void readBatch_needs_READ_on_each_type_named() {
        Fixture fixture = new Fixture().live();
        TenantContext one = TenantContext.of(
                "acme",
                TenantPermissions.builder().allowOn(TYPE, Permission.READ).build());

        assertThat(fixture.storage.readBatch(one, List.of(KEY))).hasSize(1);
        fixture.store.reset();
        assertThatThrownBy(() -> fixture.storage.readBatch(one, List.of(KEY, ResourceKey.of("acme", "Other", "x"))))
                .isInstanceOfSatisfying(
                        PermissionDeniedException.class,
                        e -> assertThat(e.type()).contains("Other"));
        assertThat(fixture.store.calls()).isEmpty();
    }

    /** The state may refuse the call, but its permissions do not. */
    private static void assertPermitted(Throwable thrown) {
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(StorageException.class).isNotInstanceOf(PermissionDeniedException.class);
        }
    }

    private static boolean spansTypes(Method method, HistoryQuery query) {
        boolean countsAll = method.getName().equals("count") && method.getParameterCount() == 1;
        boolean tenantHistory =
                method.getName().startsWith("history") && query.type().isEmpty();
        return countsAll || tenantHistory || method.getName().startsWith("changes");
    }

    private static Throwable call(Fixture fixture, Method method, HistoryQuery query, TenantPermissions permissions) {
        boolean byKey = Arrays.asList(method.getParameterTypes()).contains(ResourceKey.class);
        Iterator<String> strings = (byKey ? List.of("1") : List.of(TYPE, ID, "1")).iterator();
        Object[] arguments = Arrays.stream(method.getParameterTypes())
                .map(type -> argument(type, strings, query, TenantContext.of("acme", permissions)))
                .toArray();
        return catchThrowable(() -> {
            try {
                Object answer = method.invoke(fixture.storage, arguments);
                if (answer instanceof Stream<?> stream) {
                    stream.toList();
                }
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    private static Object argument(Class<?> type, Iterator<String> strings, HistoryQuery query, TenantContext context) {
        if (type == String.class) {
            return strings.next();
        }
        if (type == Collection.class) {
            return List.of(KEY);
        }
        if (type == int.class) {
            return 10;
        }
        return Stream.of(
                        context,
                        KEY,
                        ONE,
                        query,
                        IfMatch.version("1"),
                        START,
                        UUID.randomUUID(),
                        PageRequest.first(),
                        FeedStart.oldest(),
                        Erasure.ofResource(TYPE, ID))
                .filter(type::isInstance)
                .findFirst()
                .orElseThrow(() -> new AssertionError("No argument for a " + type));
    }
}

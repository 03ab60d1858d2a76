package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.refused;

import dev.verso.Capability;
import dev.verso.Content;
import dev.verso.InvalidKeyException;
import dev.verso.ResourceKey;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.TenantId;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Chapter KEY: what a key is, and when two are one. */
public interface KeyRules extends Chapter {

    /** Every allowed character is stored as it is: no escaping, folding or reserved name gets in the way. */
    @Test
    default void KEY_01_every_allowed_character_makes_a_key() {
        rule("KEY-01", t -> {
            List<String> names = new ArrayList<>(List.of(
                    "-",
                    "_",
                    "~",
                    "--",
                    "...",
                    ".a",
                    "a.",
                    "-1",
                    "0",
                    "null",
                    "undefined",
                    "NaN",
                    "true",
                    "__proto__",
                    "con",
                    "_id",
                    "history",
                    "x".repeat(128),
                    "~._-"));
            for (char c = '!'; c <= '~'; c++) {
                if (Character.isLetterOrDigit(c)) {
                    names.add(String.valueOf(c));
                }
            }
            eachIsAKeyOfItsOwn(t, names);
        });
    }

    /** Whatever else is given as type or id is refused by every operation that takes one, and nothing is written. */
    @Test
    default void KEY_01_anything_else_is_InvalidKey_in_every_operation() {
        rule("KEY-01", t -> {
            ResourceKey good = t.key("Patient");
            t.first().create(t.tenant(), good, t.content());
            Snapshot before = Snapshot.of(t);
            for (String bad : KeyText.BAD) {
                for (KeyedCall call : KeyedCall.all(t)) {
                    refused(
                            InvalidKeyException.class,
                            call.name() + " of type " + Words.of(bad),
                            () -> call.run(t.first(), t.tenant(), bad, good.id()));
                    if (call.takesId()) {
                        refused(
                                InvalidKeyException.class,
                                call.name() + " of id " + Words.of(bad),
                                () -> call.run(t.first(), t.tenant(), good.type(), bad));
                    }
                }
            }
            before.requireUnchanged(t, "calls with bad keys");
        });
    }

    /** A tenant's name is bound by the same rule. */
    @Test
    default void KEY_01_a_bad_tenant_is_InvalidKey() {
        rule("KEY-01", t -> {
            for (String bad : KeyText.BAD) {
                refused(InvalidKeyException.class, "tenant " + Words.of(bad), () -> new TenantId(bad));
                refused(
                        InvalidKeyException.class,
                        "context of " + Words.of(bad),
                        () -> t.first().head(TenantContext.of(bad, TenantPermissions.fullAccess()), "Patient", "p1"));
            }
            equal("read of an absent key", Optional.empty(), t.first().read(t.tenant(), t.key("Patient")));
        });
    }

    /** Ids that a collation, a file system, a LIKE pattern or a number parser could take for one stay apart. */
    @Test
    default void KEY_02_ids_that_look_alike_are_different_keys() {
        rule("KEY-02", t -> eachIsAKeyOfItsOwn(t, KeyText.ALIKE));
    }

    /** Type and id are never joined to one text: where one ends and the other begins matters. */
    @Test
    default void KEY_02_type_and_id_are_not_joined() {
        rule("KEY-02", t -> {
            Map<ResourceKey, Content> stored = new LinkedHashMap<>();
            for (String delimiter : List.of(".", "_", "-", "~", "--", "__")) {
                store(t, stored, t.key("a", "b" + delimiter + "c"));
                store(t, stored, t.key("a" + delimiter + "b", "c"));
            }
            store(t, stored, t.key("ab", "c"));
            store(t, stored, t.key("a", "bc"));
            requireStored(t, stored);
        });
    }

    /** Tenants whose names look alike, or are a prefix of each other, share nothing. */
    @Test
    default void KEY_02_tenants_that_look_alike_are_different() {
        rule("KEY-02", t -> {
            Map<TenantContext, StoredResource> stored = new LinkedHashMap<>();
            List<String> suffixes = List.of("A", "a", "_corp", "-corp", ".corp", "Xcorp", "~", ".", "1", "01");
            for (String suffix : suffixes) {
                TenantContext tenant = t.tenantLike(suffix);
                stored.put(tenant, t.first().create(tenant, "Patient", "p1", t.content()));
            }
            TenantContext joined = t.tenantLike(".Patient");
            stored.put(joined, t.second().create(joined, "p1", "p1", t.content()));
            stored.forEach((tenant, resource) -> {
                equal("version under " + tenant, 1L, resource.version());
                equal("read under " + tenant, Optional.of(resource), t.second().read(tenant, resource.key()));
                equal("versions under " + tenant, List.of("1"), t.second().listVersions(tenant, resource.key()));
            });
            equal("read under the shorter name", Optional.empty(), t.first().read(t.tenant(), "Patient", "p1"));
        });
    }

    /** Nor are tenant and type: a tenant whose name goes on with a type's has none of that type's resources. */
    @Test
    default void KEY_02_tenant_and_type_are_not_joined() {
        rule("KEY-02", t -> {
            for (String delimiter : List.of(".", "_", "-", "~", "--", "__")) {
                TenantContext longer = t.tenantLike(delimiter + "A");
                ResourceKey key = t.key("A" + delimiter + "B", "c");
                StoredResource own = t.first().create(t.tenant(), key, t.content());
                Expect.empty("read of another tenant's B/c", t.second().read(longer, "B", "c"));
                equal(
                        "listVersions of another tenant's B/c",
                        List.of(),
                        t.second().listVersions(longer, "B", "c"));
                equal("read", Optional.of(own), t.second().read(t.tenant(), key));
            }
        });
    }

    /** A list, a count and a history of a type take exactly this type. */
    @Test
    default void KEY_02_scans_of_a_type_take_no_type_that_looks_alike() {
        rule("KEY-02", Capability.SCANS, t -> {
            Map<ResourceKey, Content> stored = new LinkedHashMap<>();
            for (String type : KeyText.ALIKE) {
                store(t, stored, t.key(type, "same"));
            }
            for (ResourceKey key : stored.keySet()) {
                equal("count of type " + key.type(), 1L, t.second().count(t.tenant(), key.type()));
                equal(
                        "list of type " + key.type(),
                        List.of(key),
                        t.second()
                                .listStream(t.tenant(), key.type())
                                .map(StoredResource::key)
                                .toList());
            }
            equal("count of the tenant", (long) stored.size(), t.second().count(t.tenant()));
        });
    }

    private static void eachIsAKeyOfItsOwn(Trial t, List<String> names) {
        Map<ResourceKey, Content> stored = new LinkedHashMap<>();
        for (String name : new LinkedHashSet<>(names)) {
            store(t, stored, t.key("Patient", name));
            store(t, stored, t.key(name, "p1"));
        }
        requireStored(t, stored);
        ResourceKey gone = stored.keySet().iterator().next();
        t.first().delete(t.tenant(), gone);
        stored.remove(gone);
        requireStored(t, stored);
    }

    private static void store(Trial t, Map<ResourceKey, Content> stored, ResourceKey key) {
        Content content = t.content();
        VersionedStorage storage = t.either(stored.size());
        StoredResource created = storage.create(t.tenant(), key, content);
        equal("the key that was created", key, created.key());
        stored.put(key, content);
    }

    private static void requireStored(Trial t, Map<ResourceKey, Content> stored) {
        stored.forEach((key, content) -> {
            StoredResource read = Expect.present("read of " + key, t.second().read(t.tenant(), key));
            equal("the content of " + key, content, read.content());
            equal("the key of what was read under " + key, key, read.key());
            equal("the versions of " + key, List.of("1"), t.second().listVersions(t.tenant(), key));
        });
    }
}

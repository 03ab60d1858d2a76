package dev.verso.tck;

import dev.verso.Capability;
import dev.verso.Content;
import dev.verso.Erasure;
import dev.verso.HistoryQuery;
import dev.verso.IfMatch;
import dev.verso.PageRequest;
import dev.verso.Permission;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A call that names a type and mostly an id: one of every such operation of the port, for the rules that bind them all.
 *
 * @param name the operation
 * @param takesId whether the id matters
 * @param needs the permissions that the call needs on the type (TEN-02)
 * @param capability what the call needs to be declared
 * @param call makes the call
 */
record KeyedCall(String name, boolean takesId, Set<Permission> needs, Optional<Capability> capability, Operation call) {

    /** Makes a call on a key. */
    @FunctionalInterface
    interface Operation {

        Object on(VersionedStorage storage, TenantContext tenant, String type, String id);
    }

    Object run(VersionedStorage storage, TenantContext tenant, String type, String id) {
        return call.on(storage, tenant, type, id);
    }

    /** Gives every call that the subject's declared capabilities allow. */
    static List<KeyedCall> all(Trial t) {
        return everything(t.content()).stream()
                .filter(call ->
                        call.capability().filter(needed -> !t.declares(needed)).isEmpty())
                .toList();
    }

    /** Gives every call that writes, as far as declared capabilities allow. */
    static List<KeyedCall> writes(Trial t) {
        return all(t).stream()
                .filter(call -> !call.needs().equals(Set.of(Permission.READ)))
                .toList();
    }

    private static List<KeyedCall> everything(Content content) {
        List<KeyedCall> calls = new ArrayList<>();
        reads(calls);
        conditionless(calls, content);
        matches(calls, content);
        optional(calls, content);
        return calls;
    }

    private static void reads(List<KeyedCall> calls) {
        Set<Permission> read = EnumSet.of(Permission.READ);
        add(calls, "read", read, VersionedStorage::read);
        add(calls, "head", read, VersionedStorage::head);
        add(calls, "exists", read, VersionedStorage::exists);
        add(calls, "currentVersion", read, VersionedStorage::currentVersion);
        add(calls, "listVersions", read, VersionedStorage::listVersions);
        add(calls, "vread", read, (s, c, type, id) -> s.vread(c, type, id, "1"));
        add(calls, "vread(malformed)", read, (s, c, type, id) -> s.vread(c, type, id, "abc"));
        add(calls, "readAsOf", read, (s, c, type, id) -> s.readAsOf(c, type, id, Trial.START));
        add(
                calls,
                "history",
                read,
                (s, c, type, id) -> s.history(c, HistoryQuery.ofResource(type, id), PageRequest.first()));
        add(
                calls,
                "historyStream",
                read,
                (s, c, type, id) ->
                        s.historyStream(c, HistoryQuery.ofResource(type, id)).toList());
    }

    private static void conditionless(List<KeyedCall> calls, Content content) {
        Set<Permission> create = EnumSet.of(Permission.CREATE);
        Set<Permission> update = EnumSet.of(Permission.UPDATE);
        Set<Permission> put = EnumSet.of(Permission.CREATE, Permission.UPDATE);
        Set<Permission> restore = EnumSet.of(Permission.READ, Permission.UPDATE);
        calls.add(new KeyedCall(
                "create without id", false, create, Optional.empty(), (s, c, type, id) -> s.create(c, type, content)));
        add(calls, "create", create, (s, c, type, id) -> s.create(c, type, id, content));
        add(calls, "createIfNotLive", create, (s, c, type, id) -> s.createIfNotLive(c, type, id, content));
        add(calls, "createOrUpdate", put, (s, c, type, id) -> s.createOrUpdate(c, type, id, content));
        add(calls, "update", update, (s, c, type, id) -> s.update(c, type, id, content));
        add(calls, "delete", EnumSet.of(Permission.DELETE), (s, c, type, id) -> s.delete(c, type, id));
        add(calls, "restore", restore, (s, c, type, id) -> s.restore(c, type, id));
        add(calls, "restore(1)", restore, (s, c, type, id) -> s.restore(c, type, id, "1"));
        add(calls, "restore(malformed)", restore, (s, c, type, id) -> s.restore(c, type, id, "abc"));
        add(
                calls,
                "write(createOrUpdate)",
                put,
                (s, c, type, id) -> s.write(c, Write.createOrUpdate(type, id, content)));
    }

    private static void matches(List<KeyedCall> calls, Content content) {
        Set<Permission> update = EnumSet.of(Permission.UPDATE);
        Set<Permission> delete = EnumSet.of(Permission.DELETE);
        for (String version : List.of("1", "abc")) {
            add(
                    calls,
                    "updateWithMatch(" + version + ")",
                    update,
                    (s, c, type, id) -> s.updateWithMatch(c, type, id, version, content));
            add(
                    calls,
                    "deleteWithMatch(" + version + ")",
                    delete,
                    (s, c, type, id) -> s.deleteWithMatch(c, type, id, version));
        }
        for (IfMatch match : List.of(IfMatch.any(), IfMatch.parse("W/\"1\", \"7\""))) {
            add(calls, "update(" + match + ")", update, (s, c, type, id) -> s.update(c, type, id, match, content));
            add(calls, "delete(" + match + ")", delete, (s, c, type, id) -> s.delete(c, type, id, match));
        }
    }

    private static void optional(List<KeyedCall> calls, Content content) {
        Set<Permission> read = EnumSet.of(Permission.READ);
        Set<Permission> erase = EnumSet.of(Permission.ERASE);
        calls.add(new KeyedCall(
                "list",
                false,
                read,
                Optional.of(Capability.SCANS),
                (s, c, type, id) -> s.list(c, type, PageRequest.first())));
        calls.add(new KeyedCall(
                "count", false, read, Optional.of(Capability.SCANS), (s, c, type, id) -> s.count(c, type)));
        calls.add(new KeyedCall(
                "history of the type",
                false,
                read,
                Optional.of(Capability.SCANS),
                (s, c, type, id) -> s.history(c, HistoryQuery.ofType(type), PageRequest.first())));
        calls.add(new KeyedCall(
                "erase", true, erase, Optional.of(Capability.ERASURE), (s, c, type, id) -> s.erase(c, type, id)));
        calls.add(new KeyedCall(
                "erase(1)",
                true,
                erase,
                Optional.of(Capability.ERASURE),
                (s, c, type, id) -> s.erase(c, Erasure.ofVersion(type, id, "1"))));
        calls.add(new KeyedCall(
                "writeBatch",
                true,
                EnumSet.of(Permission.CREATE, Permission.UPDATE),
                Optional.of(Capability.ATOMIC_BATCH),
                (s, c, type, id) -> s.writeBatch(c, List.of(Write.createOrUpdate(type, id, content)))));
    }

    private static void add(List<KeyedCall> calls, String name, Set<Permission> needs, Operation call) {
        calls.add(new KeyedCall(name, true, needs, Optional.empty(), call));
    }
}

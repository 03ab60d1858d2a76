package dev.verso.tck.model;

import dev.verso.Content;
import dev.verso.IfMatch;
import dev.verso.Write;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A write before its versions are known.
 *
 * @param kind which write
 * @param type the resource type
 * @param id the logical id; without meaning for a creation without one
 * @param versions the versions expected, or the one to restore; empty for any, or the newest
 * @param content which of a few contents; without meaning for a deletion and a restore
 * @param writeId the caller's own write id, if it has one
 */
record WriteForm(Kind kind, String type, String id, List<VersionRef> versions, int content, Optional<UUID> writeId) {

    /** Few, so that two writes often have the same one; each is hard to keep byte for byte in its own way (JSON-01). */
    static final List<Content> CONTENTS = List.of(
            Content.of("{}"),
            Content.of("{\"n\":1.10,\"z\":-0}"),
            Content.of("{ \"b\":[1e400],\"a\":\"\\u00e9\" }"),
            Content.of("{\"$x.y\":\"\u00e9 \ud83d\ude00\",\"\":12345678901234567890}"));

    enum Kind {
        CREATE_UNNAMED,
        CREATE,
        CREATE_IF_NOT_LIVE,
        CREATE_OR_UPDATE,
        UPDATE,
        UPDATE_IF_ANY,
        DELETE,
        DELETE_IF_ANY,
        RESTORE
    }

    WriteForm with(int newContent) {
        return new WriteForm(kind, type, id, versions, newContent, writeId);
    }

    WriteForm withVersions(List<VersionRef> newVersions) {
        return new WriteForm(kind, type, id, newVersions, content, writeId);
    }

    WriteForm withoutCondition() {
        Kind plain = kind == Kind.UPDATE_IF_ANY ? Kind.UPDATE : kind == Kind.DELETE_IF_ANY ? Kind.DELETE : kind;
        return new WriteForm(plain, type, id, List.of(), content, writeId);
    }

    WriteForm withoutWriteId() {
        return new WriteForm(kind, type, id, versions, content, Optional.empty());
    }

    Write of(TenantModel tenant) {
        Content body = CONTENTS.get(content);
        KeyModel key = tenant.key(type, id);
        List<String> named = versions.stream().map(version -> version.of(key)).toList();
        Write write = switch (kind) {
            case CREATE_UNNAMED -> Write.create(type, body);
            case CREATE -> Write.create(type, id, body);
            case CREATE_IF_NOT_LIVE -> Write.createIfNotLive(type, id, body);
            case CREATE_OR_UPDATE -> Write.createOrUpdate(type, id, body);
            case UPDATE ->
                named.isEmpty() ? Write.update(type, id, body) : Write.update(type, id, ifMatch(named), body);
            case UPDATE_IF_ANY -> Write.update(type, id, IfMatch.any(), body);
            case DELETE -> named.isEmpty() ? Write.delete(type, id) : Write.delete(type, id, ifMatch(named));
            case DELETE_IF_ANY -> Write.delete(type, id, IfMatch.any());
            case RESTORE -> named.isEmpty() ? Write.restore(type, id) : Write.restore(type, id, named.get(0));
        };
        return writeId.isPresent() ? write.withWriteId(writeId.get()) : write;
    }

    private static IfMatch ifMatch(List<String> versionIds) {
        return versionIds.size() == 1
                ? IfMatch.version(versionIds.get(0))
                : IfMatch.parse(
                        versionIds.stream().map(id -> "W/\"" + id + "\"").toList());
    }
}

package dev.verso.memory;

import dev.verso.Change;
import dev.verso.IfMatch;
import dev.verso.ResourceKey;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import dev.verso.tck.Trial;
import java.util.EnumSet;
import java.util.Set;

/** Every kind of write, with a state in which it succeeds. */
enum EachWrite {
    CREATE(0, "absent", Change.CREATE),
    CREATE_WITHOUT_ID(0, "absent", Change.CREATE),
    CREATE_IF_NOT_LIVE(2, "not live", Change.RESTORE),
    CREATE_OR_UPDATE(1, "any state", Change.UPDATE),
    UPDATE(1, "live", Change.UPDATE),
    UPDATE_MATCH(1, "live at version 1", Change.UPDATE),
    UPDATE_LIST(1, "live at one of several versions", Change.UPDATE),
    DELETE(1, "live", Change.DELETE),
    DELETE_MATCH(1, "live at version 1", Change.DELETE),
    RESTORE(2, "deleted", Change.RESTORE),
    RESTORE_NAMED(2, "deleted", Change.RESTORE);

    /** Those that the core may send again: their condition holds once only (ERR-05). */
    static final Set<EachWrite> CONDITIONAL =
            EnumSet.of(CREATE, CREATE_WITHOUT_ID, UPDATE_MATCH, UPDATE_LIST, DELETE_MATCH, RESTORE, RESTORE_NAMED);

    /** Those whose call can be repeated unchanged by somebody who gave no write id (ERR-02). */
    static final Set<EachWrite> REPEATABLE = EnumSet.of(CREATE, UPDATE_MATCH, DELETE_MATCH);

    /** How many revisions the key has before: none, a live one, or a tombstone on it. */
    final int before;

    /** The condition as it is told. */
    final String condition;

    final Change change;

    EachWrite(int before, String condition, Change change) {
        this.before = before;
        this.condition = condition;
        this.change = change;
    }

    /** A key in the state in which the write succeeds. */
    ResourceKey key(Trial t, VersionedStorage storage) {
        ResourceKey key = t.key("Patient");
        if (before > 0) {
            storage.create(t.tenant(), key, t.content());
        }
        if (before > 1) {
            storage.delete(t.tenant(), key);
        }
        return key;
    }

    Write on(Trial t, ResourceKey key) {
        IfMatch first = IfMatch.version("1");
        return switch (this) {
            case CREATE -> Write.create(key.type(), key.id(), t.content());
            case CREATE_WITHOUT_ID -> Write.create(key.type(), t.content());
            case CREATE_IF_NOT_LIVE -> Write.createIfNotLive(key.type(), key.id(), t.content());
            case CREATE_OR_UPDATE -> Write.createOrUpdate(key.type(), key.id(), t.content());
            case UPDATE -> Write.update(key.type(), key.id(), t.content());
            case UPDATE_MATCH -> Write.update(key.type(), key.id(), first, t.content());
            case UPDATE_LIST -> Write.update(key.type(), key.id(), IfMatch.parse("\"1\", \"7\""), t.content());
            case DELETE -> Write.delete(key.type(), key.id());
            case DELETE_MATCH -> Write.delete(key.type(), key.id(), first);
            case RESTORE -> Write.restore(key.type(), key.id());
            case RESTORE_NAMED -> Write.restore(key.type(), key.id(), "1");
        };
    }
}

package dev.verso.engine;

import static dev.verso.engine.Fixture.ACME;
import static dev.verso.engine.Fixture.ID;
import static dev.verso.engine.Fixture.KEY;
import static dev.verso.engine.Fixture.ONE;
import static dev.verso.engine.Fixture.TWO;
import static dev.verso.engine.Fixture.TYPE;

import dev.verso.Change;
import dev.verso.IfMatch;
import dev.verso.Permission;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import java.util.EnumSet;
import java.util.Set;

/** Every kind of write, with the state in which it succeeds. */
enum Kind {
    CREATE(Start.ABSENT, Write.create(TYPE, ID, TWO), Sending.CONDITIONAL, true, "absent", Change.CREATE),
    CREATE_FRESH(Start.ABSENT, Write.create(TYPE, TWO), Sending.CONDITIONAL, false, "absent", Change.CREATE),
    CREATE_IF_NOT_LIVE(
            Start.ABSENT, Write.createIfNotLive(TYPE, ID, TWO), Sending.ONCE, false, "not live", Change.CREATE),
    CREATE_IF_NOT_LIVE_DELETED(
            Start.DELETED, Write.createIfNotLive(TYPE, ID, TWO), Sending.ONCE, false, "not live", Change.RESTORE),
    CREATE_OR_UPDATE_ABSENT(
            Start.ABSENT, Write.createOrUpdate(TYPE, ID, TWO), Sending.ONCE, false, "any state", Change.CREATE),
    CREATE_OR_UPDATE_LIVE(
            Start.LIVE, Write.createOrUpdate(TYPE, ID, TWO), Sending.ONCE, false, "any state", Change.UPDATE),
    CREATE_OR_UPDATE_DELETED(
            Start.DELETED, Write.createOrUpdate(TYPE, ID, TWO), Sending.ONCE, false, "any state", Change.RESTORE),
    UPDATE(Start.LIVE, Write.update(TYPE, ID, TWO), Sending.ONCE, false, "live", Change.UPDATE),
    UPDATE_ANY(Start.LIVE, Write.update(TYPE, ID, IfMatch.any(), TWO), Sending.ONCE, false, "live", Change.UPDATE),
    UPDATE_MATCH(
            Start.LIVE,
            Write.update(TYPE, ID, IfMatch.version("1"), TWO),
            Sending.CONDITIONAL,
            true,
            "live at version 1",
            Change.UPDATE),
    UPDATE_LIST(
            Start.LIVE,
            Write.update(TYPE, ID, IfMatch.parse("W/\"7\", W/\"1\""), TWO),
            Sending.CONDITIONAL,
            false,
            "live at one of several versions",
            Change.UPDATE),
    DELETE(Start.LIVE, Write.delete(TYPE, ID), Sending.ONCE, false, "live", Change.DELETE),
    DELETE_ANY(Start.LIVE, Write.delete(TYPE, ID, IfMatch.any()), Sending.ONCE, false, "live", Change.DELETE),
    DELETE_MATCH(
            Start.LIVE,
            Write.delete(TYPE, ID, IfMatch.version("1")),
            Sending.CONDITIONAL,
            true,
            "live at version 1",
            Change.DELETE),
    DELETE_LIST(
            Start.LIVE,
            Write.delete(TYPE, ID, IfMatch.parse("\"1\", \"3\"")),
            Sending.CONDITIONAL,
            false,
            "live at one of several versions",
            Change.DELETE),
    RESTORE(Start.DELETED, Write.restore(TYPE, ID), Sending.CONDITIONAL, false, "deleted", Change.RESTORE),
    RESTORE_NAMED(Start.DELETED, Write.restore(TYPE, ID, "1"), Sending.CONDITIONAL, false, "deleted", Change.RESTORE);

    enum Start {
        ABSENT,
        LIVE,
        DELETED
    }

    /** Whether the engine may send the write again after a lost answer (ERR-05). */
    enum Sending {
        CONDITIONAL,
        ONCE
    }

    final Start start;
    final Write write;
    final Sending sending;
    final boolean repeatable;
    final String condition;
    final Change change;

    Kind(Start start, Write write, Sending sending, boolean repeatable, String condition, Change change) {
        this.start = start;
        this.write = write;
        this.sending = sending;
        this.repeatable = repeatable;
        this.condition = condition;
        this.change = change;
    }

    void prepare(VersionedStorage storage) {
        if (start != Start.ABSENT) {
            storage.create(ACME, KEY, ONE);
        }
        if (start == Start.DELETED) {
            storage.delete(ACME, KEY);
        }
    }

    boolean isConditional() {
        return sending == Sending.CONDITIONAL;
    }

    boolean isMatch() {
        return condition.startsWith("live at");
    }

    boolean isRestore() {
        return write instanceof Write.Restore;
    }

    /** Whether the write needs a look before it, so that it starts over when the head has moved. */
    boolean looks() {
        return isRestore() || this == UPDATE_LIST || this == DELETE_LIST;
    }

    Set<Permission> permissions() {
        if (write instanceof Write.Create || write instanceof Write.CreateIfNotLive) {
            return EnumSet.of(Permission.CREATE);
        }
        if (write instanceof Write.CreateOrUpdate) {
            return EnumSet.of(Permission.CREATE, Permission.UPDATE);
        }
        if (write instanceof Write.Restore) {
            return EnumSet.of(Permission.READ, Permission.UPDATE);
        }
        return EnumSet.of(write instanceof Write.Update ? Permission.UPDATE : Permission.DELETE);
    }
}

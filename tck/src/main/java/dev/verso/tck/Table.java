package dev.verso.tck;

import static dev.verso.tck.Cell.alreadyExists;
import static dev.verso.tck.Cell.conflict;
import static dev.verso.tck.Cell.erases;
import static dev.verso.tck.Cell.erasesNothing;
import static dev.verso.tck.Cell.gives;
import static dev.verso.tck.Cell.gone;
import static dev.verso.tck.Cell.notFound;
import static dev.verso.tck.Cell.notRestorable;
import static dev.verso.tck.Cell.writes;

import dev.verso.Capability;
import dev.verso.Change;
import dev.verso.IfMatch;
import dev.verso.PageRequest;
import dev.verso.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The contract's table of states and operations, with the columns absent, live and deleted. */
final class Table {

    private static final List<Row> ROWS = rows();

    private Table() {}

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        unconditional(rows);
        match(rows, "current", Situation::current, true);
        match(rows, "stale", x -> Long.toString(Math.max(1, x.head - 1)), false);
        match(rows, "first of all", x -> "1", false);
        match(rows, "future", x -> Long.toString(x.head + 1), false);
        match(rows, "far future", x -> Long.toString(Long.MAX_VALUE - 1), false);
        match(rows, "malformed", x -> "0" + x.current(), false);
        match(rows, "an entity tag", x -> "W/\"" + x.current() + "\"", false);
        match(rows, "an asterisk", x -> "*", false);
        ifMatch(rows, "*", x -> IfMatch.any(), true);
        ifMatch(rows, "one tag, current", x -> IfMatch.parse("W/\"" + x.current() + "\""), true);
        ifMatch(rows, "strong tag, current", x -> IfMatch.parse("\"" + x.current() + "\""), true);
        ifMatch(rows, "list with current", x -> IfMatch.parse("\"700\", W/\"" + x.current() + "\", \"x\""), true);
        ifMatch(rows, "one tag, stale", x -> IfMatch.parse("W/\"" + (x.head + 100) + "\""), false);
        ifMatch(rows, "list without current", x -> IfMatch.parse("\"700\", W/\"0" + x.current() + "\", \"\""), false);
        restores(rows);
        reads(rows);
        rows.add(Row.of(
                "erase",
                "ERA-01",
                (s, x) -> s.erase(x.tenant, x.key.type(), x.key.id()),
                erasesNothing(),
                erases(),
                erases()));
        return List.copyOf(rows);
    }

    private static void unconditional(List<Row> rows) {
        rows.add(Row.write(
                "create with id",
                "LOCK-04",
                (s, x) -> s.create(x.tenant, x.key.type(), x.key.id(), x.content),
                x -> Write.create(x.key.type(), x.key.id(), x.content),
                writes(Change.CREATE, x -> x.content),
                alreadyExists(),
                alreadyExists()));
        rows.add(Row.write(
                "createIfNotLive",
                "LOCK-03",
                (s, x) -> s.createIfNotLive(x.tenant, x.key.type(), x.key.id(), x.content),
                x -> Write.createIfNotLive(x.key.type(), x.key.id(), x.content),
                writes(Change.CREATE, x -> x.content),
                alreadyExists(),
                writes(Change.RESTORE, x -> x.content)));
        rows.add(Row.write(
                "createOrUpdate",
                "LOCK-03",
                (s, x) -> s.createOrUpdate(x.tenant, x.key.type(), x.key.id(), x.content),
                x -> Write.createOrUpdate(x.key.type(), x.key.id(), x.content),
                writes(Change.CREATE, x -> x.content),
                writes(Change.UPDATE, x -> x.content),
                writes(Change.RESTORE, x -> x.content)));
        rows.add(Row.write(
                "update",
                "VER-02",
                (s, x) -> s.update(x.tenant, x.key.type(), x.key.id(), x.content),
                x -> Write.update(x.key.type(), x.key.id(), x.content),
                notFound(),
                writes(Change.UPDATE, x -> x.content),
                gone()));
        rows.add(Row.write(
                "delete",
                "DEL-01",
                (s, x) -> s.delete(x.tenant, x.key.type(), x.key.id()),
                x -> Write.delete(x.key.type(), x.key.id()),
                notFound(),
                writes(Change.DELETE, x -> x.content),
                gone()));
    }

    private static void match(List<Row> rows, String form, Function<Situation, String> expected, boolean holds) {
        // What is no version is VER-06's; what is another version is LOCK-02's, and the right one LOCK-01's.
        String rule = holds
                ? "LOCK-01"
                : List.of("malformed", "an entity tag", "an asterisk").contains(form) ? "VER-06" : "LOCK-02";
        Cell conflict = conflict(x -> List.of(expected.apply(x)));
        rows.add(Row.write(
                "updateWithMatch, " + form,
                rule,
                (s, x) -> s.updateWithMatch(x.tenant, x.key.type(), x.key.id(), expected.apply(x), x.content),
                x -> Write.update(x.key.type(), x.key.id(), IfMatch.version(expected.apply(x)), x.content),
                notFound(),
                holds ? writes(Change.UPDATE, x -> x.content) : conflict,
                gone()));
        rows.add(Row.write(
                "deleteWithMatch, " + form,
                rule,
                (s, x) -> s.deleteWithMatch(x.tenant, x.key.type(), x.key.id(), expected.apply(x)),
                x -> Write.delete(x.key.type(), x.key.id(), IfMatch.version(expected.apply(x))),
                notFound(),
                holds ? writes(Change.DELETE, x -> x.content) : conflict,
                gone()));
    }

    private static void ifMatch(List<Row> rows, String form, Function<Situation, IfMatch> match, boolean holds) {
        Cell conflict = conflict(x -> match.apply(x).versionIds());
        rows.add(Row.write(
                "update if match " + form,
                holds ? "LOCK-01" : "LOCK-02",
                (s, x) -> s.update(x.tenant, x.key.type(), x.key.id(), match.apply(x), x.content),
                x -> Write.update(x.key.type(), x.key.id(), match.apply(x), x.content),
                notFound(),
                holds ? writes(Change.UPDATE, x -> x.content) : conflict,
                gone()));
        rows.add(Row.write(
                "delete if match " + form,
                holds ? "LOCK-01" : "LOCK-02",
                (s, x) -> s.delete(x.tenant, x.key.type(), x.key.id(), match.apply(x)),
                x -> Write.delete(x.key.type(), x.key.id(), match.apply(x)),
                notFound(),
                holds ? writes(Change.DELETE, x -> x.content) : conflict,
                gone()));
    }

    private static void restores(List<Row> rows) {
        rows.add(Row.write(
                "restore",
                "RES-01",
                (s, x) -> s.restore(x.tenant, x.key.type(), x.key.id()),
                x -> Write.restore(x.key.type(), x.key.id()),
                notFound(),
                alreadyExists(),
                writes(Change.RESTORE, Situation::restorable)));
        restore(
                rows,
                "of the life's first",
                x -> Long.toString(x.first),
                writes(Change.RESTORE, x -> x.contentOf(x.first)));
        restore(
                rows,
                "of an older one",
                x -> Long.toString(x.first + 1),
                writes(Change.RESTORE, x -> x.contentOf(x.first + 1)));
        restore(rows, "of the tombstone", Situation::current, notRestorable());
        restore(rows, "of none, above the head", x -> Long.toString(x.head + 1), notRestorable());
        restore(
                rows,
                "of none, before this life",
                x -> x.first == 1 ? "0" : Long.toString(x.first - 2),
                notRestorable());
        restore(rows, "malformed", x -> "0" + x.first, notRestorable());
    }

    private static void restore(List<Row> rows, String form, Function<Situation, String> version, Cell deleted) {
        rows.add(Row.write(
                "restore of a version, " + form,
                "RES-01",
                (s, x) -> s.restore(x.tenant, x.key.type(), x.key.id(), version.apply(x)),
                x -> Write.restore(x.key.type(), x.key.id(), version.apply(x)),
                notFound(),
                alreadyExists(),
                deleted));
    }

    private static void reads(List<Row> rows) {
        Cell empty = gives(x -> Optional.empty());
        Cell newest = gives(x -> Optional.of(x.newest()));
        rows.add(Row.of("read", "VER-07", (s, x) -> s.read(x.tenant, x.key.type(), x.key.id()), empty, newest, empty));
        rows.add(Row.of("head", "VER-07", (s, x) -> s.head(x.tenant, x.key.type(), x.key.id()), empty, newest, newest));
        rows.add(Row.of(
                "exists",
                "VER-07",
                (s, x) -> s.exists(x.tenant, x.key.type(), x.key.id()),
                gives(x -> false),
                gives(x -> true),
                gives(x -> false)));
        rows.add(Row.of(
                "readBatch",
                "LST-03",
                (s, x) -> s.readBatch(x.tenant, List.of(x.key)),
                gives(x -> List.of()),
                gives(x -> List.of(x.newest())),
                gives(x -> List.of())));
        rows.add(Row.of(
                "list",
                "LST-01",
                (s, x) -> s.list(x.tenant, x.key.type(), PageRequest.first()).items(),
                gives(x -> List.of()),
                gives(x -> List.of(x.newest())),
                gives(x -> List.of())));
        rows.add(Row.of(
                "count",
                "LST-02",
                (s, x) -> s.count(x.tenant, x.key.type()),
                gives(x -> 0L),
                gives(x -> 1L),
                gives(x -> 0L)));
        rows.add(Row.of(
                "currentVersion",
                "VER-07",
                (s, x) -> s.currentVersion(x.tenant, x.key.type(), x.key.id()),
                empty,
                gives(x -> Optional.of(x.current())),
                empty));
        rows.add(Row.of(
                "listVersions",
                "VER-07",
                (s, x) -> s.listVersions(x.tenant, x.key.type(), x.key.id()),
                gives(x -> List.of()),
                gives(Situation::versions),
                gives(Situation::versions)));
        vread(rows, "the head", x -> x.head, newest);
        vread(
                rows,
                "the life's first",
                x -> x.first,
                gives(x -> Optional.of(x.life.firstEntry().getValue())));
        vread(rows, "below the life", x -> x.first - 1, empty);
        vread(rows, "above the head", x -> x.head + 1, empty);
        vread(rows, "the last that can be", x -> Long.MAX_VALUE - 1, empty);
        vread(rows, "too large for an int", x -> (1L << 32) + x.head, empty);
    }

    private static void vread(List<Row> rows, String form, Function<Situation, Long> version, Cell found) {
        rows.add(Row.of(
                "vread, " + form,
                "VER-05",
                (s, x) -> s.vread(x.tenant, x.key.type(), x.key.id(), Long.toString(version.apply(x))),
                gives(x -> Optional.empty()),
                found,
                found));
    }

    /** Gives the names of all rows, for a parametrised check. */
    static Stream<String> operations() {
        return ROWS.stream().map(Row::name);
    }

    /** Gives the names of the rows of writes, for a parametrised check. */
    static Stream<String> entries() {
        return ROWS.stream().filter(row -> row.write().isPresent()).map(Row::name);
    }

    static Row row(String name) {
        return ROWS.stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The table has no row " + name));
    }

    /** Gives what a row needs besides its rule's own capability. */
    static Optional<Capability> needed(Row row) {
        return switch (row.name()) {
            case "list", "count" -> Optional.of(Capability.SCANS);
            case "erase" -> Optional.of(Capability.ERASURE);
            default -> Optional.empty();
        };
    }
}

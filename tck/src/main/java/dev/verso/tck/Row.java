package dev.verso.tck;

import dev.verso.VersionedStorage;
import dev.verso.Write;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A row of the contract's table: one operation, and its cell in each column.
 *
 * @param name the operation, with the form of its arguments
 * @param rule the rule that the row is about
 * @param named calls the named method
 * @param write gives the same as a value, if it is a write
 * @param absent what happens if the key is absent
 * @param live what happens if the key is live
 * @param deleted what happens if the key is deleted
 */
record Row(
        String name,
        String rule,
        BiFunction<VersionedStorage, Situation, Object> named,
        Optional<Function<Situation, Write>> write,
        Cell absent,
        Cell live,
        Cell deleted) {

    /** Makes a row of a read or an erasure. */
    static Row of(
            String name,
            String rule,
            BiFunction<VersionedStorage, Situation, Object> named,
            Cell absent,
            Cell live,
            Cell deleted) {
        return new Row(name, rule, named, Optional.empty(), absent, live, deleted);
    }

    /** Makes a row of a write. */
    static Row write(
            String name,
            String rule,
            BiFunction<VersionedStorage, Situation, Object> named,
            Function<Situation, Write> write,
            Cell absent,
            Cell live,
            Cell deleted) {
        return new Row(name, rule, named, Optional.of(write), absent, live, deleted);
    }

    Cell cell(Situation.Kind kind) {
        return switch (kind) {
            case ABSENT -> absent;
            case LIVE -> live;
            case DELETED -> deleted;
        };
    }
}

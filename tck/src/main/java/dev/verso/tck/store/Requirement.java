package dev.verso.tck.store;

import dev.verso.spi.Condition;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * A condition in relation to the last slot n of a key.
 *
 * @param name the name in reports
 * @param on gives the condition for n
 */
record Requirement(String name, LongFunction<Condition> on) {

    private static final List<Requirement> ALL = List.of(
            new Requirement("Any", n -> new Condition.Any()),
            new Requirement("Absent", n -> new Condition.Absent()),
            new Requirement("NotLive", n -> new Condition.NotLive()),
            new Requirement("Live", n -> new Condition.Live()),
            new Requirement("LiveAt n", n -> new Condition.LiveAt(Math.max(1, n))),
            new Requirement("LiveAt n-1", n -> new Condition.LiveAt(Math.max(1, n - 1))),
            new Requirement("LiveAt n+1", n -> new Condition.LiveAt(n + 1)),
            new Requirement("LiveAt 1", n -> new Condition.LiveAt(1)),
            new Requirement("LiveAt 2^32+n", n -> new Condition.LiveAt((1L << 32) + n)),
            new Requirement("LiveAt 2^63-1", n -> new Condition.LiveAt(Long.MAX_VALUE)),
            new Requirement("DeletedAt n", n -> new Condition.DeletedAt(Math.max(1, n))),
            new Requirement("DeletedAt n-1", n -> new Condition.DeletedAt(Math.max(1, n - 1))),
            new Requirement("DeletedAt n+1", n -> new Condition.DeletedAt(n + 1)),
            new Requirement("DeletedAt 2^63-1", n -> new Condition.DeletedAt(Long.MAX_VALUE)));

    /** Every condition in every state. */
    static Stream<Arguments> inEveryState() {
        return Stream.of(StartState.values())
                .flatMap(state -> ALL.stream().map(requirement -> Arguments.of(state, requirement)));
    }

    /** The conditions that a deletion may have, in every state. */
    static Stream<Arguments> ofDeletionsInEveryState() {
        return inEveryState().filter(row -> {
            Condition condition = ((Requirement) row.get()[1]).on().apply(1);
            return condition instanceof Condition.Live || condition instanceof Condition.LiveAt;
        });
    }

    @Override
    public String toString() {
        return name;
    }
}

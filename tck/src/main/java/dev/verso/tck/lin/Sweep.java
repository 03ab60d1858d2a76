package dev.verso.tck.lin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives the operations of one key their places, in the order of their calls, each the first that is still free to it. */
final class Sweep {

    private Sweep() {}

    /** Gives the first operation that has no place; empty if all have one. */
    static Optional<Placed> firstWithoutPlace(Chain chain, List<Placed> operations) {
        List<Placed> calls = new ArrayList<>(operations);
        calls.sort(Comparator.comparingLong(Placed::invoked));
        List<Placed> returns = new ArrayList<>(operations);
        returns.sort(Comparator.comparingLong(Placed::returned));
        @Nullable Placed floor = null;
        int over = 0;
        for (Placed next : calls) {
            // What returns at the very moment of the call is taken as still under way.
            while (over < returns.size() && returns.get(over).returned() < next.invoked()) {
                Placed done = returns.get(over++);
                floor = floor == null || done.position() > floor.position() ? done : floor;
            }
            if (!next.place(chain, floor)) {
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    /** Gives as few as possible of the operations that leave one without a place, that one included. */
    static List<Operation> witness(Chain chain, Placed impossible) {
        List<Placed> forced = new ArrayList<>();
        for (@Nullable Placed each = impossible; each != null; each = each.below()) {
            forced.add(each);
        }
        for (int many = forced.size() / 2; many > 0; many /= 2) {
            for (int from = 0; from < forced.size(); ) {
                List<Placed> fewer = new ArrayList<>(forced.subList(0, from));
                fewer.addAll(forced.subList(Math.min(from + many, forced.size()), forced.size()));
                if (firstWithoutPlace(chain, fewer).isPresent()) {
                    forced = fewer;
                } else {
                    from += many;
                }
            }
        }
        return forced.stream()
                .map(Placed::operation)
                .sorted(Comparator.comparingLong(Operation::invoked))
                .toList();
    }
}

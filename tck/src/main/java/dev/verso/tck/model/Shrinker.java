package dev.verso.tck.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Leaves out of a failing sequence what it does not need: delta debugging, as in A. Zeller and R. Hildebrandt,
 * "Simplifying and Isolating Failure-Inducing Input", IEEE Transactions on Software Engineering 28(2), 2002; then each
 * step is made as simple as it can be. What is left fails, and fails no more without any one of its steps.
 */
final class Shrinker {

    private final Predicate<List<Step>> fails;

    Shrinker(Predicate<List<Step>> fails) {
        this.fails = fails;
    }

    List<Step> shrink(List<Step> failing) {
        List<Step> steps = failing;
        List<Step> before;
        do {
            before = steps;
            steps = simplify(leaveOut(steps));
        } while (!steps.equals(before));
        return steps;
    }

    private List<Step> leaveOut(List<Step> failing) {
        List<Step> steps = failing;
        int size = Math.max(1, steps.size() / 2);
        while (true) {
            Optional<List<Step>> smaller = withoutOne(steps, size);
            if (smaller.isPresent()) {
                steps = smaller.get();
            } else if (size == 1) {
                return steps;
            } else {
                size = size / 2;
            }
            size = Math.max(1, Math.min(size, steps.size() / 2));
        }
    }

    /** Tries to leave out one stretch of this size, the last one first: what comes last is mostly what looks. */
    private Optional<List<Step>> withoutOne(List<Step> steps, int size) {
        for (int end = steps.size(); end > 0; end -= size) {
            List<Step> rest = new ArrayList<>(steps.subList(0, Math.max(0, end - size)));
            rest.addAll(steps.subList(end, steps.size()));
            if (fails.test(rest)) {
                return Optional.of(rest);
            }
        }
        return Optional.empty();
    }

    private List<Step> simplify(List<Step> failing) {
        List<Step> steps = failing;
        for (UnaryOperator<Step> toOne : List.<UnaryOperator<Step>>of(
                step -> new Step(0, step.tenant(), step.command()),
                step -> new Step(step.instance(), 0, step.command()))) {
            List<Step> tried = steps.stream().map(toOne).toList();
            steps = !tried.equals(steps) && fails.test(tried) ? tried : steps;
        }
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            for (Step simpler :
                    step.simpler().filter(each -> !each.equals(step)).toList()) {
                List<Step> tried = new ArrayList<>(steps);
                tried.set(i, simpler);
                if (fails.test(tried)) {
                    steps = tried;
                    break;
                }
            }
        }
        return steps;
    }
}

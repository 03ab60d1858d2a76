package dev.verso.tck.lin;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares the checker with the brute-force search on random small histories. The test does a part of it; more is done by
 *
 * <pre>{@code
 * mvn -ntp -pl tck -am test -Dtest=ValidationTest -Dsurefire.failIfNoSpecifiedTests=false
 *     -Dverso.lin.histories=500000 -Dverso.tck.seed=1                                              (on one line)
 * }</pre>
 *
 * @param seed what the histories were made from
 * @param histories how many were compared
 * @param linearizable how many of them are linearizable
 * @param withUnknown how many have an operation of unknown outcome
 * @param covered what the linearizable ones hold of the contract's table, in the words of {@link Coverage}
 * @param disagreements those that the two judge differently
 */
record Validation(
        long seed, int histories, int linearizable, int withUnknown, Set<String> covered, List<History> disagreements) {

    static Validation of(int histories, long seed) {
        Random random = new Random(seed);
        int linearizable = 0;
        int withUnknown = 0;
        Set<String> covered = new TreeSet<>();
        List<History> disagreements = new ArrayList<>();
        for (int i = 0; i < histories; i++) {
            SmallHistories source = new SmallHistories(new Random(random.nextLong()));
            History history = source.valid();
            boolean mustBe = i % 4 == 0;
            history = mustBe ? history : source.corrupted(history);
            boolean possible = BruteForce.isLinearizable(history);
            boolean accepted = LinearizabilityChecker.check(history) instanceof Verdict.Linearizable;
            if (possible != accepted || mustBe && !possible) {
                disagreements.add(history);
            }
            if (possible) {
                linearizable++;
                covered.addAll(Coverage.of(history));
            }
            withUnknown +=
                    history.operations().stream().anyMatch(operation -> operation.outcome() instanceof Outcome.Unknown)
                            ? 1
                            : 0;
        }
        return new Validation(seed, histories, linearizable, withUnknown, covered, disagreements);
    }

    @Override
    public String toString() {
        return "seed " + seed + ": " + histories + " histories, " + linearizable + " linearizable, " + withUnknown
                + " with unknown outcomes, " + covered.size() + " answers of the table covered, " + disagreements.size()
                + " disagreements"
                + disagreements.stream()
                        .limit(3)
                        .map(history -> "\n" + HistoryFile.text(history) + LinearizabilityChecker.check(history))
                        .collect(Collectors.joining());
    }
}

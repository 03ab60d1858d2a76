package dev.verso.tck.report;

import dev.verso.tck.report.Report.CheckResult;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a run is in all, by what its checks are. Stateless. */
final class Sums {

    private Sums() {}

    /** Gives the seed that repeats the run; empty where each check has one of its own. */
    static String seed(Collection<CheckResult> checks) {
        Set<String> seeds = new TreeSet<>();
        checks.forEach(check -> seeds.addAll(check.seeds()));
        return seeds.size() == 1 ? seeds.iterator().next() : "";
    }

    static long operations(Collection<CheckResult> checks) {
        return checks.stream().mapToLong(CheckResult::operations).sum();
    }

    static Map<String, Long> contention(Collection<CheckResult> checks) {
        Map<String, Long> contention = new TreeMap<>();
        checks.forEach(check -> check.contention().forEach((name, value) -> contention.merge(name, value, Long::sum)));
        return contention;
    }
}

package dev.verso.tck.report;

import java.util.Collection;
import java.util.Set;

/**
 * What a subject says of itself.
 *
 * @param capabilities the capabilities that it declares
 * @param faults the faults that its port offers; none without a port
 */
record Claim(Set<String> capabilities, Set<String> faults) {

    Claim {
        capabilities = Set.copyOf(capabilities);
        faults = Set.copyOf(faults);
    }

    static Claim of(Collection<String> capabilities, Collection<String> faults) {
        return new Claim(Set.copyOf(capabilities), Set.copyOf(faults));
    }

    boolean isDurable() {
        return capabilities.contains("DURABLE");
    }

    boolean hasPort() {
        return !faults.isEmpty();
    }

    /** Tells whether a check may be left out: its fault is one that not every port offers, and this one does not. */
    boolean excuses(Expected.Check check) {
        return check.ifOffered() && check.fault().filter(faults::contains).isEmpty();
    }
}

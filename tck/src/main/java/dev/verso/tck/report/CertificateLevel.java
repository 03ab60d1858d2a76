package dev.verso.tck.report;

/** How far a certificate reaches; each level contains those before it. */
public enum CertificateLevel {
    /** Every rule that one caller, or two in turn, can find broken. Needs nothing but the adapter. */
    CORE("Core"),
    /** And the rules under contention: races, and histories that the linearizability checker decides. */
    CONCURRENT("Concurrent"),
    /** And the rules under faults. Needs a fault port, and is required of what declares DURABLE. */
    FAULT_TESTED("Fault-tested");

    private final String title;

    CertificateLevel(String title) {
        this.title = title;
    }

    /**
     * Gives the name for people.
     *
     * @return for instance {@code Fault-tested}
     */
    public String title() {
        return title;
    }

    boolean contains(CertificateLevel other) {
        return compareTo(other) >= 0;
    }
}

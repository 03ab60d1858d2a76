package dev.verso.tck;

import dev.verso.Capability;
import dev.verso.StorageOptions;
import dev.verso.VersionedStorage;
import dev.verso.tck.fault.FaultPort;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What the kit judges: an adapter over one backend, and what it claims to be able to do.
 *
 * <p>Immutable and thread-safe.
 */
public final class Subject {

    private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(60);

    private final String name;
    private final String version;
    private final Opener opener;
    private final Optional<Opener> elsewhere;
    private final Set<Capability> declared;
    private final Duration deadline;
    private final Optional<FaultPort> faults;

    private Subject(
            String name,
            String version,
            Opener opener,
            Optional<Opener> elsewhere,
            Set<Capability> declared,
            Duration deadline,
            Optional<FaultPort> faults) {
        this.name = Objects.requireNonNull(name, "name");
        this.version = Objects.requireNonNull(version, "version");
        this.opener = Objects.requireNonNull(opener, "opener");
        this.elsewhere = elsewhere;
        this.declared = declared;
        this.deadline = deadline;
        this.faults = faults;
    }

    /** Opens storage instances. */
    @FunctionalInterface
    public interface Opener {

        /**
         * Opens a new instance, over the same backend at each call; the kit closes it.
         *
         * @param options what the check needs: clock, limits, retries
         * @return a new instance
         * @throws Exception if the backend cannot be reached, which fails the check
         */
        VersionedStorage open(StorageOptions options) throws Exception;
    }

    /**
     * Describes an adapter without optional capabilities.
     *
     * @param name the adapter's name, for messages and reports
     * @param version the adapter's version
     * @param opener gives a new storage instance over the same backend at each call
     * @return the subject
     */
    public static Subject of(String name, String version, Opener opener) {
        return new Subject(
                name,
                version,
                opener,
                Optional.empty(),
                EnumSet.noneOf(Capability.class),
                DEFAULT_DEADLINE,
                Optional.empty());
    }

    /**
     * Gives this subject with declared capabilities: what is declared must work, and what is not must refuse (CAP-02).
     *
     * @param capabilities exactly what the instances declare
     * @return the new subject
     */
    public Subject declares(Capability... capabilities) {
        EnumSet<Capability> set = EnumSet.noneOf(Capability.class);
        set.addAll(Set.of(capabilities));
        return new Subject(name, version, opener, elsewhere, set, deadline, faults);
    }

    /**
     * Gives this subject with the deadline after which a check that got no answer fails. Nothing else is timed.
     *
     * @param newDeadline positive; 60 seconds unless set
     * @return the new subject
     */
    public Subject deadline(Duration newDeadline) {
        if (newDeadline.isNegative() || newDeadline.isZero()) {
            throw new IllegalArgumentException("The deadline must be positive, not " + newDeadline);
        }
        return new Subject(name, version, opener, elsewhere, declared, newDeadline, faults);
    }

    /**
     * Gives this subject with a second, separate store of the same kind: its cursors must not be taken by the first one
     * (HIS-03). Without it that one facet is not checked, and the report says so.
     *
     * @param other opens instances over other data
     * @return the new subject
     */
    public Subject elsewhere(Opener other) {
        return new Subject(name, version, opener, Optional.of(other), declared, deadline, faults);
    }

    /**
     * Gives this subject with a way to do harm to its backend: the checks of faults need it, and are reported as
     * {@link Verdict#NOT_RUN} without it or where it does not offer the fault.
     *
     * <p>While such a check runs the backend of the port is down at times. If checks run in parallel, it must be another
     * server than the other checks use.
     *
     * @param port does the harm; used by one check at a time, and not closed by the kit
     * @return the new subject
     */
    public Subject faults(FaultPort port) {
        return new Subject(name, version, opener, elsewhere, declared, deadline, Optional.of(port));
    }

    String name() {
        return name;
    }

    String version() {
        return version;
    }

    Opener opener() {
        return opener;
    }

    Optional<Opener> elsewhere() {
        return elsewhere;
    }

    Set<Capability> declared() {
        return Collections.unmodifiableSet(declared);
    }

    Duration deadline() {
        return deadline;
    }

    Optional<FaultPort> faults() {
        return faults;
    }
}

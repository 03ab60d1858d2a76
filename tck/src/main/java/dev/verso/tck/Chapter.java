package dev.verso.tck;

import dev.verso.Capability;
import dev.verso.tck.fault.Fault;

/** A chapter of checks, to be mixed into {@link VersionedStorageTck}, which says how a check is run. */
public interface Chapter {

    /**
     * Runs a check of one rule. If the rule binds only instances with a capability that the subject does not declare,
     * {@linkplain Undeclared the opposite} is checked in its place: that what needs the capability refuses and does nothing
     * (CAP-02).
     *
     * @param ruleId the rule
     * @param check the check
     */
    void rule(String ruleId, Check check);

    /**
     * Runs a check of a facet of a rule that needs a capability besides the rule's own, in the same two-sided way.
     *
     * @param ruleId the rule
     * @param needed the capability
     * @param check the check
     */
    void rule(String ruleId, Capability needed, Check check);

    /**
     * Runs a check of a facet of a rule that needs a fault. If the subject has no port that offers it, nothing is checked, and
     * the report says {@link Verdict#NOT_RUN}; a capability that the rule needs and the subject does not declare is checked
     * the other way round as ever.
     *
     * @param ruleId the rule
     * @param needed the fault
     * @param check the check
     */
    void rule(String ruleId, Fault needed, FaultCheck check);
}

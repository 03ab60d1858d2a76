package dev.verso.tck;

import dev.verso.tck.fault.FaultPort;

/** What a check does to find out whether a rule is obeyed while something goes wrong. */
@FunctionalInterface
public interface FaultCheck {

    /**
     * Drives the storage, does harm to its backend, and fails by way of {@link Expect} if the rule is broken.
     *
     * @param trial the tenants, keys and clock to use; its own two instances need not be hit by the faults
     * @param port does the harm; it is healed afterwards
     * @throws Exception any exception fails the check
     */
    void run(Trial trial, FaultPort port) throws Exception;
}

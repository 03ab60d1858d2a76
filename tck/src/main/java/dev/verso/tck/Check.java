package dev.verso.tck;

/** What a check does to find out whether a rule is obeyed. */
@FunctionalInterface
public interface Check {

    /**
     * Drives the storage and fails by way of {@link Expect} if the rule is broken.
     *
     * @param trial the instances, tenants, keys and clock to use
     * @throws Exception any exception fails the check
     */
    void run(Trial trial) throws Exception;
}

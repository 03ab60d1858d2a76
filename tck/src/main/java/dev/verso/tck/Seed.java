package dev.verso.tck;

import java.security.SecureRandom;

/**
 * The seed of everything random in a run of the kit: fresh for each run, or as the system property {@value #PROPERTY} says.
 */
final class Seed {

    static final String PROPERTY = "verso.tck.seed";

    private static final long OF_RUN = ofRun();

    private Seed() {}

    static long ofRun(String property) {
        try {
            return Long.parseLong(property.trim());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("The system property " + PROPERTY + " must be a whole number", e);
        }
    }

    private static long ofRun() {
        String property = System.getProperty(PROPERTY);
        return property == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : ofRun(property);
    }

    /** Gives the seed that is to be told, so that the run can be repeated. */
    static long told() {
        return OF_RUN;
    }

    /** Gives the seed of one check: the same whether it runs alone or with others. */
    static long of(String check) {
        return OF_RUN * 0x9E3779B97F4A7C15L + check.hashCode();
    }
}

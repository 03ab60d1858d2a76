package dev.verso.tck.report;

/**
 * One thing that {@link Verification} found out about a report.
 *
 * @param answer whether it is as it should be
 * @param text what was looked at and what was found
 */
public record Finding(Answer answer, String text) {

    /** Whether something is as it should be. */
    public enum Answer {
        /** It is. */
        RIGHT,
        /** It is not: the report is of other jars, or was changed, or is no certificate. */
        WRONG,
        /** It cannot be told. */
        UNKNOWN
    }
}

package dev.verso.tck;

/** How the check of a rule ended. */
public enum Verdict {
    /** The rule was obeyed. */
    PASS,
    /** The rule was broken. */
    FAIL,
    /** The check itself went wrong: nothing is known of the rule. */
    ERROR,
    /** The rule needs a capability that is not declared, and what needs it refuses (CAP-02). */
    NOT_DECLARED,
    /** The check needs a fault that the subject has no port for: nothing is known of the rule, and no level is reached. */
    NOT_RUN
}

package dev.verso.tck.lin;

/** What makes a history impossible, with the rule of the contract that it breaks. */
public enum Breach {
    /** The audited versions are not 1, 2, 3 and so on. */
    GAP("VER-02", "the versions of a key are 1, 2, 3 …, each once"),
    /** One write id is at two versions. */
    WRITTEN_TWICE("VER-02", "one write takes effect once"),
    /** A revision is there that nobody wrote. */
    UNKNOWN_WRITE("ERR-05", "every revision carries the id of a write that was issued for its key"),
    /** A revision's change does not fit the state before it. */
    ILLEGAL_CHANGE("VER-01", "each revision's change fits the state that it was written on"),
    /** A write took effect in a state that its table row does not allow, or an expected version was not the head. */
    WRONG_CONDITION("LOCK-01", "a write takes effect only in a state that its condition allows"),
    /** A revision's content is not what its write sent or restored. */
    WRONG_CONTENT("JSON-01", "a revision holds the content that its write sent, or restored"),
    /** An acknowledged write is not at the version that was acknowledged. */
    LOST_WRITE("LOCK-03", "an acknowledged write is at the version that was acknowledged, as what was acknowledged"),
    /** A refused write is there. */
    TRACE_OF_REFUSED("VER-03", "a write that was refused leaves no trace"),
    /** A read gave a revision that was never there, or other than it was. */
    CHANGED_REVISION("VER-05", "a revision that is read is the one that was written"),
    /** The contract has no such answer to such a call. */
    UNLAWFUL_ANSWER("LOCK-02", "an answer is one that the table has for the operation"),
    /** The answer fits no state that the key ever had. */
    IMPOSSIBLE_ANSWER("LOCK-06", "an answer fits a state that the key had"),
    /** The answer fits states of the key, but none that it had between call and return. */
    OUT_OF_ORDER("LOCK-06", "each operation takes effect at one moment between its call and its return");

    private final String rule;
    private final String requirement;

    Breach(String rule, String requirement) {
        this.rule = rule;
        this.requirement = requirement;
    }

    /**
     * Gives the rule of the contract that is broken.
     *
     * @return its id, such as {@code LOCK-06}
     */
    public String rule() {
        return rule;
    }

    /**
     * Gives what should be so.
     *
     * @return in words
     */
    public String requirement() {
        return requirement;
    }
}

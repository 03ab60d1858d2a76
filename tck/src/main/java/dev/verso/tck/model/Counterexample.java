package dev.verso.tck.model;

import java.util.List;

/**
 * The shortest sequence found on which a storage and the model disagree.
 *
 * @param seed the seed of the sequence that it was shrunk from
 * @param calls the calls as Java source; the last one is answered wrongly
 * @param expected what the contract allows the last call to give
 * @param seen what it gave
 */
public record Counterexample(long seed, List<String> calls, String expected, String seen) {

    /** Copies the list. */
    public Counterexample {
        calls = List.copyOf(calls);
    }

    /**
     * Gives the calls to run again.
     *
     * @return Java source
     */
    public String reproducer() {
        StringBuilder source = new StringBuilder();
        source.append("// seed ").append(seed).append("; acme and acmeToo are tenants without data, ");
        source.append("storage and other are instances over one backend,\n");
        source.append("// clock is theirs and starts at ").append(Time.START);
        source.append("; walk and feed read all pages of so many entries\n");
        calls.forEach(call -> source.append(call).append(";\n"));
        return source.toString();
    }
}

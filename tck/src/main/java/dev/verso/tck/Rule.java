package dev.verso.tck;

import dev.verso.Capability;
import java.util.Objects;
import java.util.Optional;

/**
 * One rule of the contract.
 *
 * <p>Immutable and thread-safe.
 *
 * @param id its stable name, such as {@code LOCK-01}
 * @param chapter the chapter that it belongs to, such as {@code LOCK}
 * @param level how binding it is
 * @param text its sentence, as CONTRACT.md has it
 * @param since the first version of the contract that has it
 * @param capability what an instance must declare to be bound by it; empty if it binds every instance
 * @param untestable why a kit over the ports cannot check it yet; empty if it has checks
 */
public record Rule(
        String id,
        String chapter,
        Level level,
        String text,
        String since,
        Optional<Capability> capability,
        Optional<String> untestable) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the id is not the chapter, a hyphen and two digits, or a text is blank
     */
    public Rule {
        Objects.requireNonNull(level, "level");
        Objects.requireNonNull(capability, "capability");
        if (!id.matches("[A-Z]{3,4}-[0-9]{2}") || !id.startsWith(chapter + "-")) {
            throw new IllegalArgumentException("No rule id of chapter " + chapter + ": " + id);
        }
        if (text.isBlank()
                || since.isBlank()
                || untestable.filter(String::isBlank).isPresent()) {
            throw new IllegalArgumentException("A text of rule " + id + " is blank");
        }
    }
}

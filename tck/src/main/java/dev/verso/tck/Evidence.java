package dev.verso.tck;

import dev.verso.tck.lin.History;
import dev.verso.tck.lin.HistoryFile;
import dev.verso.tck.lin.LinearizabilityChecker;
import dev.verso.tck.lin.Operation;
import dev.verso.tck.lin.Outcome;
import dev.verso.tck.lin.Picture;
import dev.verso.tck.lin.TimeLine;
import dev.verso.tck.lin.Verdict.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is kept of a history that is not linearizable: the history, to be checked again, and a picture.
 *
 * @param rule the rule that is broken
 * @param expected what should be so, in words
 * @param seen the time line, and where history and picture were saved
 * @param saved the history's file; empty if it could not be written
 */
record Evidence(String rule, String expected, String seen, Optional<Path> saved) {

    static final String PROPERTY = "verso.tck.output";

    static void requireLinearizable(String what, History history) {
        against(what, history).ifPresent(evidence -> {
            throw Expect.unmet(evidence.expected(), evidence.seen());
        });
    }

    /** Requires that a backend which is well turned nothing away, and left nothing unknown. */
    static void requireAnswered(History history) {
        List<Operation> unanswered = history.operations().stream()
                .filter(operation -> operation.outcome() instanceof Outcome.Rejected
                        || operation.outcome() instanceof Outcome.Unknown)
                .toList();
        if (!unanswered.isEmpty()) {
            throw Expect.unmet(
                    "a sound backend answers every operation",
                    unanswered.size() + " of " + history.operations().size()
                            + " were turned away or left unknown, the first: " + unanswered.get(0));
        }
    }

    /** Checks a history, and saves it if it is not linearizable. */
    static Optional<Evidence> against(String what, History history) {
        if (!(LinearizabilityChecker.check(history) instanceof Violation violation)) {
            return Optional.empty();
        }
        Path directory = Path.of(System.getProperty(PROPERTY, "target/verso-tck"));
        String name = "history-" + violation.key().replaceAll("[^A-Za-z0-9-]", "_");
        Path lines = directory.resolve(name + ".jsonl");
        Path picture = directory.resolve(name + ".svg");
        Optional<Path> saved = Optional.empty();
        String where;
        try {
            HistoryFile.write(history, lines);
            Files.writeString(picture, Picture.of(violation, history));
            saved = Optional.of(lines);
            where = "saved as " + lines + " (" + Again.history(lines) + " tells the same) and drawn as " + picture;
        } catch (IOException | UncheckedIOException e) {
            where = "not saved, because " + directory + " cannot be written: " + e;
        }
        String rule = violation.breach().rule();
        return Optional.of(new Evidence(
                rule,
                what + " is linearizable: " + violation.breach().requirement() + " (" + rule + ")",
                "no order of these explains their answers\n\n"
                        + TimeLine.of(violation, history).indent(4)
                        + "\n    " + where,
                saved));
    }
}

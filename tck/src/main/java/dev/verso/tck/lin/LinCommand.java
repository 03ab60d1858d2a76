package dev.verso.tck.lin;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The command {@code lin check FILE [--svg PICTURE]}: checks a saved history again.
 *
 * <p>Ends with 0 if the history is linearizable, 1 if it is not, 2 if it cannot be read or the command is wrong.
 */
public final class LinCommand {

    private static final int LINEARIZABLE = 0;
    private static final int VIOLATION = 1;
    private static final int UNREADABLE = 2;

    private static final String USAGE = """
            usage: lin check FILE [--svg PICTURE]

            Checks a recorded history (JSON lines; the Javadoc of HistoryFile describes the format).
              --svg PICTURE  where to draw a violation

            exit codes: 0 linearizable, 1 violation, 2 unreadable file or wrong command
            """;

    private LinCommand() {}

    /**
     * Runs the command and ends the JVM.
     *
     * @param arguments the words after {@code lin}
     */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /**
     * Runs the command.
     *
     * @param arguments the words after {@code lin}
     * @param out takes the outcome
     * @param err takes what is wrong with the command or the file
     * @return the exit code
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.equals(List.of("--help"))) {
            out.print(USAGE);
            return LINEARIZABLE;
        }
        boolean plain = arguments.size() == 2;
        boolean drawn = arguments.size() == 4 && arguments.get(2).equals("--svg");
        if (!(plain || drawn) || !arguments.get(0).equals("check")) {
            err.print(USAGE);
            return UNREADABLE;
        }
        Path file = Path.of(arguments.get(1));
        try {
            History history = HistoryFile.read(file);
            Verdict verdict = LinearizabilityChecker.check(history);
            if (verdict instanceof Verdict.Linearizable sound) {
                out.printf("linearizable: %d operations on %d keys%n", sound.operations(), sound.keys());
                return LINEARIZABLE;
            }
            Verdict.Violation violation = (Verdict.Violation) verdict;
            out.print("not linearizable\n" + TimeLine.of(violation, history));
            if (drawn) {
                draw(Path.of(arguments.get(3)), Picture.of(violation, history), err);
            }
            return VIOLATION;
        } catch (UnreadableHistoryException e) {
            err.println(file + ": " + e.getMessage());
        } catch (NoSuchFileException e) {
            err.println(e.getFile() + ": no such file");
        } catch (IOException e) {
            err.println(file + ": " + e);
        }
        return UNREADABLE;
    }

    /** A picture that cannot be written changes nothing about the verdict. */
    private static void draw(Path picture, String svg, PrintStream err) {
        try {
            Files.writeString(picture, svg);
        } catch (IOException e) {
            err.println(picture + ": not drawn: " + e);
        }
    }
}

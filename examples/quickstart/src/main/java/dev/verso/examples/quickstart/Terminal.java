package dev.verso.examples.quickstart;

import java.io.Console;
import java.io.PrintStream;
import picocli.CommandLine.Help.Ansi;

/**
 * Where the program writes, and what the reader's end can show.
 *
 * @param out results
 * @param err what went wrong
 * @param interactive whether a person's terminal shows {@code out}, so that a line can be drawn anew
 * @param colours whether ANSI colours are wanted
 */
record Terminal(PrintStream out, PrintStream err, boolean interactive, boolean colours) {

    /** The process's own: colours only on a terminal, and not if {@code NO_COLOR} is set. */
    static Terminal system() {
        boolean interactive = isTerminal() && !"dumb".equals(System.getenv("TERM"));
        return new Terminal(System.out, System.err, interactive, interactive && Ansi.AUTO.enabled());
    }

    /** Plain text only. */
    static Terminal plain(PrintStream out, PrintStream err) {
        return new Terminal(out, err, false, false);
    }

    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // Since JDK 22 there is a console without a terminal too, and a method that tells.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}

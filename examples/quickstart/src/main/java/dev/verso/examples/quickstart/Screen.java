package dev.verso.examples.quickstart;

import dev.verso.ErasedRevision;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StorageException;
import dev.verso.StoredResource;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Prints the tour: for each step what was called, and below it what came back. */
final class Screen {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final String RESET = "\u001b[0m";
    private static final String BOLD = "\u001b[1m";
    private static final String FAINT = "\u001b[2m";
    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String CYAN = "\u001b[36m";

    private final PrintStream out;
    private final boolean colours;
    private int steps;

    Screen(Terminal terminal) {
        this.out = terminal.out();
        this.colours = terminal.colours();
    }

    void title(String text, String subtitle) {
        out.println(paint(BOLD, text));
        out.println(paint(FAINT, subtitle));
    }

    void step(String title, String meaning) {
        steps++;
        out.println();
        out.println(paint(BOLD, String.format(Locale.ROOT, "%2d  %s", steps, title)));
        out.println(paint(FAINT, "    " + meaning));
    }

    void heading(String text) {
        out.println();
        out.println(paint(BOLD, text));
    }

    void call(String format, Object... arguments) {
        out.println("    " + paint(CYAN, String.format(Locale.ROOT, format, arguments)));
    }

    void result(String format, Object... arguments) {
        out.println("      " + String.format(Locale.ROOT, format, arguments));
    }

    /** Prints a revision of a resource that the reader knows is meant. */
    void revision(Revision revision) {
        out.println("      " + line(revision));
    }

    /** Prints a revision among those of other resources. */
    void keyedRevision(Revision revision) {
        out.println("      " + String.format(Locale.ROOT, "%-22s", shortKey(revision.key())) + line(revision));
    }

    void refused(StorageException refusal, String format, Object... arguments) {
        out.println("      " + paint(RED, refusal.getClass().getSimpleName()) + "  "
                + String.format(Locale.ROOT, format, arguments));
    }

    void total(String label, String format, Object... arguments) {
        out.println("    " + paint(BOLD, String.format(Locale.ROOT, "%-12s", label))
                + String.format(Locale.ROOT, format, arguments));
    }

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    /** Gives type and the beginning of the id: long ids would bury what is shown. */
    static String shortKey(ResourceKey key) {
        return key.type() + "/" + shortText(key.id());
    }

    static String shortText(String text) {
        return text.length() <= 10 ? text : text.substring(0, 8) + "..";
    }

    private String line(Revision revision) {
        String version = String.format(Locale.ROOT, "v%-3d", revision.version());
        String change = String.format(Locale.ROOT, "%-8s", revision.change());
        String author = String.format(Locale.ROOT, "%-11s", revision.author().orElse("-"));
        return paint(GREEN, version) + " " + change + time(revision.lastUpdated()) + "  " + author + what(revision);
    }

    private static String what(Revision revision) {
        if (revision instanceof StoredResource resource) {
            return String.format(Locale.ROOT, "%,5d B  %s", resource.content().size(), Fhir.describe(resource));
        }
        return revision instanceof ErasedRevision ? "erased: no content, no author" : "tombstone: no content";
    }

    private String paint(String colour, String text) {
        return colours ? colour + text + RESET : text;
    }
}

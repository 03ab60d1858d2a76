package dev.verso.tck.report;

/** Text for HTML and SVG. Stateless. */
final class Markup {

    private Markup() {}

    /** Makes any text harmless in an element or a quoted attribute, also one that no XML may contain. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isAllowed(point) ? point : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    private static boolean isAllowed(int point) {
        boolean space = point == '\t' || point == '\n' || point == '\r';
        boolean surrogate = point >= 0xD800 && point <= 0xDFFF;
        // Marks that turn the direction of what follows could make a report read otherwise than it says.
        boolean turning = (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
        boolean none = point == 0xFFFE || point == 0xFFFF;
        return space || (point >= 0x20 && point != 0x7F && !surrogate && !turning && !none);
    }

    static String millis(long millis) {
        return millis < 1_000
                ? millis + " ms"
                : millis < 60_000
                        ? String.format(java.util.Locale.ROOT, "%.1f s", millis / 1000.0)
                        : millis / 60_000 + " min " + millis % 60_000 / 1_000 + " s";
    }

    static String count(long number) {
        return String.format(java.util.Locale.ROOT, "%,d", number);
    }
}

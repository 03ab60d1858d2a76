package dev.verso.tck.report;

/** The badge of a report: a small self-contained SVG picture. Stateless. */
final class Badge {

    private static final String LABEL = "Verso TCK";

    private Badge() {}

    static String of(Report report) {
        String said = report.isCertificate()
                ? Certificate.title(report)
                : report.status().toString().toLowerCase(java.util.Locale.ROOT);
        String colour = switch (report.status()) {
            case CERTIFIED -> "#1a7f37";
            case FAILED -> "#cf222e";
            case INCOMPLETE -> "#6e7781";
        };
        int left = width(LABEL);
        int right = width(said);
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="20" role="img" aria-label="%4$s: %5$s">
                <title>%4$s: %5$s</title>
                <clipPath id="r"><rect width="%1$d" height="20" rx="4"/></clipPath>
                <g clip-path="url(#r)"><rect width="%2$d" height="20" fill="#32383f"/>\
                <rect x="%2$d" width="%3$d" height="20" fill="%6$s"/></g>
                <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">\
                <text x="%7$d" y="14">%4$s</text><text x="%8$d" y="14">%5$s</text></g>
                </svg>
                """.formatted(
                        left + right, left, right, LABEL, Markup.escaped(said), colour, left / 2, left + right / 2);
    }

    private static int width(String text) {
        return 14 + text.length() * 7;
    }
}

package dev.verso.tck.lin;

import dev.verso.tck.lin.Verdict.Violation;
import java.util.List;
import java.util.Locale;

/** Draws a violation as one self-contained SVG picture: a row for each operation, its bar from call to return. Stateless. */
public final class Picture {

    private static final int SHOWN = 60;
    private static final int WIDTH = 1200;
    private static final int LABEL = 520;
    private static final int ROW = 26;
    private static final int TOP = 150;
    private static final int LINE = 115;

    private static final String STYLE = """
            text{font:13px ui-monospace,Menlo,Consolas,monospace;fill:#1b1f24}
            .title{font:600 17px system-ui,sans-serif}.say{font:14px system-ui,sans-serif}.small{font-size:12px;fill:#57606a}
            .bar{fill:#8c959f}.write{fill:#0969da}.unknown{fill:url(#open);stroke:#9a6700}.witness{fill:#cf222e}
            .hit{fill:#ffebe9}.grid{stroke:#d0d7de}.paper{fill:#fff}""";

    private Picture() {}

    /**
     * Draws a violation.
     *
     * @param violation the violation
     * @param history the history that it was found in
     * @return the picture as SVG text, without content of resources, without script and without links
     */
    public static String of(Violation violation, History history) {
        Window window = Window.of(violation, history, SHOWN);
        List<String> lines = wrapped(violation.explanation());
        int top = TOP + 18 * (lines.size() - 1);
        int height = top + ROW * window.operations().size() + 60;
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ');
        svg.append(height)
                .append("\" width=\"")
                .append(WIDTH)
                .append("\" height=\"")
                .append(height);
        svg.append("\" role=\"img\"><title>")
                .append(escaped(violation.explanation()))
                .append("</title>\n");
        svg.append("<style>").append(STYLE).append("</style>\n");
        svg.append("<defs><pattern id=\"open\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">")
                .append("<path d=\"M0 6 6 0\" stroke=\"#9a6700\"/></pattern></defs>\n");
        svg.append("<rect class=\"paper\" width=\"")
                .append(WIDTH)
                .append("\" height=\"")
                .append(height);
        svg.append("\"/>\n");
        text(
                svg,
                20,
                30,
                "title",
                violation.breach().rule() + ": " + violation.breach().requirement());
        text(svg, 20, 54, "say", "key " + violation.key());
        for (int i = 0; i < lines.size(); i++) {
            text(svg, 20, 76 + 18 * i, "say", lines.get(i));
        }
        text(svg, 20, top - 50, "say", "audit: " + slots(violation));
        grid(svg, window, top, height);
        int y = top;
        for (Operation operation : window.operations()) {
            row(svg, window, operation, y);
            y += ROW;
        }
        text(svg, 20, height - 18, "small", legend(window));
        return svg.append("</svg>\n").toString();
    }

    private static String legend(Window window) {
        return "red: the witness; blue: other writes; grey: other operations; hatched: outcome unknown"
                + (window.left() > 0 ? "; " + window.left() + " more operations on the key are not shown" : "");
    }

    private static String slots(Violation violation) {
        StringBuilder text = new StringBuilder();
        violation
                .slots()
                .forEach(slot -> text.append(text.isEmpty() ? "" : "  \u2192  ").append(slot));
        return text.isEmpty() ? "nothing" : text.toString();
    }

    private static void grid(StringBuilder svg, Window window, int top, int height) {
        for (int tick = 0; tick <= 4; tick++) {
            double x = LABEL + (WIDTH - LABEL - 40) * tick / 4.0;
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>%n",
                    x,
                    top - 14,
                    x,
                    height - 40));
            double micros = (window.end() - window.begin()) / 1e3 * tick / 4;
            text(svg, (int) x - 18, top - 20, "small", String.format(Locale.ROOT, "%.1f \u00b5s", micros));
        }
    }

    private static void row(StringBuilder svg, Window window, Operation operation, int y) {
        boolean witness = window.isWitness(operation);
        boolean unknown = operation.outcome() instanceof Outcome.Unknown;
        String kind = witness
                ? "witness"
                : unknown ? "unknown" : operation.call().kind().isWrite() ? "write" : "bar";
        if (witness) {
            svg.append("<rect class=\"hit\" x=\"10\" y=\"")
                    .append(y - 4)
                    .append("\" width=\"")
                    .append(WIDTH - 20);
            svg.append("\" height=\"").append(ROW - 2).append("\"/>\n");
        }
        int room = WIDTH - LABEL - 40;
        double from = LABEL + room * window.place(operation.invoked());
        double to = unknown ? (double) LABEL + room : LABEL + room * window.place(operation.returned());
        String label = operation.call() + " \u2192 " + operation.outcome() + window.made(operation);
        text(svg, 20, y + 13, "", cut("p" + operation.process() + " on " + operation.instance() + ": " + label, 62));
        svg.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"14\" rx=\"2\"><title>%s</title></rect>%n",
                kind,
                from,
                y + 2,
                Math.max(2, to - from),
                escaped(label)));
    }

    private static void text(StringBuilder svg, int x, int y, String style, String text) {
        svg.append("<text x=\"")
                .append(x)
                .append("\" y=\"")
                .append(y)
                .append("\" class=\"")
                .append(style);
        svg.append("\">").append(escaped(text)).append("</text>\n");
    }

    private static List<String> wrapped(String text) {
        List<String> lines = new java.util.ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() + word.length() > LINE) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "\u2026";
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(isXml(c) ? c : '?');
            }
        });
        return escaped.toString();
    }

    private static boolean isXml(int c) {
        return c >= ' '
                && c != 0xFFFE
                && c != 0xFFFF
                && !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}

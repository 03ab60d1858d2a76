package dev.verso.tck.report;

import java.util.Map;

/** The titles of the contract's chapters, as CONTRACT.md has them. Stateless. */
final class Chapters {

    private static final Map<String, String> TITLES = Map.ofEntries(
            Map.entry("KEY", "identity"),
            Map.entry("VER", "versions"),
            Map.entry("LOCK", "optimistic locking"),
            Map.entry("DEL", "deletion"),
            Map.entry("RES", "restore"),
            Map.entry("HIS", "history and as-of reads"),
            Map.entry("LST", "list, count, batch reads"),
            Map.entry("PAGE", "pages"),
            Map.entry("TIME", "timestamps"),
            Map.entry("JSON", "fidelity of content"),
            Map.entry("TEN", "tenancy and permission"),
            Map.entry("ERR", "errors"),
            Map.entry("CAP", "capabilities"),
            Map.entry("BAT", "atomic batches"),
            Map.entry("FEED", "change feed"),
            Map.entry("ERA", "erasure"),
            Map.entry("FLT", "faults"));

    private Chapters() {}

    static String title(String chapter) {
        return TITLES.getOrDefault(chapter, "");
    }
}

package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.present;
import static dev.verso.tck.Expect.resource;
import static dev.verso.tck.Expect.versionConflict;

import dev.verso.Change;
import dev.verso.Content;
import dev.verso.IfMatch;
import dev.verso.NotRestorableException;
import dev.verso.ResourceKey;
import dev.verso.StoredResource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Chapter VER, rules 04 and 06: version ids, their order, and what is none. */
public interface VersionIdRules extends Chapter {
    /** 9 comes before 10, 99 before 100 and 999 before 1000, in every operation that orders or compares. */
    @Test
    default void VER_04_versions_are_ordered_as_numbers() {
        rule("VER-04", t -> {
            ResourceKey key = t.key("Patient");
            t.first().create(t.tenant(), key, t.content());
            Content last = t.content();
            for (long expected = 2; expected <= 1001; expected++) {
                Content content = t.content();
                StoredResource updated =
                        t.either((int) expected).updateWithMatch(t.tenant(), key, "" + (expected - 1), content);
                if (expected <= 102 || expected >= 999) {
                    equal("version", expected, updated.version());
                    equal(
                            "currentVersion",
                            Optional.of("" + expected),
                            t.second().currentVersion(t.tenant(), key));
                }
                last = content;
            }
            Histories.requireVersions(t, key, 1, 1001);
            resource("read", present("read", t.second().read(t.tenant(), key)), key, 1001, Change.UPDATE, last);
            for (String stale : List.of("9", "99", "999", "1000", "2", "11")) {
                versionConflict(
                        "updateWithMatch(" + stale + ")",
                        key,
                        stale,
                        1001,
                        () -> t.first().updateWithMatch(t.tenant(), key, stale, t.content()));
            }
        });
    }

    /** Text that is no canonical version equals none: vread is empty, and a match is judged by the state of the key. */
    @Test
    default void VER_06_a_malformed_version_id_equals_no_version() {
        rule("VER-06", t -> {
            ResourceKey live = t.key("Patient");
            ResourceKey deleted = t.key("Patient");
            ResourceKey absent = t.key("Patient");
            t.first().create(t.tenant(), live, t.content());
            t.first().update(t.tenant(), live, t.content());
            t.first().create(t.tenant(), deleted, t.content());
            t.first().delete(t.tenant(), deleted);
            Snapshot before = Snapshot.of(t);
            for (String bad : VersionText.MALFORMED) {
                String what = "(" + Words.of(bad) + ")";
                for (ResourceKey key : List.of(live, deleted, absent)) {
                    Expect.empty("vread" + what, t.second().vread(t.tenant(), key, bad));
                }
                versionConflict(
                        "updateWithMatch" + what,
                        live,
                        bad,
                        2,
                        () -> t.first().updateWithMatch(t.tenant(), live, bad, t.content()));
                versionConflict(
                        "deleteWithMatch" + what, live, bad, 2, () -> t.first().deleteWithMatch(t.tenant(), live, bad));
                Expect.gone(
                        "updateWithMatch" + what,
                        deleted,
                        2,
                        () -> t.first().updateWithMatch(t.tenant(), deleted, bad, t.content()));
                Expect.gone(
                        "deleteWithMatch" + what,
                        deleted,
                        2,
                        () -> t.first().deleteWithMatch(t.tenant(), deleted, bad));
                Expect.notFound(
                        "updateWithMatch" + what,
                        absent,
                        () -> t.first().updateWithMatch(t.tenant(), absent, bad, t.content()));
                Expect.notFound(
                        "deleteWithMatch" + what, absent, () -> t.first().deleteWithMatch(t.tenant(), absent, bad));
                Expect.refused(
                        NotRestorableException.class,
                        "restore" + what,
                        () -> t.first().restore(t.tenant(), deleted, bad));
            }
            before.requireUnchanged(t, "matches on malformed versions");
        });
    }

    /** Text that looks like header text is malformed as a version, and well read by the parser for it. */
    @Test
    default void VER_06_header_text_is_no_version_id() {
        rule("VER-06", t -> {
            ResourceKey key = t.key("Patient");
            StoredResource created = t.first().create(t.tenant(), key, t.content());
            for (String header : List.of(created.etag(), "\"1\"", "*", "W/\"1\", W/\"2\"")) {
                versionConflict(
                        "updateWithMatch(" + header + ")",
                        key,
                        header,
                        1,
                        () -> t.first().updateWithMatch(t.tenant(), key, header, t.content()));
                Expect.empty("vread(" + header + ")", t.first().vread(t.tenant(), key, header));
            }
            equal(
                    "the version after a match on the parsed tag",
                    2L,
                    t.second()
                            .update(t.tenant(), key, IfMatch.parse(created.etag()), t.content())
                            .version());
            equal(
                    "the version after a match on a parsed list",
                    3L,
                    t.first()
                            .update(t.tenant(), key, IfMatch.parse(List.of("\"9\"", "W/\"2\" ,")), t.content())
                            .version());
        });
    }
}

package dev.verso.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StoryTest {

    @Test
    void without_arguments_the_whole_tour_is_told_and_nothing_goes_to_the_error_stream() {
        Captured run = Captured.run();

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(titles(run))
                .containsExactly(
                        "Load real data",
                        "Versions grow",
                        "A stale writer is refused",
                        "Of many writers one wins",
                        "Every version can be read",
                        "History of one resource",
                        "History of a type",
                        "Read as of an instant",
                        "Delete leaves a tombstone",
                        "Restore brings it back",
                        "A batch is atomic",
                        "A refused batch leaves nothing",
                        "The change feed goes on",
                        "Another tenant sees nothing",
                        "One version is erased",
                        "A person is erased",
                        "What an erasure leaves",
                        "Verify");
    }

    @Test
    void the_sample_is_loaded_completely() {
        assertThat(step("Load real data"))
                .contains("each of 622 resources")
                .contains("Observation         415 created,  415 live")
                .contains("Encounter            71 created,   71 live")
                .contains("Patient               4 created,    4 live")
                .contains("Jessie665 Glover433", "Vonda514 Littel644", "Xavier983 Ratke343", "Lavern240 Treutel973");
    }

    @Test
    void updates_take_the_next_versions_and_a_stale_writer_is_told_the_actual_one() {
        assertThat(versions(step("Versions grow"))).containsExactly("v1 CREATE", "v2 UPDATE", "v3 UPDATE");
        assertThat(step("A stale writer is refused"))
                .contains("VersionConflictException  expected 1, actual 3")
                .contains("v4   UPDATE");
    }

    @Test
    void of_racing_writers_one_wins_and_the_others_are_told_its_version() {
        assertThat(step("Of many writers one wins"))
                .contains("v5   UPDATE")
                .contains("1 won, 7 refused; the refused were told: actual version [5]");
    }

    @Test
    void the_past_is_shown_version_by_version_and_as_of_an_instant() {
        assertThat(step("Every version can be read"))
                .contains("[1, 2, 3, 4, 5], current 5")
                .contains("empty");
        assertThat(versions(step("History of one resource")))
                .containsExactly("v5 UPDATE", "v4 UPDATE", "v3 UPDATE", "v2 UPDATE", "v1 CREATE");
        assertThat(versions(step("History of a type"))).hasSize(8).endsWith("v5 UPDATE");
        assertThat(versions(step("Read as of an instant"))).containsExactly("v2 UPDATE", "v1 CREATE");
    }

    @Test
    void a_deletion_leaves_a_tombstone_and_restore_brings_content_back() {
        assertThat(step("Delete leaves a tombstone"))
                .contains("tombstone: no content")
                .contains("Tombstone v6   HTTP 410 Gone")
                .contains("empty          HTTP 404 Not Found")
                .contains("GoneException  deleted as of version 6");
        assertThat(versions(step("Restore brings it back"))).containsExactly("v7 RESTORE", "v8 DELETE", "v9 RESTORE");
    }

    @Test
    void a_batch_is_written_wholly_and_a_refused_one_changes_nothing() {
        assertThat(versions(step("A batch is atomic"))).containsExactly("v1 CREATE", "v2 UPDATE", "v2 UPDATE");
        String refused = step("A refused batch leaves nothing");
        assertThat(refused).contains("VersionConflictException", "expected 1, actual 2");
        assertThat(Pattern.compile("(?m)^ {6}3, 2$").matcher(refused).results()).hasSize(2);
    }

    @Test
    void the_feed_is_resumed_and_shows_each_change_once() {
        String feed = step("The change feed goes on");
        assertThat(versions(feed)).hasSize(11);
        assertThat(feed).contains("8 entries, more to come").contains("3 entries, caught up");
    }

    @Test
    void an_erasure_leaves_an_empty_slot_or_a_marker_in_the_feed() {
        assertThat(step("One version is erased"))
                .contains("receipt: versions [2] erased at")
                .contains("erased: no content, no author")
                .contains("[1, 2, 3, 4, 5, 6, 7, 8, 9]");
        assertThat(step("A person is erased"))
                .contains("receipt: versions [1, 2] erased at")
                .contains("190 resources, 190 revisions erased");
        assertThat(step("What an erasure leaves"))
                .contains("empty, empty, empty, [], 0 entries")
                .contains("NotFoundException")
                .contains("ERASURE=191")
                .contains("v3   ERASURE");
    }

    @Test
    void another_tenant_gets_nothing() {
        assertThat(step("Another tenant sees nothing"))
                .contains("as another-clinic")
                .contains("empty, [], 0");
    }

    @Test
    void the_last_lines_sum_up_what_the_steps_did() {
        // 622 loaded, 1 care plan created, 1 + 190 erased; later revisions: 8 of Jessie, 3 in the batch, 1 of Xavier,
        // and
        // a marker for each erased key.
        assertThat(Captured.run().steadyOut().lines().toList())
                .endsWith(
                        "      623 keys, 825 version slots, 0 inconsistencies",
                        "",
                        "In sum",
                        "    Resources   432 live of 623 keys",
                        "    Revisions   825, erased ones and markers included",
                        "    Conflicts   9 writes refused and told the actual version",
                        "    Time        SECONDS");
    }

    @Test
    void two_runs_tell_the_same() {
        assertThat(Captured.run().steadyOut()).isEqualTo(Captured.run().steadyOut());
    }

    @Test
    void colours_are_all_that_a_terminal_adds() {
        Captured plain = Captured.run();
        Captured coloured = Captured.runOnATerminal(true);

        assertThat(plain.out()).doesNotContain("\u001b");
        assertThat(coloured.out()).contains("\u001b[1m");
        Captured stripped = new Captured(0, coloured.out().replaceAll("\u001b\\[\\d+m", ""), "");
        assertThat(stripped.steadyOut()).isEqualTo(plain.steadyOut());
    }

    @Test
    void the_tour_can_be_told_for_any_tenant() {
        Captured run = Captured.run("--tenant", "another-clinic");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("as a-third-clinic");
    }

    private static final class Told {
        static final Captured ONCE = Captured.run();
    }

    private static String step(String title) {
        String out = Told.ONCE.out();
        int from = out.indexOf(title + System.lineSeparator());
        assertThat(from).as("step \"%s\"", title).isPositive();
        int to = out.indexOf(System.lineSeparator() + System.lineSeparator(), from);
        return out.substring(from, to);
    }

    private static List<String> titles(Captured run) {
        return Pattern.compile("(?m)^ ?\\d+  (.*)$")
                .matcher(run.out())
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static List<String> versions(String step) {
        return Pattern.compile(" (v\\d+) +([A-Z]+) ")
                .matcher(step)
                .results()
                .map((MatchResult match) -> match.group(1) + " " + match.group(2))
                .toList();
    }
}

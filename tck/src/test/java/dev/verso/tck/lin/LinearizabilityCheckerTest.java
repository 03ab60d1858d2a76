package dev.verso.tck.lin;

import static dev.verso.tck.lin.Histories.accepted;
import static dev.verso.tck.lin.Histories.at;
import static dev.verso.tck.lin.Histories.create;
import static dev.verso.tck.lin.Histories.id;
import static dev.verso.tck.lin.Histories.match;
import static dev.verso.tck.lin.Histories.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verso.Change;
import dev.verso.tck.lin.Verdict.Linearizable;
import dev.verso.tck.lin.Verdict.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearizabilityCheckerTest {

    private static final Outcome UNKNOWN = new Outcome.Unknown();

    @Test
    void nothing_at_all_is_linearizable() {
        assertThat(new Histories().verdict()).isEqualTo(new Linearizable(0, 1));
    }

    @Test
    void a_read_beside_a_write_may_see_either_state() {
        assertThat(LinearizabilityChecker.check(Histories.sound())).isEqualTo(new Linearizable(3, 1));
    }

    @Test
    void a_read_after_a_write_that_sees_the_state_before_it_is_a_violation_of_two() {
        Violation violation = (Violation) LinearizabilityChecker.check(Histories.staleRead());

        assertThat(violation.breach()).isEqualTo(Breach.OUT_OF_ORDER);
        assertThat(violation.witness())
                .extracting(operation -> operation.call().kind())
                .containsExactly(Kind.UPDATE_WITH_MATCH, Kind.READ);
        assertThat(violation.explanation()).contains("read was answered v1", "updateWithMatch(1) -> v2", "version 2");
    }

    @Test
    void two_reads_that_see_time_go_back_are_a_violation_though_both_are_beside_the_write() {
        Histories histories = twoVersions();
        Violation violation = violation(
                histories
                        .op(20, 21, Call.read(Kind.CURRENT_VERSION), new Outcome.Current(2))
                        .op(22, 23, Call.read(Kind.READ), histories.found(1)),
                Breach.OUT_OF_ORDER);
        assertThat(violation.witness())
                .extracting(operation -> operation.call().kind())
                .containsExactly(Kind.CURRENT_VERSION, Kind.READ);
    }

    @Test
    void a_witness_holds_every_operation_that_is_needed_and_no_other() {
        // Live at 1, deleted at 2, live again at 3, updated at 4: who saw a tombstone after version 1 saw version 2.
        Histories histories = new Histories()
                .slot(Change.CREATE)
                .slot(Change.DELETE)
                .slot(3, Change.RESTORE, Optional.of("c1"))
                .slot(Change.UPDATE)
                .op(0, 900, create(1), accepted(1, Change.CREATE))
                .op(0, 900, Call.delete(id(2)), accepted(2, Change.DELETE))
                .op(0, 900, Call.restore(id(3)), accepted(3, Change.RESTORE))
                .op(0, 900, update(4), accepted(4, Change.UPDATE));
        Violation violation = violation(
                histories
                        .op(10, 11, Call.read(Kind.EXISTS), new Outcome.Exists(true))
                        .op(20, 21, Call.read(Kind.EXISTS), new Outcome.Exists(true))
                        .op(30, 31, Call.read(Kind.READ), new Outcome.Empty())
                        .op(40, 41, Call.read(Kind.READ), new Outcome.Empty())
                        .op(50, 51, Call.read(Kind.EXISTS), new Outcome.Exists(true))
                        .op(60, 61, Call.delete(id(9)), new Outcome.Gone(OptionalLong.empty())),
                Breach.OUT_OF_ORDER);
        assertThat(violation.witness()).hasSize(4);
        for (Operation each : violation.witness()) {
            List<Operation> others =
                    new ArrayList<>(histories.history().operations().subList(0, 4));
            violation.witness().stream().filter(other -> other != each).forEach(others::add);
            assertThat(LinearizabilityChecker.check(
                            new History(0, Map.of(), others, histories.history().audits())))
                    .isInstanceOf(Linearizable.class);
        }
    }

    @Test
    void what_is_wrong_without_any_order_has_its_own_breach() {
        violation(new Histories().slot(Change.CREATE), Breach.UNKNOWN_WRITE);
        violation(twoVersions().slot(2, Change.UPDATE, Optional.of("c2")), Breach.WRITTEN_TWICE);
        violation(new Histories().op(1, 2, create(1), accepted(1, Change.CREATE)), Breach.LOST_WRITE);
        violation(
                new Histories().slot(Change.CREATE).op(1, 2, create(1), new Outcome.NotFound()),
                Breach.TRACE_OF_REFUSED);
        violation(
                new Histories().slot(Change.CREATE).op(1, 2, create(1), new Outcome.Rejected("BackendUnavailable")),
                Breach.TRACE_OF_REFUSED);
        violation(
                new Histories().slot(1, Change.CREATE, Optional.of("other")).wrote(1, create(1)), Breach.WRONG_CONTENT);
        violation(
                new Histories()
                        .slot(Change.CREATE)
                        .slot(Change.CREATE)
                        .wrote(1, create(1))
                        .wrote(2, create(2)),
                Breach.ILLEGAL_CHANGE);
        violation(twoVersions().slot(Change.UPDATE).wrote(3, match(1, 3)), Breach.WRONG_CONDITION);
        violation(twoVersions().op(30, 31, Call.read(Kind.READ), new Outcome.Unlawful("null")), Breach.UNLAWFUL_ANSWER);
        violation(
                twoVersions().op(30, 31, Call.read(Kind.CURRENT_VERSION), new Outcome.Current(3)),
                Breach.IMPOSSIBLE_ANSWER);
        violation(
                twoVersions()
                        .op(
                                30,
                                31,
                                Call.vread("1"),
                                new Outcome.Found(1, Change.CREATE, id(1), Optional.of("rewritten"))),
                Breach.CHANGED_REVISION);
        Audit gap = new Audit(Histories.KEY, List.of(new Audit.Slot(2, Change.CREATE, id(1), Optional.of("c1"))));
        assertThat(LinearizabilityChecker.check(new History(0, Map.of(), List.of(), List.of(gap))))
                .isInstanceOfSatisfying(
                        Violation.class, found -> assertThat(found.breach()).isEqualTo(Breach.GAP));
    }

    @Test
    void a_write_of_unknown_outcome_may_take_effect_long_after_its_caller_was_told() {
        Histories late = new Histories()
                .slot(Change.CREATE)
                .slot(Change.UPDATE)
                .wrote(1, create(1))
                .op(20, 21, match(1, 2), UNKNOWN)
                .op(30, 31, Call.read(Kind.CURRENT_VERSION), new Outcome.Current(1));
        assertThat(late.verdict()).isInstanceOf(Linearizable.class);
        late.op(40, 41, Call.read(Kind.CURRENT_VERSION), new Outcome.Current(2));
        assertThat(late.verdict()).isInstanceOf(Linearizable.class);
        violation(late.op(50, 51, Call.read(Kind.CURRENT_VERSION), new Outcome.Current(1)), Breach.OUT_OF_ORDER);
    }

    @Test
    void a_write_of_unknown_outcome_takes_no_effect_before_its_call() {
        violation(
                new Histories()
                        .slot(Change.CREATE)
                        .slot(Change.UPDATE)
                        .wrote(1, create(1))
                        .op(16, 17, Call.read(Kind.CURRENT_VERSION), new Outcome.Current(2))
                        .op(20, Operation.NEVER, match(1, 2), UNKNOWN),
                Breach.OUT_OF_ORDER);
    }

    @Test
    void a_match_may_have_lost_to_a_delete_without_knowing() {
        Histories lost = new Histories()
                .slot(Change.CREATE)
                .slot(Change.DELETE)
                .wrote(1, create(1))
                .wrote(2, Call.deleteWithMatch("1", id(2)))
                .op(21, 30, match(1, 3), new Outcome.OptimisticLockFailure());
        assertThat(lost.verdict()).isInstanceOf(Linearizable.class);
        violation(lost.op(31, 32, match(2, 4), new Outcome.OptimisticLockFailure()), Breach.IMPOSSIBLE_ANSWER);
    }

    @Test
    void a_conflict_names_the_version_that_was_live_at_the_time() {
        assertThat(twoVersions()
                        .op(21, 30, match(2, 3), new Outcome.VersionConflict(at(1)))
                        .verdict())
                .isInstanceOf(Linearizable.class);
        violation(twoVersions().op(26, 30, match(9, 3), new Outcome.VersionConflict(at(1))), Breach.OUT_OF_ORDER);
        violation(twoVersions().op(26, 30, match(2, 3), new Outcome.VersionConflict(at(2))), Breach.IMPOSSIBLE_ANSWER);
    }

    @Test
    void histories_that_contradict_themselves_cannot_be_made() {
        assertThatThrownBy(() -> new History(0, Map.of(), Histories.sound().operations(), List.of()))
                .hasMessageContaining("no audit");
        assertThatThrownBy(twoVersions().op(40, 41, update(2), UNKNOWN)::history)
                .hasMessageContaining("write id");
        assertThatThrownBy(() -> twoVersions().op(5, 4, update(7), UNKNOWN)).hasMessageContaining("before");
        assertThatThrownBy(() -> twoVersions().op(5, Operation.NEVER, update(7), new Outcome.NotFound()))
                .hasMessageContaining("did not return");
    }

    /** The text and the picture of any violation can be made, are bounded, and show no more than they should. */
    @Test
    void every_violation_can_be_told_and_drawn() {
        Random random = new Random(11);
        int violations = 0;
        for (int i = 0; i < 2_000; i++) {
            SmallHistories source = new SmallHistories(random);
            History history = source.corrupted(source.valid());
            if (LinearizabilityChecker.check(history) instanceof Violation violation) {
                violations++;
                assertThat(TimeLine.of(violation, history))
                        .contains(violation.breach().rule(), violation.key())
                        .hasSizeLessThan(10_000);
                assertThat(Picture.of(violation, history))
                        .startsWith("<svg ")
                        .endsWith("</svg>\n")
                        .doesNotContain("<script", "href");
            }
        }
        assertThat(violations).isGreaterThan(300);
    }

    /** Time and heap for a million are measured by {@link LongHistory#main}. */
    @Test
    void a_long_history_is_checked() {
        History history = LongHistory.of(new Random(4), 100_000);
        assertThat(LinearizabilityChecker.check(history)).isEqualTo(new Linearizable(100_000, 4));
    }

    private static Histories twoVersions() {
        return new Histories()
                .slot(Change.CREATE)
                .slot(Change.UPDATE)
                .wrote(1, create(1))
                .wrote(2, match(1, 2));
    }

    private static Violation violation(Histories histories, Breach breach) {
        assertThat(histories.verdict()).isInstanceOf(Violation.class);
        Violation violation = (Violation) histories.verdict();
        assertThat(violation.breach()).isEqualTo(breach);
        assertThat(violation.key()).isEqualTo(Histories.KEY);
        return violation;
    }
}

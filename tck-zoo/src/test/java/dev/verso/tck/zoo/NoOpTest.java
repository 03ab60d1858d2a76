package dev.verso.tck.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.VersionedStorage;
import dev.verso.spi.RevisionStore;
import dev.verso.tck.zoo.KitRun.Verdict;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What does nothing, and what throws everywhere, passes no check: a check that it passed would look at nothing.
 *
 * <p>Each check counts by what it finds itself. That a neighbour tenant was planted and is gone at the end is found by the
 * audit that follows every check, and would hide a check that finds nothing.
 */
class NoOpTest {

    /** The checks that a storage passes which does nothing, each with the reason why it rightly does. */
    private static final Map<String, String> RIGHTLY_PASSED_BY_NOTHING = Map.of(
            "CAP_01_an_instance_declares_what_the_subject_declares",
            "it declares what it is said to declare; that it cannot do it is found by the checks of each capability",
            "KEY_01_a_bad_tenant_is_InvalidKey",
            "a TenantId refuses it when it is made, before there is a call",
            "JSON_03_what_is_no_content_is_InvalidContent",
            "a Content refuses it when it is made, before there is a call",
            "ERR_07_empty_requests_succeed",
            "an empty request asks for nothing, and nothing is what it gets",
            "PAGE_02_a_page_holds_no_resource",
            "pages are left unread; those of an empty history hold nothing either");

    /**
     * The checks that such a storage fails by the audit alone: that a walk, a race or a verification beside writes goes
     * wrong shows only in what a storage keeps, and where nothing is kept all of it agrees.
     */
    private static final Set<String> CAUGHT_BY_THE_AUDIT_ALONE = Set.of(
            "ERA_01_an_erased_key_is_absent_to_every_read",
            "ERA_01_an_erasure_is_one_atomic_step_to_readers",
            "ERR_01_only_this_projects_exceptions_come_out",
            "ERR_09_an_interrupted_call_keeps_the_flag_and_its_outcome_is_told",
            "FLT_02_verify_beside_writers_reports_nothing",
            "HIS_02_a_walk_beside_writes_drops_and_repeats_nothing",
            "RES_02_a_restore_whose_head_moves_starts_over",
            "TEN_02_each_operation_needs_no_other_permission",
            "TIME_02_lastUpdated_rises_under_concurrent_writers",
            "VER_07_all_reads_agree_at_every_quiescent_moment");

    @Test
    void a_storage_that_does_nothing_passes_no_check() {
        KitRun run = KitRun.ofStorage(NoOpStorage::new, KitRun.IMPATIENT);
        requireWholeKit(run);
        assertThat(run.passed()).isSubsetOf(RIGHTLY_PASSED_BY_NOTHING.keySet());
        assertThat(run.passedButForTheAudit())
                .filteredOn(check -> !RIGHTLY_PASSED_BY_NOTHING.containsKey(check))
                .isSubsetOf(CAUGHT_BY_THE_AUDIT_ALONE);
        // These two have no check but races; what they come down to without one is in the table, named after VER-03.
        assertThat(run.rulesUnharmed()).as("rules of which no check fails").isSubsetOf("RES-02", "ERA-01");
        requireVerdicts(run);
    }

    @Test
    void a_storage_that_throws_everywhere_passes_no_check() {
        KitRun run = KitRun.ofStorage(
                options -> Throwing.of(VersionedStorage.class, new NoOpStorage(options)), KitRun.IMPATIENT);
        requireWholeKit(run);
        assertThat(run.passedButForTheAudit()).isSubsetOf("CAP_01_an_instance_declares_what_the_subject_declares");
        requireVerdicts(run);
    }

    @Test
    void a_store_that_does_nothing_passes_no_check() {
        KitRun run = KitRun.ofStore(NoOpStore::new, KitRun.IMPATIENT);
        requireWholeKit(run);
        assertThat(run.passedButForTheAudit()).isEmpty();
        requireVerdicts(run);
    }

    @Test
    void a_store_that_throws_everywhere_passes_no_check() {
        KitRun run = KitRun.ofStore(() -> Throwing.of(RevisionStore.class, new NoOpStore()), KitRun.IMPATIENT);
        requireWholeKit(run);
        assertThat(run.passedButForTheAudit()).isEmpty();
        requireVerdicts(run);
    }

    @Test
    void each_check_that_is_rightly_passed_is_one() {
        KitRun run = KitRun.ofStorage(
                NoOpStorage::new, KitRun.IMPATIENT, "CAP-01", "KEY-01", "JSON-03", "ERR-07", "PAGE-02");
        assertThat(run.verdicts()).extracting(Verdict::method).containsAll(RIGHTLY_PASSED_BY_NOTHING.keySet());
    }

    private static void requireWholeKit(KitRun run) {
        assertThat(run.verdicts()).as("checks").hasSizeGreaterThan(300);
    }

    /** A verdict on what is judged, not a fault of the kit, which names the rule that is broken. */
    private static void requireVerdicts(KitRun run) {
        assertThat(run.failed()).allSatisfy(failed -> {
            assertThat(failed.reported()).as(failed.toString()).isEqualTo("FAIL");
            assertThat(failed.message())
                    .as(failed.toString())
                    .containsPattern("^[A-Z]{3,4}-[0-9]{2} \\((MUST|SHOULD)\\)");
        });
    }
}

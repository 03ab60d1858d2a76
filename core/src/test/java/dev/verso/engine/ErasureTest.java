package dev.verso.engine;

import static dev.verso.engine.Fixture.ACME;
import static dev.verso.engine.Fixture.ID;
import static dev.verso.engine.Fixture.KEY;
import static dev.verso.engine.Fixture.ONE;
import static dev.verso.engine.Fixture.TWO;
import static dev.verso.engine.Fixture.TYPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verso.BackendUnavailableException;
import dev.verso.Change;
import dev.verso.ErasedRevision;
import dev.verso.Erasure;
import dev.verso.ErasureReceipt;
import dev.verso.FeedStart;
import dev.verso.InvalidArgumentException;
import dev.verso.NotFoundException;
import dev.verso.OptimisticLockFailureException;
import dev.verso.engine.ScriptedStore.Op;
import dev.verso.engine.ScriptedStore.Step;
import dev.verso.spi.EraseOutcome;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** ERA-01 to ERA-05, as far as they are the engine's. */
class ErasureTest {

    private static final List<String> NO_VERSION =
            List.of("", "x", "0", "01", "-1", "9223372036854775807", "9223372036854775808");

    private final Fixture fixture = new Fixture();

    private ErasureReceipt eraseVersion(String version) {
        return fixture.storage.erase(ACME, Erasure.ofVersion(TYPE, ID, version));
    }

    @Test
    void ERA_05_the_receipt_says_who_when_why_what() {
        fixture.deleted();
        UUID own = UUID.randomUUID();

        ErasureReceipt receipt = fixture.storage.erase(
                ACME, Erasure.ofResource(TYPE, ID).because("asked to").withWriteId(own));

        assertThat(receipt.key()).isEqualTo(KEY);
        assertThat(receipt.versionIds()).containsExactly("1", "2");
        assertThat(receipt.revisions()).isEqualTo(2);
        assertThat(receipt.erasedBy()).contains("dr-secret");
        assertThat(receipt.reason()).contains("asked to");
        assertThat(receipt.writeId()).isEqualTo(own);
        assertThat(fixture.rival.changesStream(ACME, FeedStart.oldest()))
                .singleElement()
                .satisfies(marker -> {
                    assertThat(marker.revision()).isInstanceOf(ErasedRevision.class);
                    assertThat(marker.revision().change()).isEqualTo(Change.ERASURE);
                    assertThat(marker.revision().writeId()).isEqualTo(own);
                    assertThat(marker.revision().lastUpdated()).isEqualTo(receipt.erasedAt());
                });
    }

    @Test
    void ERA_05_nothing_to_erase_gives_a_receipt_of_zero_and_writes_nothing() {
        assertThat(fixture.storage.erase(ACME, KEY).revisions()).isZero();
        fixture.deleted();
        assertThat(eraseVersion("1").versionIds()).containsExactly("1");
        List<?> before = fixture.everything();
        assertThat(eraseVersion("1").revisions()).isZero();
        assertThat(eraseVersion("2").revisions()).isZero();
        assertThat(fixture.everything()).isEqualTo(before);
        fixture.rival.erase(ACME, KEY);
        assertThat(fixture.storage.erase(ACME, KEY).revisions()).isZero();
        assertThat(eraseVersion("1").revisions()).isZero();
    }

    @Test
    void ERA_03_a_malformed_version_is_not_found_unless_the_key_is_absent() {
        for (String version : NO_VERSION) {
            ErasureReceipt receipt = eraseVersion(version);
            assertThat(receipt.revisions()).isZero();
            assertThat(receipt.erasedAt()).isEqualTo(Fixture.START);
        }
        fixture.live();
        for (String version : NO_VERSION) {
            assertThatThrownBy(() -> eraseVersion(version)).isExactlyInstanceOf(NotFoundException.class);
        }
        fixture.rival.delete(ACME, KEY);
        assertThatThrownBy(() -> eraseVersion("x")).isExactlyInstanceOf(NotFoundException.class);
        assertThat(fixture.store.calls(Op.ERASE)).isZero();
        fixture.rival.erase(ACME, KEY);
        assertThat(eraseVersion("x").revisions()).isZero();
    }

    @Test
    void ERA_03_a_version_above_the_head_is_not_found() {
        fixture.live();
        assertThatThrownBy(() -> eraseVersion("2")).isExactlyInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> eraseVersion("9223372036854775806")).isExactlyInstanceOf(NotFoundException.class);
        fixture.rival.delete(ACME, KEY);
        assertThatThrownBy(() -> eraseVersion("3")).isExactlyInstanceOf(NotFoundException.class);
    }

    @Test
    void ERA_03_the_live_head_is_not_erased_alone() {
        fixture.live();
        List<?> before = fixture.everything();
        assertThatThrownBy(() -> eraseVersion("1"))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining(KEY.toString());
        assertThat(fixture.everything()).isEqualTo(before);
    }

    @Test
    void ERA_03_an_erased_revision_stays_visible_without_content_and_author() {
        fixture.live();
        fixture.rival.update(ACME, KEY, TWO);
        var before = fixture.rival.vread(ACME, KEY, "1").orElseThrow();
        eraseVersion("1");

        var erased = fixture.storage.vread(ACME, KEY, "1").orElseThrow();

        assertThat(erased).isInstanceOf(ErasedRevision.class);
        assertThat(erased.author()).isEmpty();
        assertThat(erased.writeId()).isEqualTo(before.writeId());
        assertThat(erased.lastUpdated()).isEqualTo(before.lastUpdated());
        assertThat(fixture.history()).first().isEqualTo(erased);
        assertThat(fixture.storage.listVersions(ACME, KEY)).containsExactly("1", "2");
    }

    @Test
    void ERA_02_a_lost_race_is_tried_again() {
        fixture.live();
        fixture.store.script(Op.ERASE, call -> {
            fixture.rival.update(ACME, KEY, TWO);
            return new EraseOutcome.Raced();
        });

        assertThat(fixture.storage.erase(ACME, KEY).versionIds()).containsExactly("1", "2");
        assertThat(fixture.storage.create(ACME, KEY, ONE).version()).isEqualTo(4);
    }

    @Test
    void ERA_02_an_erasure_that_always_loses_is_an_optimistic_lock_failure() {
        fixture.live();
        fixture.store.always(Op.ERASE, Step.answer(new EraseOutcome.Raced()));

        assertThatThrownBy(() -> fixture.storage.erase(ACME, KEY)).isInstanceOf(OptimisticLockFailureException.class);
        assertThat(fixture.store.calls(Op.ERASE)).isEqualTo(5);
        assertThat(fixture.history()).hasSize(1);
    }

    @Test
    void ERR_09_interrupted_between_tries_it_is_unavailable_with_the_flag_set() {
        fixture.live();
        fixture.store.script(Op.ERASE, call -> {
            Thread.currentThread().interrupt();
            return new EraseOutcome.Raced();
        });

        assertThatThrownBy(() -> fixture.storage.erase(ACME, KEY)).isInstanceOf(BackendUnavailableException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(fixture.history()).hasSize(1);
    }
}

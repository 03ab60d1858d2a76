package dev.verso.engine;

import static dev.verso.engine.Fixture.ACME;
import static dev.verso.engine.Fixture.ID;
import static dev.verso.engine.Fixture.KEY;
import static dev.verso.engine.Fixture.ONE;
import static dev.verso.engine.Fixture.THREE;
import static dev.verso.engine.Fixture.TWO;
import static dev.verso.engine.Fixture.TYPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verso.AlreadyExistsException;
import dev.verso.Change;
import dev.verso.Erasure;
import dev.verso.NotFoundException;
import dev.verso.NotRestorableException;
import dev.verso.OptimisticLockFailureException;
import dev.verso.StoredResource;
import dev.verso.engine.ScriptedStore.Op;
import dev.verso.engine.ScriptedStore.Step;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RES-01 to RES-03, over full pages and over short ones. */
class RestoreTest {

    /** Versions 1 and 2 with content, a tombstone 3. */
    private static Fixture twoVersionsDeleted(NaiveRevisionStore.Pages pages) {
        Fixture fixture = new Fixture(pages).live();
        fixture.rival.update(ACME, KEY, TWO);
        fixture.rival.delete(ACME, KEY);
        return fixture;
    }

    private static void erase(Fixture fixture, String version) {
        fixture.rival.erase(ACME, Erasure.ofVersion(TYPE, ID, version));
    }

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void RES_01_takes_the_newest_content(NaiveRevisionStore.Pages pages) {
        Fixture fixture = twoVersionsDeleted(pages);

        StoredResource restored = fixture.storage.restore(ACME, KEY);

        assertThat(restored.content()).isEqualTo(TWO);
        assertThat(restored.version()).isEqualTo(4);
        assertThat(restored.change()).isEqualTo(Change.RESTORE);
        assertThat(restored.createdAt()).isEqualTo(fixture.history().get(0).lastUpdated());
        assertThat(fixture.rival.read(ACME, KEY)).contains(restored);
    }

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void RES_01_takes_the_newest_content_that_is_not_erased(NaiveRevisionStore.Pages pages) {
        Fixture fixture = twoVersionsDeleted(pages);
        erase(fixture, "2");

        assertThat(fixture.storage.restore(ACME, KEY).content()).isEqualTo(ONE);
    }

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void RES_01_looks_past_any_number_of_tombstones_and_erased_revisions(NaiveRevisionStore.Pages pages) {
        Fixture fixture = new Fixture(pages).deleted();
        for (int i = 0; i < 5; i++) {
            fixture.rival.restore(ACME, KEY);
            fixture.rival.delete(ACME, KEY);
            erase(fixture, Integer.toString(3 + 2 * i));
        }

        assertThat(fixture.storage.restore(ACME, KEY).content()).isEqualTo(ONE);
    }

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void RES_01_with_nothing_left_is_not_restorable(NaiveRevisionStore.Pages pages) {
        Fixture fixture = twoVersionsDeleted(pages);
        erase(fixture, "1");
        erase(fixture, "2");
        List<?> before = fixture.everything();

        assertThatThrownBy(() -> fixture.storage.restore(ACME, KEY))
                .isInstanceOfSatisfying(
                        NotRestorableException.class, e -> assertThat(e.key()).isEqualTo(KEY));
        assertThat(fixture.everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void RES_01_takes_the_named_version(NaiveRevisionStore.Pages pages) {
        assertThat(twoVersionsDeleted(pages).storage.restore(ACME, KEY, "1").content())
                .isEqualTo(ONE);
    }

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void RES_01_a_named_version_without_content_is_not_restorable(NaiveRevisionStore.Pages pages) {
        Fixture fixture = twoVersionsDeleted(pages);
        erase(fixture, "1");
        List<?> before = fixture.everything();

        for (String version :
                List.of("1", "3", "4", "0", "-1", "x", "", "02", "9223372036854775807", "9223372036854775808")) {
            assertThatThrownBy(() -> fixture.storage.restore(ACME, KEY, version))
                    .isInstanceOf(NotRestorableException.class);
        }
        assertThat(fixture.everything()).isEqualTo(before);
        assertThat(fixture.store.appends()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void RES_01_a_version_of_an_earlier_life_is_not_restorable(NaiveRevisionStore.Pages pages) {
        Fixture fixture = twoVersionsDeleted(pages);
        fixture.rival.erase(ACME, KEY);
        fixture.rival.create(ACME, KEY, THREE);
        fixture.rival.delete(ACME, KEY);

        assertThatThrownBy(() -> fixture.storage.restore(ACME, KEY, "1")).isInstanceOf(NotRestorableException.class);
        assertThat(fixture.storage.restore(ACME, KEY).content()).isEqualTo(THREE);
    }

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void RES_02_starts_over_when_the_head_moved_on(NaiveRevisionStore.Pages pages) {
        Fixture fixture = twoVersionsDeleted(pages);
        fixture.store.script(Op.APPEND, Step.after(() -> {
            fixture.rival.createOrUpdate(ACME, KEY, THREE);
            fixture.rival.delete(ACME, KEY);
        }));

        StoredResource restored = fixture.storage.restore(ACME, KEY);

        assertThat(restored.content()).isEqualTo(THREE);
        assertThat(restored.version()).isEqualTo(6);
    }

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void RES_02_starts_over_when_the_head_moved_between_the_looks(NaiveRevisionStore.Pages pages) {
        Fixture nothingLeft = twoVersionsDeleted(pages);
        erase(nothingLeft, "1");
        erase(nothingLeft, "2");
        nothingLeft.store.script(Op.HISTORY, Step.pass(), Step.after(() -> {
            nothingLeft.rival.createOrUpdate(ACME, KEY, THREE);
            nothingLeft.rival.delete(ACME, KEY);
        }));
        assertThat(nothingLeft.storage.restore(ACME, KEY).content()).isEqualTo(THREE);

        Fixture live = new Fixture(pages).live();
        live.store.script(Op.HISTORY, Step.before(() -> {
            live.rival.update(ACME, KEY, TWO);
            live.rival.delete(ACME, KEY);
        }));
        assertThat(live.storage.restore(ACME, KEY).content()).isEqualTo(TWO);
    }

    @Test
    void LOCK_03_a_head_that_moves_at_every_look_ends_in_optimistic_lock_failure() {
        Fixture fixture = twoVersionsDeleted(NaiveRevisionStore.Pages.FULL);
        fixture.store.always(Op.REVISION, Step.after(() -> {
            fixture.rival.createOrUpdate(ACME, KEY, THREE);
            fixture.rival.delete(ACME, KEY);
        }));

        assertThatThrownBy(() -> fixture.storage.restore(ACME, KEY, "1000"))
                .isInstanceOf(OptimisticLockFailureException.class)
                .hasMessageContaining("lost 5 races");
        assertThat(fixture.store.appends()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void RES_02_another_restore_in_between_is_already_exists(NaiveRevisionStore.Pages pages) {
        Fixture fixture = twoVersionsDeleted(pages);
        fixture.store.script(Op.APPEND, Step.after(() -> fixture.rival.restore(ACME, KEY)));

        assertThatThrownBy(() -> fixture.storage.restore(ACME, KEY))
                .isInstanceOfSatisfying(
                        AlreadyExistsException.class,
                        e -> assertThat(e.versionId()).contains("4"));
    }

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void RES_02_an_erasure_of_the_key_in_between_is_not_found(NaiveRevisionStore.Pages pages) {
        Fixture fixture = twoVersionsDeleted(pages);
        fixture.store.script(Op.APPEND, Step.after(() -> fixture.rival.erase(ACME, KEY)));

        assertThatThrownBy(() -> fixture.storage.restore(ACME, KEY)).isExactlyInstanceOf(NotFoundException.class);
    }

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void LOCK_06_an_erasure_between_the_looks_is_not_found_rather_than_not_restorable(NaiveRevisionStore.Pages pages) {
        Fixture named = twoVersionsDeleted(pages);
        named.store.script(Op.REVISION, Step.after(() -> named.rival.erase(ACME, KEY)));
        assertThatThrownBy(() -> named.storage.restore(ACME, KEY, "1")).isExactlyInstanceOf(NotFoundException.class);

        Fixture newest = twoVersionsDeleted(pages);
        erase(newest, "2");
        newest.store.script(Op.HISTORY, Step.pass(), Step.after(() -> newest.rival.erase(ACME, KEY)));
        assertThatThrownBy(() -> newest.storage.restore(ACME, KEY)).isExactlyInstanceOf(NotFoundException.class);
    }

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void RES_03_a_restored_copy_outlives_the_erasure_of_its_source(NaiveRevisionStore.Pages pages) {
        Fixture fixture = twoVersionsDeleted(pages);
        StoredResource restored = fixture.storage.restore(ACME, KEY);
        erase(fixture, "2");

        assertThat(fixture.storage.read(ACME, KEY)).contains(restored);
    }
}

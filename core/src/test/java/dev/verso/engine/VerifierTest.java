package dev.verso.engine;

import static dev.verso.engine.Fixture.ACME;
import static dev.verso.engine.Fixture.KEY;
import static dev.verso.engine.Fixture.ONE;
import static dev.verso.engine.Fixture.TYPE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.Inconsistency;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.Verification;
import dev.verso.spi.RevisionRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** FLT-02: verify walks every key and names each that is broken. */
class VerifierTest {

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void a_sound_store_is_counted(NaiveRevisionStore.Pages pages) {
        Fixture fixture = new Fixture(pages);
        assertThat(fixture.storage.verify()).isEqualTo(new Verification(0, 0, 0, List.of()));
        fixture.deleted();
        fixture.rival.create(ACME, "Other", "x", ONE);
        Verification verification = fixture.storage.verify();
        assertThat(verification).isEqualTo(new Verification(2, 3, 0, List.of()));
        assertThat(verification.isSound()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(NaiveRevisionStore.Pages.class)
    void every_broken_key_is_told_and_the_first_hundred_are_listed(NaiveRevisionStore.Pages pages) {
        Fixture fixture = new Fixture(pages).live();
        RevisionRecord sound = fixture.naive.revision(KEY, 1).orElseThrow();
        RevisionMetadata m = sound.metadata();
        for (int i = 0; i < 150; i++) {
            ResourceKey key = ResourceKey.of("acme", TYPE, "gap" + i);
            fixture.naive.plant(new RevisionRecord(
                    new RevisionMetadata(key, 7, m.change(), m.lastUpdated(), m.createdAt(), m.author(), m.writeId()),
                    false,
                    sound.content()));
        }
        List<Inconsistency> told = new ArrayList<>();

        Verification verification = fixture.storage.verify(told::add);

        assertThat(verification.isSound()).isFalse();
        assertThat(verification.inconsistencies()).isEqualTo(150);
        assertThat(verification.keys()).isEqualTo(151);
        assertThat(verification.first()).hasSize(100).isEqualTo(told.subList(0, 100));
        assertThat(told).extracting(Inconsistency::key).hasSize(150).doesNotHaveDuplicates();
    }
}

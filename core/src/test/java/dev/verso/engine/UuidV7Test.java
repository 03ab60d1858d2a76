package dev.verso.engine;

import static dev.verso.engine.Fixture.ACME;
import static dev.verso.engine.Fixture.ONE;
import static dev.verso.engine.Fixture.TYPE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.StoredResource;
import dev.verso.spi.Append;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The shape of RFC 9562, section 5.7, and that no two are the same. */
class UuidV7Test {

    private static final long MILLIS = 0x0123_4567_89AB_CDEFL & 0xFFFF_FFFF_FFFFL;

    private final UuidV7 uuids = new UuidV7();

    @Test
    void version_variant_and_time_stamp_are_in_their_places() {
        for (long millis : new long[] {0, 1, MILLIS, 253_402_300_799_999L, 0xFFFF_FFFF_FFFFL}) {
            for (int i = 0; i < 1000; i++) {
                UUID uuid = uuids.next(millis);
                assertThat(uuid.version()).isEqualTo(7);
                assertThat(uuid.variant()).isEqualTo(2);
                assertThat(uuid.getMostSignificantBits() >>> 16).isEqualTo(millis);
            }
        }
    }

    @Test
    void all_other_74_bits_are_random() {
        long setHigh = 0;
        long setLow = 0;
        long clearHigh = 0;
        long clearLow = 0;
        for (int i = 0; i < 1000; i++) {
            UUID uuid = uuids.next(MILLIS);
            setHigh |= uuid.getMostSignificantBits();
            setLow |= uuid.getLeastSignificantBits();
            clearHigh |= ~uuid.getMostSignificantBits();
            clearLow |= ~uuid.getLeastSignificantBits();
        }
        assertThat(setHigh & clearHigh).isEqualTo(0xFFFL);
        assertThat(setLow & clearLow).isEqualTo(0x3FFF_FFFF_FFFF_FFFFL);
    }

    @Test
    void many_threads_never_get_the_same() throws Exception {
        int threads = 16;
        int each = 20_000;
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<List<UUID>>> futures = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                futures.add(pool.submit(() -> {
                    start.await();
                    List<UUID> drawn = new ArrayList<>(each);
                    for (int i = 0; i < each; i++) {
                        drawn.add(uuids.next(MILLIS));
                    }
                    return drawn;
                }));
            }
            Set<UUID> all = new HashSet<>();
            for (Future<List<UUID>> future : futures) {
                all.addAll(future.get());
            }
            assertThat(all).hasSize(threads * each);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void fresh_ids_and_write_ids_are_of_this_kind_and_carry_the_storages_clock() {
        Fixture fixture = new Fixture();
        StoredResource created = fixture.storage.create(ACME, TYPE, ONE);
        UUID id = UUID.fromString(created.key().id());
        assertThat(id.toString()).isEqualTo(created.key().id());
        for (UUID uuid : List.of(id, created.writeId())) {
            assertThat(uuid.version()).isEqualTo(7);
            assertThat(uuid.getMostSignificantBits() >>> 16).isEqualTo(Fixture.START.toEpochMilli());
        }
        assertThat(id).isNotEqualTo(created.writeId());
    }

    @Test
    void the_store_is_told_of_a_fresh_id_and_of_no_other() {
        Fixture fixture = new Fixture();
        fixture.storage.create(ACME, TYPE, ONE);
        fixture.storage.create(ACME, TYPE, "given", ONE);
        fixture.storage.createOrUpdate(ACME, TYPE, "given", ONE);
        assertThat(fixture.store.appends())
                .extracting(append -> ((Append.Put) append).freshKey())
                .containsExactly(true, false, false);
    }
}

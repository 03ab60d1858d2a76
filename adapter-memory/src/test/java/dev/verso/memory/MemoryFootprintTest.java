package dev.verso.memory;

import static dev.verso.memory.Requests.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.spi.Append;
import dev.verso.spi.Condition;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a revision takes in the heap beside the bytes of its content, all indexes included. */
class MemoryFootprintTest {

    private static final int REVISIONS = 200_000;
    private static final byte[] CONTENT = ("{\"text\":\"" + "x".repeat(501) + "\"}").getBytes(StandardCharsets.UTF_8);

    @Test
    void a_revision_takes_at_most_250_bytes_beside_its_content_where_keys_have_ten() {
        assertThat(bytesPerRevision(10)).isLessThanOrEqualTo(250);
    }

    @Test
    void a_revision_takes_at_most_250_bytes_beside_its_content_where_one_key_has_them_all() {
        assertThat(bytesPerRevision(REVISIONS)).isLessThanOrEqualTo(250);
    }

    @Test
    void a_key_of_one_revision_takes_at_most_450_bytes_beside_its_content() {
        assertThat(bytesPerRevision(1)).isLessThanOrEqualTo(450);
    }

    private static long bytesPerRevision(int perKey) {
        long before = used();
        MemoryRevisionStore store = MemoryRevisionStore.create();
        for (int i = 0; i < REVISIONS / perKey; i++) {
            String id = new UUID(i * 0x9E3779B97F4A7C15L, i).toString();
            for (int version = 0; version < perKey; version++) {
                store.append(new Append.Put(
                        ResourceKey.of("clinic", "Patient", new String(id)),
                        new Condition.Any(),
                        Content.of(CONTENT),
                        Optional.of("practitioner"),
                        UUID.randomUUID(),
                        NOON.plusSeconds(i),
                        false));
            }
        }
        long each = (used() - before) / REVISIONS - CONTENT.length;
        System.out.printf(
                "%d revisions, %d a key: %d bytes each beside %d bytes of content%n",
                REVISIONS, perKey, each, CONTENT.length);
        assertThat(store.count(ResourceKey.of("clinic", "Patient", "a").tenant(), Optional.empty()))
                .isEqualTo(REVISIONS / perKey);
        return each;
    }

    private static long used() {
        long[] samples = new long[3];
        Arrays.setAll(samples, i -> {
            System.gc();
            return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        });
        return Arrays.stream(samples).min().orElseThrow();
    }
}

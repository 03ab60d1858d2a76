package dev.verso.memory;

import static dev.verso.memory.Requests.NOON;
import static dev.verso.memory.Requests.erase;
import static dev.verso.memory.Requests.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.spi.Append;
import dev.verso.spi.Condition;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** ERA-06: the collector finds nothing in the store that still leads to what was erased. */
class ErasureReachabilityTest {

    private static final ResourceKey KEY = key("a");

    private final MemoryRevisionStore store = MemoryRevisionStore.create();

    @Test
    void ERA_06_neither_content_nor_author_of_an_erased_key_is_reachable() {
        List<WeakReference<?>> traces = write(40);
        store.erase(erase(KEY));
        assertCollected(traces);
        assertThat(store.versions(KEY)).isEmpty();
    }

    @Test
    void ERA_06_neither_content_nor_author_of_an_erased_version_is_reachable() {
        List<WeakReference<?>> traces = write(3);
        List<WeakReference<?>> kept = write(1);
        for (long version = 1; version <= 3; version++) {
            store.erase(erase(KEY, version));
        }
        assertCollected(traces);
        assertThat(kept).allSatisfy(reference -> assertThat(reference.get()).isNotNull());
    }

    private List<WeakReference<?>> write(int revisions) {
        List<WeakReference<?>> traces = new ArrayList<>();
        for (int i = 0; i < revisions; i++) {
            Content content = Content.of("{\"n\":" + i + "}");
            String author = new StringBuilder("author ").append(i).toString();
            store.append(new Append.Put(
                    KEY, new Condition.Any(), content, Optional.of(author), new UUID(9, i), NOON, false));
            traces.add(new WeakReference<>(content));
            traces.add(new WeakReference<>(author));
        }
        return traces;
    }

    private static void assertCollected(List<WeakReference<?>> traces) {
        await().untilAsserted(() -> {
            System.gc();
            assertThat(traces).allSatisfy(trace -> assertThat(trace.get()).isNull());
        });
    }
}

package dev.verso.mongo;

import static dev.verso.mongo.Requests.erase;
import static dev.verso.mongo.Requests.key;
import static dev.verso.mongo.Requests.put;
import static dev.verso.mongo.Requests.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.Content;
import dev.verso.ReadMode;
import dev.verso.ResourceKey;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.Condition;
import dev.verso.testservers.MongoTopology;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** ERR-06: when a slot that is taken is this write's own. */
class WriteIdTest {

    private final ResourceKey key = key("a");
    private final Content content = Content.of("{}");
    private final Append create = put(key, new Condition.Absent(), content, UUID.randomUUID());

    @Test
    void ERR_06_a_create_that_comes_again_is_its_own_but_not_with_other_content_or_after_its_erasure() {
        try (MongoRevisionStore store =
                Deployments.open(MongoTopology.SET_OF_ONE, Deployments.fresh(ReadMode.MAJORITY))) {
            AppendOutcome first = store.append(create);
            assertThat(store.append(create)).isEqualTo(first);
            assertThat(store.append(put(key, create.condition(), Content.of("{\"a\":1}"), create.writeId())))
                    .isInstanceOf(AppendOutcome.Refused.class);

            store.append(update(key, 1));
            assertThat(store.append(create)).isEqualTo(first);
            store.erase(erase(key, 1));
            assertThat(store.append(create)).isInstanceOf(AppendOutcome.Refused.class);
        }
    }
}

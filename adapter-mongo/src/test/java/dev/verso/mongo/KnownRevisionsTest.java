package dev.verso.mongo;

import static dev.verso.mongo.Requests.appended;
import static dev.verso.mongo.Requests.create;
import static dev.verso.mongo.Requests.delete;
import static dev.verso.mongo.Requests.erase;
import static dev.verso.mongo.Requests.key;
import static dev.verso.mongo.Requests.put;
import static dev.verso.mongo.Requests.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.Change;
import dev.verso.ReadMode;
import dev.verso.ResourceKey;
import dev.verso.spi.AppendOutcome.Raced;
import dev.verso.spi.AppendOutcome.Refused;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.testservers.MongoTopology;
import java.util.Optional;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KnownRevisionsTest {

    private static final ObjectId RUN = new ObjectId();

    private final MongoOptions options = Deployments.fresh(ReadMode.MAJORITY);
    private final MongoRevisionStore one = Deployments.open(MongoTopology.SET_OF_ONE, options);
    private final MongoRevisionStore other = Deployments.open(MongoTopology.SET_OF_ONE, options);

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    @Test
    void no_more_keys_are_remembered_than_was_set_and_those_asked_for_last_stay() {
        KnownRevisions known = new KnownRevisions(3);
        for (int i = 0; i < 100; i++) {
            known.put(key("k" + i), new Standing(i + 1, Change.UPDATE, 1, 1, 1), RUN);
            known.get(key("k0"), RUN);
        }

        assertThat(known.size()).isEqualTo(3);
        assertThat(known.get(key("k0"), RUN)).isNotNull();
        assertThat(known.get(key("k99"), RUN)).isNotNull();
        assertThat(known.get(key("k50"), RUN)).isNull();
    }

    @Test
    void an_older_revision_does_not_take_the_place_of_a_newer_one() {
        KnownRevisions known = new KnownRevisions(3);
        known.put(key("a"), new Standing(5, Change.UPDATE, 9, 1, 1), RUN);
        known.put(key("a"), new Standing(4, Change.UPDATE, 8, 1, 1), RUN);

        assertThat(known.get(key("a"), RUN)).isEqualTo(new Standing(5, Change.UPDATE, 9, 1, 1));
    }

    @Test
    void what_a_run_of_a_server_has_shown_counts_in_that_run_and_what_was_acknowledged_in_every_one() {
        ObjectId later = new ObjectId();
        KnownRevisions known = new KnownRevisions(3);
        known.put(key("a"), new Standing(5, Change.UPDATE, 9, 1, 1), RUN);

        assertThat(known.get(key("a"), later)).isNull();
        known.put(key("a"), new Standing(4, Change.UPDATE, 8, 1, 1), later);
        assertThat(known.get(key("a"), later)).isEqualTo(new Standing(4, Change.UPDATE, 8, 1, 1));
        known.put(key("a"), new Standing(5, Change.UPDATE, 9, 1, 1), Access.ANY_RUN);
        assertThat(known.get(key("a"), RUN)).isEqualTo(new Standing(5, Change.UPDATE, 9, 1, 1));
        known.put(key("a"), new Standing(4, Change.UPDATE, 8, 1, 1), later);
        assertThat(known.get(key("a"), RUN)).isEqualTo(new Standing(5, Change.UPDATE, 9, 1, 1));
    }

    @Test
    void LOCK_01_what_another_instance_has_written_since_refuses_a_match_on_a_known_revision() {
        ResourceKey key = key("a");
        one.append(create(key));
        var newer = appended(other.append(update(key, 1)));

        assertThat(one.append(update(key, 1))).isEqualTo(new Refused(Optional.of(newer)));
        var deleted = appended(other.append(delete(key)));
        assertThat(one.append(update(key, 2))).isEqualTo(new Refused(Optional.of(deleted)));
        assertThat(appended(one.append(put(key, new Condition.DeletedAt(3)))).change())
                .isEqualTo(Change.RESTORE);
    }

    @Test
    void ERA_02_an_erasure_by_another_instance_refuses_every_match_on_a_known_revision() {
        ResourceKey key = key("a");
        one.append(create(key));
        one.append(update(key, 1));
        other.erase(erase(key));

        assertThat(one.append(update(key, 2))).isEqualTo(new Refused(Optional.empty()));
        var reborn = appended(other.append(create(key)));
        assertThat(reborn.version()).isEqualTo(4);
        one.head(key, Detail.METADATA);
        other.erase(erase(key));
        assertThat(one.append(update(key, 4))).isEqualTo(new Refused(Optional.empty()));
        assertThat(appended(one.append(create(key)))).satisfies(metadata -> {
            assertThat(metadata.version()).isEqualTo(6);
            assertThat(metadata.createdAt()).isEqualTo(metadata.lastUpdated());
        });
        assertThat(one.versions(key)).containsExactly(6L);
    }

    @Test
    void LOCK_03_unconditional_writes_do_not_go_by_what_is_known() {
        ResourceKey key = key("a");
        one.append(create(key));
        other.append(update(key, 1));

        assertThat(one.append(put(key, new Condition.Any()))).isNotInstanceOf(Raced.class);
        assertThat(one.head(key, Detail.METADATA).orElseThrow().metadata().version())
                .isEqualTo(3);
    }
}

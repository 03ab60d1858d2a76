package dev.verso.mongo;

import static dev.verso.mongo.Requests.appended;
import static dev.verso.mongo.Requests.create;
import static dev.verso.mongo.Requests.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.verso.BackendUnavailableException;
import dev.verso.Content;
import dev.verso.OutcomeUnknownException;
import dev.verso.ReadMode;
import dev.verso.StorageOptions;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import dev.verso.spi.Append;
import dev.verso.spi.Detail;
import dev.verso.tck.fault.Cut;
import dev.verso.testservers.MongoTopology;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A network that loses requests and replies and keeps the connections open: only its time ends a call. */
@Execution(ExecutionMode.SAME_THREAD)
class LostReplyTest {

    /** The name of the command as it is in the message: a string's end follows it. */
    private static final String WRITE = "insert\0";

    private static final String READ = "find\0";

    private static FaultyMongo faulty;

    private final MongoRevisionStore store = faulty.store();

    @BeforeAll
    static void start() {
        faulty = FaultyMongo.start(MongoTopology.STANDALONE, ReadMode.MAJORITY);
    }

    @AfterAll
    static void stop() {
        faulty.close();
    }

    @AfterEach
    void close() {
        store.close();
        faulty.heal();
    }

    @Test
    void ERR_03_a_write_whose_reply_is_lost_is_unknown_and_its_own_when_it_is_sent_again() {
        Append create = create(key("reply"));
        faulty.proxy().arm(Cut.swallowReply().whenContains(WRITE));
        assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(() -> store.append(create));

        assertThat(store.versions(key("reply"))).containsExactly(1L);
        assertThat(appended(store.append(create)).version()).isEqualTo(1);
        assertThat(store.versions(key("reply"))).containsExactly(1L);
    }

    @Test
    void ERR_03_a_write_that_is_lost_is_unknown_and_done_when_it_is_sent_again() {
        Append create = create(key("request"));
        faulty.proxy().arm(Cut.swallowRequest().whenContains(WRITE));
        assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(() -> store.append(create));

        assertThat(store.versions(key("request"))).isEmpty();
        assertThat(appended(store.append(create)).version()).isEqualTo(1);
    }

    @Test
    void ERR_05_the_storage_settles_such_a_write_by_itself() {
        TenantContext clinic = TenantContext.of("clinic", TenantPermissions.fullAccess());
        VersionedStorage storage = VersionedStorage.over(store, StorageOptions.defaults());
        faulty.proxy().arm(Cut.swallowReply().whenContains(WRITE));

        assertThat(storage.create(clinic, key("settled"), Content.of("{}")).version())
                .isEqualTo(1);
        assertThat(storage.listVersions(clinic, key("settled"))).containsExactly("1");
    }

    @Test
    void ERR_04_a_read_whose_reply_is_lost_is_unavailable_and_the_next_one_works() {
        store.append(create(key("read")));
        faulty.proxy().arm(Cut.swallowReply().whenContains(READ));
        assertThatExceptionOfType(BackendUnavailableException.class)
                .isThrownBy(() -> store.head(key("read"), Detail.CONTENT))
                .matches(e -> e.isRetryable() && !e.isOutcomeUnknown());

        assertThat(store.head(key("read"), Detail.CONTENT)).isPresent();
    }
}

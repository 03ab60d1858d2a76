package dev.verso.tck.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import dev.verso.tck.lin.Breach;
import dev.verso.tck.lin.History;
import dev.verso.tck.lin.LinearizabilityChecker;
import dev.verso.tck.lin.Outcome;
import dev.verso.tck.lin.Verdict;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecorderTest {

    private static final TenantContext ACME = TenantContext.of("acme", TenantPermissions.fullAccess());

    private static VersionedStorage plain() {
        return VersionedStorage.over(new PlainStore(new PlainStore.Data()));
    }

    @Test
    void a_newest_version_that_is_listed_and_cannot_be_read_is_a_gap() {
        VersionedStorage storage = Answering.of(
                        List.of(plain()), (method, answer) -> method.equals("vread") ? Optional.empty() : answer)
                .get(0);
        Recorder recorder = Recorder.of(ACME);
        recorder.client(0, "1", storage).write(Write.create("Patient", "p1", Content.of("{}")));
        assertIsGap(recorder.history(storage, 0, Map.of()));
    }

    @Test
    void a_version_that_is_read_and_is_another_keys_is_a_gap() {
        VersionedStorage plain = plain();
        Client client = Recorder.of(ACME).client(0, "1", plain);
        client.write(Write.create("Patient", "other", Content.of("{}")));
        Object other = plain.vread(ACME, "Patient", "other", "1");
        VersionedStorage storage = Answering.of(
                        List.of(plain), (method, answer) -> method.equals("vread") ? other : answer)
                .get(0);
        Recorder recorder = Recorder.of(ACME);
        recorder.client(0, "1", storage).write(Write.create("Patient", "p1", Content.of("{}")));
        assertIsGap(recorder.history(storage, 0, Map.of()));
    }

    private static void assertIsGap(History history) {
        assertThat(LinearizabilityChecker.check(history)).isInstanceOfSatisfying(Verdict.Violation.class, violation -> {
            assertThat(violation.breach()).isEqualTo(Breach.GAP);
        });
    }

    @Test
    void a_batch_with_a_null_in_it_is_an_unlawful_answer() {
        VersionedStorage storage = Answering.of(
                        List.of(plain()),
                        (method, answer) -> method.equals("readBatch") ? Collections.singletonList(null) : answer)
                .get(0);
        Client client = Recorder.of(ACME).client(0, "1", storage);
        assertThat(client.readBatch(List.of(ResourceKey.of("acme", "Patient", "p1"))))
                .singleElement()
                .isInstanceOf(Outcome.Unlawful.class);
    }
}

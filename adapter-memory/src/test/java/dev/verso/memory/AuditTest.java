package dev.verso.memory;

import static dev.verso.memory.Requests.erase;
import static dev.verso.memory.Requests.key;
import static dev.verso.memory.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.Change;
import dev.verso.Content;
import dev.verso.Inconsistency;
import dev.verso.Inconsistency.Kind;
import dev.verso.ResourceKey;
import dev.verso.spi.CheckSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** FLT-02: what breaks a key is found, and told by what it is. */
class AuditTest {

    private static final ResourceKey KEY = key("a");
    private static final Content CONTENT = Content.of("{\"name\":\"secret\"}");

    private final Revisions revisions = new Revisions();
    private final MemoryRevisionStore store = new MemoryRevisionStore(revisions);

    @Test
    void FLT_02_a_store_with_every_kind_of_revision_is_sound() {
        store.append(put(KEY));
        store.append(put(KEY));
        store.append(Requests.delete(KEY));
        store.append(put(KEY));
        store.erase(erase(KEY, 1));
        store.append(put(key("b")));
        store.erase(erase(key("b")));
        store.append(put(key("b")));
        store.erase(erase(key("b")));
        store.appendAll(List.of(put(key("b")), put(key("c"))));

        CheckSlice checked = store.check(Optional.empty(), 100);

        assertThat(checked.found()).isEmpty();
        assertThat(checked.keys()).isEqualTo(3);
        assertThat(checked.revisions()).isEqualTo(4 + 5 + 1);
        assertThat(checked.next()).isEmpty();
    }

    @Test
    void FLT_02_pages_meet_every_key_of_every_tenant_once_in_order() {
        List<ResourceKey> keys = List.of(
                ResourceKey.of("a", "Patient", "1"),
                ResourceKey.of("a", "Patient", "2"),
                ResourceKey.of("a.b", "Account", "1"),
                ResourceKey.of("a.b", "Patient", "0"),
                ResourceKey.of("b", "Account", "9"));
        keys.forEach(each -> store.append(put(each)));
        keys.forEach(each -> plant(each, row(each, 2, Change.CREATE, 1, 1, CONTENT)));

        List<ResourceKey> met = new ArrayList<>();
        long count = 0;
        Optional<String> next = Optional.empty();
        do {
            CheckSlice slice = store.check(next, 1);
            slice.found().stream().map(Inconsistency::key).distinct().forEach(met::add);
            count += slice.keys();
            next = slice.next();
        } while (next.isPresent());

        assertThat(met).containsExactlyElementsOf(keys);
        assertThat(count).isEqualTo(5);
    }

    @Test
    void FLT_02_a_gap_is_found() {
        plant(KEY, row(KEY, 1, Change.CREATE, 1, 1, CONTENT), row(KEY, 3, Change.UPDATE, 2, 1, CONTENT));
        assertFound(Kind.GAP, "Version 3 stands where version 2 is due");
    }

    @Test
    void FLT_02_a_first_version_that_is_not_1_is_a_gap() {
        plant(KEY, row(KEY, 2, Change.CREATE, 1, 1, CONTENT));
        assertFound(Kind.GAP, "Version 2 stands where version 1 is due");
    }

    @Test
    void FLT_02_a_version_taken_twice_is_found() {
        plant(KEY, row(KEY, 1, Change.CREATE, 1, 1, CONTENT), row(KEY, 1, Change.UPDATE, 2, 1, CONTENT));
        assertFound(Kind.DUPLICATE, "Version 1 stands where version 2 is due");
    }

    @Test
    void FLT_02_a_change_that_does_not_follow_is_found() {
        Row created = row(KEY, 1, Change.CREATE, 1, 1, CONTENT);
        plant(KEY, created, row(KEY, 2, Change.CREATE, 2, 1, CONTENT));
        assertFound(Kind.CHANGE, "Version 2 is of change CREATE after CREATE");
        plant(KEY, created, row(KEY, 2, Change.RESTORE, 2, 1, CONTENT));
        assertFound(Kind.CHANGE, "Version 2 is of change RESTORE after CREATE");
        plant(KEY, created, row(KEY, 2, Change.DELETE, 2, 1, null), row(KEY, 3, Change.UPDATE, 3, 1, CONTENT));
        assertFound(Kind.CHANGE, "Version 3 is of change UPDATE after DELETE");
        plant(KEY, created, row(KEY, 2, Change.ERASURE, 2, 2, null));
        assertFound(Kind.CHANGE, "Version 2 is of change ERASURE after CREATE");
        plant(KEY, row(KEY, 1, Change.DELETE, 1, 1, null));
        assertFound(Kind.CHANGE, "Version 1 is of change DELETE after nothing");
    }

    @Test
    void FLT_02_times_that_do_not_rise_and_another_createdAt_are_found() {
        plant(KEY, row(KEY, 1, Change.CREATE, 5, 5, CONTENT), row(KEY, 2, Change.UPDATE, 5, 5, CONTENT));
        assertFound(Kind.TIME, "Version 2 is not dated after the one before");
        plant(KEY, row(KEY, 1, Change.CREATE, 5, 5, CONTENT), row(KEY, 2, Change.UPDATE, 6, 6, CONTENT));
        assertFound(Kind.TIME, "Version 2 has another createdAt than its life's first version is dated");
    }

    @Test
    void FLT_02_content_where_none_may_be_or_none_where_it_must_be_is_found() {
        plant(KEY, row(KEY, 1, Change.CREATE, 1, 1, CONTENT), row(KEY, 2, Change.DELETE, 2, 1, CONTENT));
        assertFound(Kind.CONTENT, "Version 2 has content, but is a DELETE");
        plant(KEY, row(KEY, 1, Change.CREATE, 1, 1, null));
        assertFound(Kind.CONTENT, "Version 1 is a live head, but has no content");
        plant(
                KEY,
                new Row(KEY, 1, Change.CREATE, 1, 1, "somebody", new UUID(0, 0), null, 0, null),
                row(KEY, 2, Change.UPDATE, 2, 1, CONTENT));
        assertFound(Kind.CONTENT, "Version 1 is erased, but has an author");
    }

    @Test
    void FLT_02_what_an_index_has_lost_is_found() {
        store.append(put(KEY));
        Row row = revisions.chain(KEY).last();
        Tenant tenant = revisions.tenant(KEY.tenant());

        tenant.types().get(KEY.type()).remove(row);
        assertFound(Kind.DERIVED, "Version 1 is missing in the history of its type");
        tenant.feed().vacate(row);
        assertFound(Kind.DERIVED, "Version 1 is missing in the change feed");
        tenant.types().get(KEY.type()).keys().clear();
        assertFound(Kind.DERIVED, "The key is missing in the list of its type");
        revisions.tenants().clear();
        assertFound(Kind.DERIVED, "The key is missing in the list of its type");
    }

    @Test
    void FLT_02_a_row_of_another_key_is_found() {
        plant(KEY, row(key("b"), 1, Change.CREATE, 1, 1, CONTENT));
        assertFound(Kind.DERIVED, "Version 1 is of another key, clinic/Patient/b");
    }

    private void assertFound(Kind kind, String detail) {
        assertThat(store.check(Optional.empty(), 100).found())
                .contains(new Inconsistency(KEY, kind, detail))
                .allSatisfy(found -> assertThat(found.detail()).doesNotContain("secret"));
    }

    /** Puts these rows into the chain, past every rule; they are well indexed but for their feed places. */
    private void plant(ResourceKey key, Row... rows) {
        store.append(put(key));
        revisions.chains().put(key, Chain.of(rows));
    }

    private static Row row(
            ResourceKey key, long version, Change change, long at, long createdAt, @Nullable Content content) {
        return new Row(key, version, change, at, createdAt, null, new UUID(0, version), content, 0, null);
    }
}

package dev.verso.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.verso.BackendFaultException;
import dev.verso.BackendUnavailableException;
import dev.verso.Content;
import dev.verso.OutcomeUnknownException;
import dev.verso.ResourceKey;
import dev.verso.StorageException;
import dev.verso.spi.Append;
import dev.verso.spi.Condition;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What an error must say, whichever it is: its kind, whether it may be repeated, and nothing that is a secret. */
final class ErrorExpected {

    /** In every content and password of these tests, and in no message. */
    static final String SECRET = "swordfish";

    static final Content CONTENT = Content.of("{\"diagnosis\":\"" + SECRET + "\"}");

    private static final String STORED = """
            SELECT version || ' ' || coalesce(change::text, '-') || ' ' || coalesce(write_id::text, '-')
            FROM verso.resource_version
            WHERE tenant_id = ? AND resource_type = ? AND resource_id = ? ORDER BY version
            """;

    private ErrorExpected() {}

    static StorageException refusal(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(StorageException.class);
        return (StorageException) thrown;
    }

    /** Down or busy: nothing was written, and the same call may succeed later. */
    static StorageException unavailable(StorageException refusal) {
        assertThat(refusal).as("%s", causes(refusal)).isInstanceOf(BackendUnavailableException.class);
        assertThat(refusal.isRetryable()).isTrue();
        assertThat(refusal.isOutcomeUnknown()).isFalse();
        return saysNoSecret(refusal);
    }

    /** Somebody has to mend something first. */
    static StorageException fault(StorageException refusal) {
        assertThat(refusal).as("%s", causes(refusal)).isInstanceOf(BackendFaultException.class);
        assertThat(refusal.isRetryable()).isFalse();
        assertThat(refusal.isOutcomeUnknown()).isFalse();
        return saysNoSecret(refusal);
    }

    static StorageException unknown(StorageException refusal) {
        assertThat(refusal).as("%s", causes(refusal)).isInstanceOf(OutcomeUnknownException.class);
        assertThat(refusal.isOutcomeUnknown()).isTrue();
        return saysNoSecret(refusal);
    }

    private static List<String> causes(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .map(Throwable::toString)
                .toList();
    }

    /** The causes count too, since they end up in the same logs. */
    private static StorageException saysNoSecret(StorageException refusal) {
        assertThat(refusal.getMessage()).isNotBlank();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> open = new ArrayDeque<>(List.of(refusal));
        while (!open.isEmpty()) {
            Throwable e = open.pop();
            if (seen.add(e)) {
                assertThat(String.valueOf(e.getMessage())).doesNotContain(SECRET);
                Optional.ofNullable(e.getCause()).ifPresent(open::push);
                List.of(e.getSuppressed()).forEach(open::push);
            }
        }
        return refusal;
    }

    static Append put(ResourceKey key, Condition condition) {
        return new Append.Put(key, condition, CONTENT, Optional.empty(), UUID.randomUUID(), Instant.now(), false);
    }

    /** What the table holds of a key, past the adapter: version, change and write id of each row. */
    static List<String> stored(String url, ResourceKey key) throws SQLException {
        try (Sql sql = Sql.on(url)) {
            List<String> rows = sql.list(STORED, key.tenant().value(), key.type(), key.id());
            assertThat(new HashSet<>(rows)).hasSameSizeAs(rows);
            return rows;
        }
    }

    static String row(long version, int change, UUID writeId) {
        return version + " " + change + " " + writeId;
    }
}

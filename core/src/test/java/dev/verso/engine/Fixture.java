package dev.verso.engine;

import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.RetryPolicy;
import dev.verso.Revision;
import dev.verso.StorageOptions;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A storage over a scripted store, a rival over the same data that no script touches, and a clock that stands still. */
final class Fixture {

    static final Instant START = Instant.parse("2026-01-02T03:04:05.000006Z");
    static final TenantContext ACME =
            TenantContext.of("acme", TenantPermissions.fullAccess()).withPrincipal("dr-secret");
    static final String TYPE = "Patient";
    static final String ID = "p1";
    static final ResourceKey KEY = ResourceKey.of("acme", TYPE, ID);
    static final Content ONE = Content.of("{\"name\":\"secret one\"}");
    static final Content TWO = Content.of("{\"name\":\"secret two\"}");
    static final Content THREE = Content.of("{\"name\":\"secret three\"}");

    /** Tries often, and hardly waits. */
    static final RetryPolicy QUICK = new RetryPolicy(5, Duration.ZERO, Duration.ZERO);

    final NaiveRevisionStore naive;
    final ScriptedStore store;
    final StillClock clock = new StillClock();
    final VersionedStorage storage;
    final VersionedStorage rival;

    Fixture() {
        this(NaiveRevisionStore.Pages.FULL);
    }

    Fixture(NaiveRevisionStore.Pages pages) {
        this(new NaiveRevisionStore(pages), QUICK);
    }

    Fixture(NaiveRevisionStore naive, RetryPolicy policy) {
        this.naive = naive;
        this.store = new ScriptedStore(naive);
        StorageOptions options =
                StorageOptions.builder().clock(clock).retryPolicy(policy).build();
        this.storage = VersionedStorage.over(store, options);
        this.rival = VersionedStorage.over(naive, options);
    }

    /** Makes the key live at version 1 with {@link #ONE}. */
    Fixture live() {
        rival.create(ACME, KEY, ONE);
        return this;
    }

    /** Makes the key deleted at version 2. */
    Fixture deleted() {
        live();
        rival.delete(ACME, KEY);
        return this;
    }

    /** The whole truth about the tenant, to show that a refused write left no trace (VER-03). */
    List<?> everything() {
        return List.of(
                rival.changesStream(ACME, dev.verso.FeedStart.oldest())
                        .map(entry -> entry.revision())
                        .toList(),
                naive.slotsTaken());
    }

    List<Revision> history() {
        return rival.historyStream(
                        ACME, dev.verso.HistoryQuery.ofResource(TYPE, ID).oldestFirst())
                .toList();
    }

    /** A clock that a test sets. */
    static final class StillClock extends Clock {

        private final AtomicReference<Instant> now = new AtomicReference<>(START);

        void set(Instant instant) {
            now.set(instant);
        }

        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}

package dev.verso.tck.zoo;

import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.TenantId;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Chapter FEED: the change feed. */
final class FeedMutants {

    private FeedMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofStore(FeedKeepsTheNewestOfAKey.class, FeedKeepsTheNewestOfAKey::new)
                        .killedBy("FEED-01"),
                Mutant.ofStore(FeedRepeatsTheLastEntry.class, FeedRepeatsTheLastEntry::new)
                        .killedBy("FEED-01"),
                Mutant.ofStore(FeedGoesByTheClock.class, FeedGoesByTheClock::new)
                        .killedBy("FEED-01"),
                Mutant.ofStore(FeedSkipsAfterARollback.class, FeedSkipsAfterARollback::new)
                        .killedBy(Kit.STORAGE, "FEED-02"),
                Mutant.ofStore(FeedOvertakesSlowCommits.class, FeedOvertakesSlowCommits::new)
                        .killedBy(Kit.STORE, "FEED-02"),
                Mutant.ofStore(FeedLosesAWaitingConsumer.class, FeedLosesAWaitingConsumer::new)
                        .killedBy("FEED-02"),
                Mutant.ofStore(FeedStartsOverAtNow.class, FeedStartsOverAtNow::new)
                        .killedBy("FEED-04"),
                Mutant.ofStore(EntriesCarryThePagesEnd.class, EntriesCarryThePagesEnd::new)
                        .killedBy("FEED-04"));
    }

    private static FeedSlice with(FeedSlice slice, List<FeedSlice.Entry> entries) {
        return new FeedSlice(entries, slice.token(), slice.caughtUp(), slice.heldBackSince());
    }

    private static FeedSlice without(FeedSlice slice, Predicate<RevisionMetadata> left) {
        return with(
                slice,
                slice.entries().stream()
                        .filter(entry -> !left.test(entry.revision().metadata()))
                        .toList());
    }

    /** Leaves out of a page what has a later revision in it, as a feed of states and not of changes. */
    private static final class FeedKeepsTheNewestOfAKey extends Decorator {

        FeedKeepsTheNewestOfAKey(RevisionStore sound) {
            super(sound);
        }

        @Override
        public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
            FeedSlice slice = super.changes(tenant, position, bounds);
            Map<ResourceKey, Long> newest = new HashMap<>();
            slice.entries()
                    .forEach(entry -> newest.merge(
                            entry.revision().metadata().key(),
                            entry.revision().metadata().version(),
                            Math::max));
            return without(slice, metadata -> newest.getOrDefault(metadata.key(), 0L) != metadata.version());
        }
    }

    /** Begins a page with the entry that the page before ended with. */
    private static final class FeedRepeatsTheLastEntry extends Decorator {

        private static final Map<String, FeedSlice.Entry> LAST = new ConcurrentHashMap<>();

        FeedRepeatsTheLastEntry(RevisionStore sound) {
            super(sound);
        }

        @Override
        public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
            FeedSlice slice = super.changes(tenant, position, bounds);
            if (!slice.entries().isEmpty()) {
                LAST.put(slice.token(), slice.entries().get(slice.entries().size() - 1));
            }
            boolean room = !slice.entries().isEmpty() && slice.entries().size() < bounds.limit();
            if (room && position instanceof FeedPosition.After after && LAST.containsKey(after.token())) {
                List<FeedSlice.Entry> entries = new ArrayList<>(List.of(LAST.get(after.token())));
                entries.addAll(slice.entries());
                return with(slice, entries);
            }
            return slice;
        }
    }

    /** Orders the entries of a page by the time of their writers' clocks. */
    private static final class FeedGoesByTheClock extends Decorator {

        FeedGoesByTheClock(RevisionStore sound) {
            super(sound);
        }

        @Override
        public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
            FeedSlice slice = super.changes(tenant, position, bounds);
            return with(
                    slice,
                    slice.entries().stream()
                            .sorted(Comparator.comparing(
                                    entry -> entry.revision().metadata().lastUpdated()))
                            .toList());
        }
    }

    /** Loses the batch that comes after one that was undone, as numbers that were taken by a rollback are missed. */
    private static final class FeedSkipsAfterARollback extends Decorator {

        private static final Set<TenantId> UNDONE = ConcurrentHashMap.newKeySet();
        private static final Set<UUID> LOST = ConcurrentHashMap.newKeySet();

        FeedSkipsAfterARollback(RevisionStore sound) {
            super(sound);
        }

        @Override
        public BatchOutcome appendAll(List<Append> appends) {
            BatchOutcome outcome = super.appendAll(appends);
            TenantId tenant = appends.get(0).key().tenant();
            if (outcome instanceof BatchOutcome.Rejected) {
                UNDONE.add(tenant);
            } else if (UNDONE.remove(tenant)) {
                appends.forEach(append -> LOST.add(append.writeId()));
            }
            return outcome;
        }

        @Override
        public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
            return without(super.changes(tenant, position, bounds), metadata -> LOST.contains(metadata.writeId()));
        }
    }

    /** Lets a consumer pass the place of a write that is not committed yet, where it turns up too late. */
    private static final class FeedOvertakesSlowCommits extends Decorator {

        private static final int EACH = 10;
        private static final Set<UUID> SLOW = ConcurrentHashMap.newKeySet();

        private final Thread owner = Thread.currentThread();
        private int appended;

        FeedOvertakesSlowCommits(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            if (Thread.currentThread() != owner && isSlow()) {
                SLOW.add(append.writeId());
            }
            return super.append(append);
        }

        private synchronized boolean isSlow() {
            return ++appended % EACH == 0;
        }

        /** Who reads first passes by; whoever reads later finds the entry. */
        @Override
        public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
            return without(super.changes(tenant, position, bounds), metadata -> SLOW.remove(metadata.writeId()));
        }
    }

    /** Forgets where a consumer waits that was told that there is nothing, and goes on after the next write. */
    private static final class FeedLosesAWaitingConsumer extends Decorator {

        private static final Map<String, TenantId> WAITING = new ConcurrentHashMap<>();

        FeedLosesAWaitingConsumer(RevisionStore sound) {
            super(sound);
        }

        @Override
        public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
            FeedSlice slice = super.changes(tenant, position, bounds);
            boolean waited = position instanceof FeedPosition.After after
                    && tenant.equals(WAITING.get(tenant + after.token()))
                    && !slice.entries().isEmpty();
            if (slice.caughtUp()) {
                WAITING.put(tenant + slice.token(), tenant);
            }
            return waited
                    ? with(slice, slice.entries().subList(1, slice.entries().size()))
                    : slice;
        }
    }

    /** Starts a feed that is wanted from now on at its oldest entry. */
    private static final class FeedStartsOverAtNow extends Decorator {

        FeedStartsOverAtNow(RevisionStore sound) {
            super(sound);
        }

        @Override
        public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
            return super.changes(
                    tenant, position instanceof FeedPosition.Now ? new FeedPosition.Oldest() : position, bounds);
        }
    }

    /** Gives each entry the place after its page, so that who stops in the middle misses the rest. */
    private static final class EntriesCarryThePagesEnd extends Decorator {

        EntriesCarryThePagesEnd(RevisionStore sound) {
            super(sound);
        }

        @Override
        public FeedSlice changes(TenantId tenant, FeedPosition position, PageBounds bounds) {
            FeedSlice slice = super.changes(tenant, position, bounds);
            return with(
                    slice,
                    slice.entries().stream()
                            .map(entry -> new FeedSlice.Entry(entry.revision(), slice.token()))
                            .toList());
        }
    }
}

package dev.verso.tck.store;

import dev.verso.Content;
import dev.verso.RevisionMetadata;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.Slice;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The last calls that a check made and what came back; content shows as its size and a hash only. Thread-safe. */
final class Trace {

    private static final int KEPT = 40;
    private static final int SHOWN_OF_A_LIST = 12;

    private final AtomicReferenceArray<@Nullable Call> ring = new AtomicReferenceArray<>(KEPT);
    private final AtomicLong count = new AtomicLong();
    private final Set<Throwable> thrown = Collections.newSetFromMap(new IdentityHashMap<>());

    /** One call; it is put into words only if the check fails. */
    private record Call(String instance, String primitive, List<?> arguments, Object answer) {

        @Override
        public String toString() {
            String given = arguments.stream().map(Trace::show).collect(Collectors.joining(", "));
            return instance + "." + primitive + "(" + given + ") " + (answer instanceof Throwable ? "threw " : "-> ")
                    + show(answer);
        }
    }

    /** Takes no lock: racing writers are not to line up here. */
    void add(String instance, String primitive, List<?> arguments, Object answer) {
        ring.set((int) (count.getAndIncrement() % KEPT), new Call(instance, primitive, arguments, answer));
    }

    /** Notes that a store threw this. */
    void threw(String instance, String primitive, List<?> arguments, Throwable thrown) {
        add(instance, primitive, arguments, thrown);
        synchronized (this.thrown) {
            this.thrown.add(thrown);
        }
    }

    /** Tells whether a store threw this, as opposed to the kit itself. */
    boolean threw(Throwable throwable) {
        synchronized (thrown) {
            return thrown.contains(throwable);
        }
    }

    long calls() {
        return count.get();
    }

    @Override
    public String toString() {
        long end = count.get();
        long first = Math.max(0, end - KEPT);
        return (first == 0 ? "" : "    (" + first + " calls before)\n")
                + LongStream.range(first, end)
                        .mapToObj(call -> "    " + ring.get((int) (call % KEPT)))
                        .collect(Collectors.joining("\n"));
    }

    static String show(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.map(Trace::show).orElse("nothing");
        }
        if (value instanceof Collection<?> all) {
            String shown = all.stream().limit(SHOWN_OF_A_LIST).map(Trace::show).collect(Collectors.joining(", "));
            return "[" + shown + (all.size() > SHOWN_OF_A_LIST ? ", ... " + all.size() + " in all" : "") + "]";
        }
        if (value instanceof Content content) {
            return content.size() + " bytes #" + Integer.toHexString(content.hashCode());
        }
        if (value instanceof RevisionRecord found) {
            return show(found.metadata())
                    + (found.erased() ? " erased" : "")
                    + found.content().map(content -> " with " + show(content)).orElse("");
        }
        if (value instanceof RevisionMetadata metadata) {
            return metadata.key() + " v" + metadata.version() + " " + metadata.change() + " at "
                    + metadata.lastUpdated() + " since " + metadata.createdAt() + " write "
                    + metadata.writeId().toString().substring(28);
        }
        if (value instanceof Append append) {
            return (append instanceof Append.Put ? "put " : "delete ") + append.key() + " if " + append.condition()
                    + ", now " + append.now() + ", write "
                    + append.writeId().toString().substring(28);
        }
        return value instanceof Slice<?, ?> || value instanceof FeedSlice ? showPage(value) : showOutcome(value);
    }

    private static String showPage(Object value) {
        if (value instanceof Slice<?, ?> slice) {
            return show(slice.items())
                    + slice.next().map(next -> " then after " + next).orElse(" and no more");
        }
        FeedSlice feed = (FeedSlice) value;
        return show(feed.entries().stream().map(FeedSlice.Entry::revision).toList()) + " then after " + feed.token()
                + (feed.caughtUp() ? ", caught up" : "")
                + feed.heldBackSince()
                        .map(since -> ", held back since " + since)
                        .orElse("");
    }

    private static String showOutcome(Object value) {
        if (value instanceof AppendOutcome.Appended appended) {
            return "Appended " + show(appended.metadata());
        }
        if (value instanceof AppendOutcome.Refused refused) {
            return "Refused by " + show(refused.head());
        }
        if (value instanceof BatchOutcome.AllAppended all) {
            return "AllAppended " + show(all.metadata());
        }
        if (value instanceof BatchOutcome.Rejected rejected) {
            return "Rejected entry " + rejected.index() + ": " + show(rejected.reason());
        }
        return String.valueOf(value);
    }
}

package dev.verso.memory;

import dev.verso.Inconsistency;
import dev.verso.Inconsistency.Kind;
import dev.verso.ResourceKey;
import dev.verso.Versions;
import dev.verso.spi.CheckSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Checks keys in the order of tenant, type and id (FLT-02).
 *
 * <p>A key is first checked without its lock, past writers under way; what looks wrong is checked again under the lock, and
 * only what is wrong then is reported.
 */
final class Audit {

    private final Revisions revisions;
    private final List<Inconsistency> found = new ArrayList<>();
    private long keys;
    private long slots;
    private Optional<String> last = Optional.empty();

    private Audit(Revisions revisions) {
        this.revisions = revisions;
    }

    static CheckSlice page(Revisions revisions, Optional<String> position, int keys) {
        return new Audit(revisions).run(position, keys);
    }

    private CheckSlice run(Optional<String> position, int limit) {
        String[] from = position.orElse("//").split("/", -1);
        for (Tenant tenant : revisions.tenants().tailMap(from[0]).values()) {
            boolean sameTenant = tenant.id().value().equals(from[0]);
            for (TypeIndex type :
                    tenant.types().tailMap(sameTenant ? from[1] : "").values()) {
                boolean sameType = sameTenant && type.type().equals(from[1]);
                for (ResourceKey key :
                        type.keys().tailMap(sameType ? from[2] : "", false).values()) {
                    if (keys >= limit) {
                        return new CheckSlice(found, keys, slots, last);
                    }
                    check(key);
                    last = Optional.of(key.tenant().value() + "/" + key.type() + "/" + key.id());
                }
            }
        }
        revisions.chains().keySet().forEach(this::checkIsIndexed);
        return new CheckSlice(found, keys, slots, Optional.empty());
    }

    private void check(ResourceKey key) {
        keys++;
        slots += revisions.chain(key).slots();
        if (faults(key).isEmpty()) {
            return;
        }
        ReentrantLock lock = revisions.lockOf(key);
        lock.lock();
        try {
            found.addAll(faults(key));
        } finally {
            lock.unlock();
        }
    }

    /** Finds the keys that the walk cannot meet. */
    private void checkIsIndexed(ResourceKey key) {
        Tenant tenant = revisions.tenant(key.tenant());
        TypeIndex type = tenant == null ? null : tenant.types().get(key.type());
        if (type == null || !type.keys().containsKey(key.id())) {
            found.add(new Inconsistency(key, Kind.DERIVED, "The key is missing in the list of its type"));
        }
    }

    private List<Inconsistency> faults(ResourceKey key) {
        Faults faults = new Faults(key);
        Chain chain = revisions.chain(key);
        Row begin = null;
        Row before = null;
        for (Row row : chain.rows()) {
            begin = before == null || before.isMarker() ? row : begin;
            checkOrder(row, before, faults);
            checkTimes(row, before, begin, faults);
            checkContent(row, row == chain.last(), faults);
            checkIndexes(row, faults);
            before = row;
        }
        return faults.list;
    }

    private static void checkOrder(Row row, @Nullable Row before, Faults faults) {
        long first = row.isMarker() ? row.version() : Versions.FIRST;
        long expected = before == null ? first : before.version() + 1;
        faults.addIf(row.version() > expected, Kind.GAP, row, "stands where version " + expected + " is due");
        faults.addIf(row.version() < expected, Kind.DUPLICATE, row, "stands where version " + expected + " is due");
        boolean follows = switch (row.change()) {
            case CREATE -> before == null || before.isMarker();
            case RESTORE -> before != null && before.isTombstone();
            case UPDATE, DELETE -> before != null && !before.isMarker() && !before.isTombstone();
            case ERASURE -> before == null;
        };
        faults.addIf(
                !follows,
                Kind.CHANGE,
                row,
                "is of change " + row.change() + " after " + (before == null ? "nothing" : before.change()));
    }

    private static void checkTimes(Row row, @Nullable Row before, @Nullable Row begin, Faults faults) {
        faults.addIf(
                before != null && before.lastUpdated() >= row.lastUpdated(),
                Kind.TIME,
                row,
                "is not dated after the one before");
        faults.addIf(
                begin != null && begin.lastUpdated() != row.createdAt(),
                Kind.TIME,
                row,
                "has another createdAt than its life's first version is dated");
    }

    private static void checkContent(Row row, boolean head, Faults faults) {
        boolean empty = row.isTombstone() || row.isMarker();
        faults.addIf(empty && row.content() != null, Kind.CONTENT, row, "has content, but is a " + row.change());
        faults.addIf(row.isErased() && row.author() != null, Kind.CONTENT, row, "is erased, but has an author");
        faults.addIf(head && !empty && row.isErased(), Kind.CONTENT, row, "is a live head, but has no content");
    }

    private void checkIndexes(Row row, Faults faults) {
        Tenant tenant = revisions.tenant(row.key().tenant());
        TypeIndex type = tenant == null ? null : tenant.types().get(row.type());
        faults.addIf(!row.key().equals(faults.key), Kind.DERIVED, row, "is of another key, " + row.key());
        faults.addIf(
                !row.isMarker() && (type == null || type.history().get(row) != row),
                Kind.DERIVED,
                row,
                "is missing in the history of its type");
        faults.addIf(tenant == null || !tenant.feed().holds(row), Kind.DERIVED, row, "is missing in the change feed");
    }

    /** What is wrong with one key. */
    private static final class Faults {

        private final ResourceKey key;
        private final List<Inconsistency> list = new ArrayList<>();

        Faults(ResourceKey key) {
            this.key = key;
        }

        void addIf(boolean wrong, Kind kind, Row row, String what) {
            if (wrong) {
                list.add(new Inconsistency(key, kind, "Version " + row.version() + " " + what));
            }
        }
    }
}
